"""Write down a decision that has been taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from stegvis.casework.mandates import Leave
from stegvis.casework.models import Case, Decision
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.refusals import database_refusals
from stegvis.registry.actions import next_number


def record_decision(
    case: Case,
    kind: Decision.Kind,
    intervention: Intervention,
    *,
    by: Actor,
    today: date,
    leave: Leave,
    **content: Any,
) -> Decision:
    """The row of the decision, with its number and the point of the delegation that it rests on.

    The caller holds the lock on the case and has asked the rules and the delegation (`leave`).
    """
    with database_refusals():
        return Decision.objects.create(
            principal_id=case.principal_id,
            case=case,
            kind=kind,
            intervention=intervention,
            number=next_number(Decision, case.principal_id, today.year, prefix="B"),
            decided_on=today,
            decided_by_id=by.user_id,
            delegation_id=leave.delegation_id,
            **content,
        )
