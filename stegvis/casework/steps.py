"""The steps of casework on the case page: where each is done, and whether it can be done now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse

from stegvis.casework import facts, grants, possibilities
from stegvis.casework.models import AssessmentDraft, Case, Decision
from stegvis.casework.panels import Group
from stegvis.core.actor import Actor
from stegvis.core.steps import Step


def steps(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    """Every step of casework that can be thought of as the case stands."""
    if case.is_open:
        yield from _steps_when_open(case, actor, today)
    else:
        yield from _steps_when_closed(case, actor, today)
    yield Step(
        "attach",
        "Lägg till en bilaga",
        _url("add_attachment", case),
        possibilities.can_attach(case, actor),
        group=Group.WRITE,
    )


def _steps_when_open(case: Case, actor: Actor, today: date) -> Iterator[Step]:
    assessed = facts.latest_assessment(case) is not None
    decided = bool(case.decisions.all())
    yield Step(
        "assess",
        _assess_title(case, assessed),
        _url("assess", case),
        possibilities.can_assess(case, actor),
        not assessed,
        Group.INVESTIGATE,
    )
    yield Step(
        "decide",
        "Besluta om insats",
        _url("decide", case),
        possibilities.can_decide(case, actor),
        assessed and not decided,
        Group.DECIDE,
    )
    yield from _steps_of_grants(case, actor, today)
    yield Step(
        "hand_over",
        _hand_over_title(case),
        _url("hand_over", case),
        possibilities.can_hand_over(case, actor),
        case.caseworker_id is None,
    )
    yield Step(
        "close", "Avsluta ärendet", _url("close_case", case), possibilities.can_close(case, actor, today)
    )


def _steps_of_grants(case: Case, actor: Actor, today: date) -> Iterator[Step]:
    for decision in facts.grants_in_force(case):
        if not _has_days_left(decision, today):
            continue
        name = decision.intervention.name
        if decision.intervention.chosen_by_person and decision.choice is None:
            answer = possibilities.can_choose(decision, actor, today)
            yield Step(
                f"choose-{decision.pk}", f"Välj anordnare för {name}", _url("choose", decision), answer, True
            )
        yield from _voucher_step(decision, actor, today)


def _voucher_step(grant: Decision, actor: Actor, today: date) -> Iterator[Step]:
    """Beside the first of the grant and its extensions that still gives days."""
    for decision in grants.with_what_followed(grant):
        answer = possibilities.can_give_voucher(decision, actor, today)
        if answer:
            title = f"Besluta om tilläggscheck till {grant.intervention.name}"
            url = _url("give_voucher", decision)
            yield Step(f"voucher-{decision.pk}", title, url, answer, group=Group.DECIDE)
            return


def _steps_when_closed(case: Case, actor: Actor, today: date) -> Iterator[Step]:
    for planned in facts.with_road(case).follow_ups.all():
        if planned.held_on is None:
            answer = possibilities.can_follow_up(planned, actor, today)
            yield Step("follow_up", "Följ upp efter sex månader", _url("follow_up", planned), answer, True)
    yield Step(
        "reopen", "Återöppna ärendet", _url("reopen_case", case), possibilities.can_reopen(case, actor, today)
    )


def _assess_title(case: Case, assessed: bool) -> str:
    if AssessmentDraft.objects.filter(principal_id=case.principal_id, case=case).exists():
        return "Fortsätt med kartläggningen"
    return "Gör en ny kartläggning" if assessed else "Gör en kartläggning"


def _hand_over_title(case: Case) -> str:
    return "Utse handläggare" if case.caseworker_id is None else "Byt handläggare"


def _has_days_left(grant: Decision, today: date) -> bool:
    return any(days.end is None or today < days.end for days in grants.granted_days(grant))


def _url(name: str, record: object) -> str:
    return reverse(name, args=[record.pk])  # type: ignore[attr-defined]
