"""What the money adds to the frame, the start page and the case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from stegvis.casework import closing, facts, panels, timeline
from stegvis.casework.models import Case, FollowUp
from stegvis.casework.timeline import Entry
from stegvis.core import navigation, waiting
from stegvis.core.actor import CASEWORKERS, MONEY, PROVIDERS, Actor, Role
from stegvis.core.money import format_kr
from stegvis.core.once import once
from stegvis.core.steps import Step
from stegvis.remuneration import row_security
from stegvis.remuneration.actions.bonus import can_propose_bonus
from stegvis.remuneration.closing import open_matters
from stegvis.remuneration.models import BonusProposal
from stegvis.remuneration.waiting import KINDS

BONUS_READERS = CASEWORKERS | {Role.CONTROLLER}


def steps(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    """The bonus, once a follow-up has shown that self-sufficiency lasted."""
    lasting = [each for each in facts.with_road(case).follow_ups.all() if each.lasting]
    for follow_up in sorted(lasting, key=_held_on)[-1:]:
        follow_up.case = case
        answer = can_propose_bonus(follow_up, actor)
        url = reverse("propose_bonus", args=[follow_up.pk])
        yield Step("propose_bonus", "Föreslå bonus", url, answer, main=True)


def _held_on(follow_up: FollowUp) -> date:
    return follow_up.held_on or date.min


def panel(case: Case, actor: Actor, today: date) -> panels.Panel | None:
    """The proposals of the case with their state."""
    if not actor.has(BONUS_READERS):
        return None
    proposals = _proposals(case)
    return panels.Panel("remuneration/panel.html", {"proposals": proposals}) if proposals else None


def story(case: Case) -> Iterable[Entry]:
    """Proposed, approved, refused."""
    for proposal in _proposals(case):
        url = reverse("bonus", args=[proposal.pk])
        amount = f"{format_kr(proposal.amount)} till {proposal.assignment.provider.name}"
        yield Entry(proposal.proposed_on, "Bonus föreslagen", amount, proposal.proposed_by.display_name, url)
        decision = proposal.outcome
        if decision:
            title = "Bonus godkänd" if decision.approved else "Bonus avslagen"
            yield Entry(
                decision.decided_on, title, decision.reason or amount, decision.decided_by.display_name, url
            )


def _proposals(case: Case) -> list[BonusProposal]:
    """Asked for once by the parts of the case's page."""
    found = BonusProposal.objects.filter(assignment__case=case).for_list().order_by("proposed_on", "id")
    return once(case, "bonus proposals", lambda: list(found))


navigation.register(
    navigation.Entry("Ersättning", "settlements", MONEY, place=60),
    navigation.Entry(
        "Ersättning", "my_remuneration", PROVIDERS, place=60, only_if=lambda actor: actor.coordinates
    ),
)
waiting.register(*KINDS)
panels.register_steps(steps, panels.Group.DECIDE)
panels.register_panel(70, panel)
timeline.register(story)
closing.register_matters(open_matters)
row_security.declare()
