"""Close a case with a reason, and take a closed one up again."""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts
from stegvis.casework.models import Case, ClosureReason, FollowUp, Reopening
from stegvis.casework.permissions import may_work_in
from stegvis.casework.possibilities import can_reopen
from stegvis.casework.rules.opening import may_close
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.period import half_year_after
from stegvis.core.refusals import database_refusals


def close_case(case: Case, reason: str, closed_on: date, note: str = "", *, by: Actor, today: date) -> Case:
    """Closes the case, with `closed_on` as its last day.

    Plans the follow-up six months later when the person is self-sufficient. Raises Refused while something
    still runs on that day.
    """
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        (
            Answer.of(Check(reason in ClosureReason.values, "Välj en avslutsorsak.", "reason"))
            & may_close(
                facts.closing_facts(current, closed_on),
                closed_on,
                note_needed=reason == ClosureReason.OTHER,
                note=note,
                today=today,
            )
        ).or_refuse()
        current.closed_on = closed_on
        current.closed_by_id = by.user_id
        current.closure_reason = reason
        current.closure_note = note
        with database_refusals():
            current.save(update_fields=["closed_on", "closed_by", "closure_reason", "closure_note"])
            if current.closed_as_self_sufficient:
                FollowUp.objects.create(
                    principal_id=current.principal_id, case=current, due_on=half_year_after(closed_on)
                )
    return current


def reopen_case(case: Case, reason: str, *, by: Actor, today: date) -> Reopening:
    """Takes a closed case up again. Keeps what it was closed for; calls off a follow-up not yet held."""
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        (
            can_reopen(current, by, today)
            & Answer.of(Check(bool(reason), "Skriv varför ärendet tas upp igen.", "reason"))
        ).or_refuse()
        assert current.closed_on is not None  # said by can_reopen
        with database_refusals():
            reopening = Reopening.objects.create(
                principal_id=current.principal_id,
                case=current,
                reopened_on=today,
                reason=reason,
                was_closed_on=current.closed_on,
                was_closed_for=current.closure_reason,
                reopened_by_id=by.user_id,
            )
            current.follow_ups.filter(held_on__isnull=True).delete()
            _open_again(current)
    return reopening


def _open_again(case: Case) -> None:
    case.closed_on = None
    case.closed_by = None
    case.closure_reason = ""
    case.closure_note = ""
    case.save(update_fields=["closed_on", "closed_by", "closure_reason", "closure_note"])
