"""Sign the assessment made at a meeting with the person."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from stegvis.casework.models import Assessment, Case
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules.assessment import Findings, may_sign
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def sign_assessment(case: Case, findings: Findings, *, by: Actor, today: date) -> Assessment:
    """Signs what was found; afterwards it is never changed. Raises Refused with every reason."""
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        signed = current.assessments.filter(signed_by_id=by.user_id, **asdict(findings))
        may_sign(
            findings,
            opened_on=current.opened_on,
            is_open=current.is_open,
            today=today,
            is_signed=signed.exists(),
        ).or_refuse()
        with database_refusals():
            return Assessment.objects.create(
                principal_id=current.principal_id,
                case=current,
                signed_by_id=by.user_id,
                **asdict(findings),
            )
