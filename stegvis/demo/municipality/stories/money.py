"""The month's money: one bonus approved and one proposed, April settled and May awaiting the controller."""

from __future__ import annotations

from datetime import date

from stegvis.casework.actions.follow_up import hold_follow_up
from stegvis.casework.models import FollowUp
from stegvis.core.actor import Actor
from stegvis.demo.municipality.cast import Cast
from stegvis.remuneration.actions import (
    approve_bonus,
    approve_settlement,
    prepare_settlement,
    propose_bonus,
)
from stegvis.remuneration.bonuses import open_candidates
from stegvis.remuneration.models import BonusProposal

APRIL, MAY = date(2022, 4, 1), date(2022, 5, 1)


def tell(cast: Cast, today: date) -> None:
    settle_april(cast)
    first, second, third = follow_ups_with_bonus(cast, today)[:3]
    approve_bonus(
        proposed(first, cast.caseworker, date(2022, 5, 18)), by=cast.controller, today=date(2022, 5, 20)
    )
    proposed(second, cast.caseworker, today)
    lasted(third, cast.caseworker, today)
    prepare_settlement(MAY, by=cast.head, today=today)


def settle_april(cast: Cast) -> None:
    settlement = prepare_settlement(APRIL, by=cast.controller, today=date(2022, 5, 10))
    approve_settlement(settlement, by=cast.head, today=date(2022, 5, 12))


def follow_ups_with_bonus(cast: Cast, today: date) -> list[FollowUp]:
    """Due follow-ups in the caseworker's unit, oldest first, whose case has an intervention with a bonus."""
    due = FollowUp.objects.visible_to(cast.caseworker).due(today)
    with_bonus = due.filter(case__assignments__intervention__tariffs__bonus__gt=0)
    return list(with_bonus.select_related("case").order_by("due_on", "id").distinct())


def lasted(planned: FollowUp, by: Actor, on: date) -> FollowUp:
    note = "Anställningsavtalet är granskat."
    return hold_follow_up(planned, True, FollowUp.Evidence.CONTRACT, note, by=by, today=on)


def proposed(planned: FollowUp, by: Actor, on: date) -> BonusProposal:
    held = lasted(planned, by, on)
    assignment, _ = open_candidates(held)[0]
    return propose_bonus(held, assignment, "Egen försörjning i mer än sex månader.", by=by, today=on)
