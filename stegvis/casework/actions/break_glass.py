"""Open a case of another unit for reading in an emergency, end it, and judge it afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import F, Q

from stegvis.casework.models import BreakGlass, BreakGlassEnd, BreakGlassTerms, BreakGlassVerdict, Case
from stegvis.casework.permissions import may_end_opening, may_judge_opening, may_open_in_emergency
from stegvis.casework.rules import break_glass as rules
from stegvis.core import readings
from stegvis.core.actor import Actor
from stegvis.core.identifiers import BadIdentifier, parse_personal_number
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.registry.models import Person

PAGE = "break_glass"


def open_in_emergency(number: str, reason: str, *, by: Actor, now: datetime) -> BreakGlass:
    """Opens the case with exactly this case number or personal number for reading, for a short while.

    The same refusal for whatever is not opened: nobody learns which numbers exist. Every attempt is logged.
    """
    may_open_in_emergency(by).or_refuse()
    case = case_to_open(number, by, now.date())
    _log_attempt(number, case, by)
    rules.may_open_in_emergency(reason, is_found=case is not None).or_refuse()
    assert case is not None
    minutes = BreakGlassTerms.minutes_on(by.principal_id, now.date())
    with database_refusals():
        return BreakGlass.objects.create(
            principal_id=by.principal_id,
            case=case,
            unit_id=case.unit_id,
            user_id=by.user_id,
            reason=reason.strip(),
            opened_at=now,
            expires_at=now + timedelta(minutes=minutes),
        )


def end_opening(case: Case, *, by: Actor, now: datetime) -> int:
    """Ends the actor's own openings of the case at once. Answers how many."""
    openings = list(BreakGlass.objects.opened_by(by).in_force(now).filter(case=case).order_by("id"))
    for opening in openings:
        with locked(opening) as current, database_refusals():
            _end(current, by, now)
    return len(openings)


def judge_opening(
    opening: BreakGlass, verdict: str, comment: str, *, by: Actor, now: datetime
) -> BreakGlassVerdict:
    """The head of the unit says whether it was founded. What is questioned is ended at once."""
    may_judge_opening(by, opening).or_refuse()
    questions = verdict == BreakGlassVerdict.Verdict.QUESTIONED
    with locked(opening) as current, database_refusals():
        judged = BreakGlassVerdict.objects.filter(opening=current).exists()
        rules.may_judge(comment, questions=questions, is_judged=judged).or_refuse()
        said = BreakGlassVerdict.objects.create(
            principal_id=current.principal_id,
            opening=current,
            verdict=verdict,
            comment=comment.strip(),
            decided_by_id=by.user_id,
            decided_on=now.date(),
        )
        if questions and BreakGlass.objects.in_force(now).filter(pk=current.pk).exists():
            _end(current, by, now)
    return said


def stop_opening(opening: BreakGlass, *, by: Actor, now: datetime) -> None:
    """The head of the unit ends somebody's reading before its time is out."""
    may_end_opening(by, opening).or_refuse()
    with locked(opening) as current, database_refusals():
        if BreakGlass.objects.in_force(now).filter(pk=current.pk).exists():
            _end(current, by, now)


def case_to_open(number: str, by: Actor, today: date) -> Case | None:
    """The case of another unit with this number, or of the person with it. Never of who is protected."""
    wanted = number.strip()
    named = Q(number=wanted.upper()) | Q(number=wanted)
    try:
        personal = parse_personal_number(wanted, today=today)
        named |= Q(person__identifiers__value=personal.value, person__identifiers__kind=personal.kind)
    except BadIdentifier:
        pass
    reachable = Case.objects.filter(named, principal_id=by.principal_id).exclude(unit_id__in=by.unit_ids)
    not_protected = reachable.exclude(person__protection=Person.Protection.PROTECTED)
    return not_protected.order_by(F("closed_on").desc(nulls_first=True), "-id").first()


def _end(opening: BreakGlass, by: Actor, now: datetime) -> None:
    BreakGlassEnd.objects.create(
        principal_id=opening.principal_id, opening=opening, ended_by_id=by.user_id, ended_at=now
    )


def _log_attempt(number: str, case: Case | None, by: Actor) -> None:
    people = [case.person_id] if case is not None else []
    readings.note(
        by, readings.Kind.SEARCHED, what=PAGE, person_ids=people, detail=f"nödöppning {readings.term(number)}"
    )
