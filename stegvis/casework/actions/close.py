"""Close a case with a reason, and take a closed one up again."""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts
from stegvis.casework.models import Attachment, Case, ClosureReason, FollowUp, Reopening
from stegvis.casework.models.cases import SELF_SUFFICIENT
from stegvis.casework.permissions import may_work_in
from stegvis.casework.possibilities import can_reopen
from stegvis.casework.rules.opening import Evidence, may_close, may_rest_on
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.period import half_year_after
from stegvis.core.refusals import database_refusals

CLOSURE = (
    "closed_on",
    "closed_by",
    "closure_reason",
    "closure_note",
    "closure_evidence",
    "closure_attachment",
    "closure_evidence_lacking",
)


def close_case(
    case: Case,
    reason: str,
    closed_on: date,
    note: str = "",
    evidence: str = "",
    attachment: Attachment | None = None,
    evidence_lacking: str = "",
    *,
    by: Actor,
    today: date,
) -> Case:
    """Closes the case, with `closed_on` as its last day.

    `evidence` and `attachment` say what shows the reason; `evidence_lacking` why nothing does. Plans the
    follow-up six months later when the person is self-sufficient. Raises Refused while something still runs
    on that day.
    """
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        (
            Answer.of(Check(reason in ClosureReason.values, "Välj en avslutsorsak.", "reason"))
            & may_rest_on(
                Evidence(evidence, attachment is not None, evidence_lacking),
                self_sufficient=reason in SELF_SUFFICIENT,
            )
            & Answer.of(Check(_is_paper_of(current, attachment), "Välj en bilaga i ärendet.", "attachment"))
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
        current.closure_evidence = evidence
        current.closure_attachment = attachment
        current.closure_evidence_lacking = evidence_lacking
        with database_refusals():
            current.save(update_fields=CLOSURE)
            if current.closed_as_self_sufficient:
                FollowUp.objects.create(
                    principal_id=current.principal_id, case=current, due_on=half_year_after(closed_on)
                )
    return current


def _is_paper_of(case: Case, attachment: Attachment | None) -> bool:
    """Is it among the case's papers, and not withdrawn?"""
    if attachment is None:
        return True
    return any(each == attachment and not each.is_withdrawn for each in facts.attachments(case))


def reopen_case(case: Case, reason: str, *, by: Actor, today: date) -> Reopening:
    """Takes a closed case up again.

    Keeps all that was said when it was closed; calls off a follow-up not yet held.
    """
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
                was_closed_with_note=current.closure_note,
                was_closed_on_evidence=current.closure_evidence,
                was_closed_with_attachment_id=current.closure_attachment_id,
                evidence_was_lacking=current.closure_evidence_lacking,
                reopened_by_id=by.user_id,
            )
            current.follow_ups.filter(held_on__isnull=True).delete()
            _open_again(current)
    return reopening


def _open_again(case: Case) -> None:
    """The closing stands in the row of the re-opening from now on."""
    case.closed_on = None
    case.closed_by = None
    case.closure_reason = ""
    case.closure_note = ""
    case.closure_evidence = ""
    case.closure_attachment = None
    case.closure_evidence_lacking = ""
    case.save(update_fields=CLOSURE)
