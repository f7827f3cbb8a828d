"""Write down what is found at a meeting with the person, and sign it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from stegvis.casework import facts, possibilities
from stegvis.casework.actions.capacity import record_grade
from stegvis.casework.models import Assessment, AssessmentDraft, AssessmentTemplate, Case
from stegvis.casework.permissions import may_work_in
from stegvis.casework.questionnaire import questions_of
from stegvis.casework.rules.assessment import Findings, may_sign
from stegvis.core.actor import Actor
from stegvis.core.answers import Stale
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals

SAVED_ELSEWHERE = "Utkastet har sparats i ett annat fönster sedan du öppnade sidan. Jämför och välj nedan."
GONE = "Utkastet finns inte längre: det är underskrivet eller kastat. Det du har skrivit står kvar här."


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood when the form was drawn: tells two windows, and two people, apart.

    `draft` is the draft's mark, empty when there was none; `assessment` is the key of the latest signed one,
    or 0.
    """

    draft: str = ""
    assessment: int = 0


def seen_with(case: Case, draft: AssessmentDraft | None) -> Seen:
    """What stands at this moment for who is shown this draft, or none."""
    latest = case.assessments.order_by("-id").first()
    return Seen(draft.mark if draft else "", latest.pk if latest else 0)


def draft_of(case: Case) -> AssessmentDraft | None:
    return AssessmentDraft.objects.filter(principal_id=case.principal_id, case=case).for_form().first()


def save_draft(
    case: Case,
    content: Mapping[str, Any],
    *,
    template: AssessmentTemplate | None,
    seen: Seen,
    by: Actor,
    now: datetime,
) -> AssessmentDraft:
    """Keeps what has been typed so far, right or wrong. `seen` is what stood when the form was drawn.

    Raises Stale when somebody has saved, signed or thrown the draft away since. Saving the very same again
    changes nothing, whoever saved it.
    """
    with locked(case) as current:
        possibilities.can_assess(current, by).or_refuse()
        _nobody_has_signed_since(current, seen, by)
        draft = draft_of(current)
        if draft is not None and draft.content == content and draft.template == template:
            return draft
        _nobody_has_saved_since(draft, seen)
        with database_refusals():
            return _write_draft(draft, current, content, template, by=by, now=now)


def discard_draft(case: Case, *, mark: str, by: Actor) -> None:
    """Throws the draft away, as the one who does it has seen it. Nothing of it is kept."""
    with locked(case) as current:
        possibilities.can_assess(current, by).or_refuse()
        draft = draft_of(current)
        if draft is None or draft.mark != mark:
            raise Stale("Utkastet har ändrats sedan du öppnade sidan. Läs det igen innan du kastar det.")
        draft.delete()


def sign_assessment(
    case: Case,
    findings: Findings,
    *,
    template: AssessmentTemplate | None = None,
    seen: Seen | None = None,
    by: Actor,
    today: date,
) -> Assessment:
    """Signs what was found; afterwards it is never changed. Raises Refused with every reason.

    The draft ends with it, the case gets the target group, and the capacity becomes a grade from the day of
    the meeting. With `seen` it is Stale when somebody has signed or saved since the form was drawn.
    """
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        if seen is not None:
            _nobody_has_signed_since(current, seen, by)
            _nobody_has_saved_since(draft_of(current), seen)
        found = replace(findings, target_group=findings.target_group or current.target_group)
        signed = current.assessments.filter(signed_by_id=by.user_id, template=template, **found.kept())
        may_sign(
            found,
            opened_on=current.opened_on,
            is_open=current.is_open,
            today=today,
            questions=questions_of(template),
            is_signed=signed.exists(),
        ).or_refuse()
        with database_refusals():
            return _write(current, found, template, by=by, today=today)


def _write(
    case: Case, found: Findings, template: AssessmentTemplate | None, *, by: Actor, today: date
) -> Assessment:
    assessment = Assessment.objects.create(
        principal_id=case.principal_id,
        case=case,
        template=template,
        signed_by_id=by.user_id,
        **found.kept(),
    )
    AssessmentDraft.objects.filter(principal_id=case.principal_id, case=case).delete()
    if case.target_group != found.target_group:
        case.target_group = found.target_group
        case.save(update_fields=["target_group"])
    record_grade(
        case,
        found.capacity_percent,
        facts.grade_period_from(case, found.held_on),
        found.capacity_by,
        assessed_by=found.assessed_by,
        assessment=assessment,
        by=by,
        today=today,
    )
    return assessment


def _write_draft(
    draft: AssessmentDraft | None,
    case: Case,
    content: Mapping[str, Any],
    template: AssessmentTemplate | None,
    *,
    by: Actor,
    now: datetime,
) -> AssessmentDraft:
    said = {"content": dict(content), "template": template, "saved_by_id": by.user_id, "saved_at": now}
    if draft is None:
        return AssessmentDraft.objects.create(
            principal_id=case.principal_id, case=case, begun_by_id=by.user_id, **said
        )
    for name, value in said.items():
        setattr(draft, name, value)
    draft.revision += 1
    draft.save(update_fields=[*said, "revision"])
    return draft


def _nobody_has_saved_since(draft: AssessmentDraft | None, seen: Seen) -> None:
    if draft is None and seen.draft:
        raise Stale(GONE)
    if draft is not None and draft.mark != seen.draft:
        raise Stale(SAVED_ELSEWHERE)


def _nobody_has_signed_since(case: Case, seen: Seen, by: Actor) -> None:
    latest = case.assessments.select_related("signed_by").order_by("-id").first()
    if latest is not None and latest.pk != seen.assessment:
        raise Stale(
            "Du har redan skrivit under en kartläggning i ett annat fönster."
            if latest.signed_by_id == by.user_id
            else f"{latest.signed_by.display_name} skrev under en kartläggning medan du skrev. Läs den först."
        )
