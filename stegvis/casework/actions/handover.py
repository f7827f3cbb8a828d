"""Give a case to a caseworker."""

from __future__ import annotations

from datetime import date

from stegvis.accounts.models import User
from stegvis.casework import facts
from stegvis.casework.models import Case
from stegvis.casework.permissions import may_hand_over
from stegvis.casework.rules import opening
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def hand_over(case: Case, caseworker: User, *, by: Actor, today: date) -> Case:
    """Gives the case to the caseworker, who must work in its unit."""
    with locked(case) as current:
        may_hand_over(by, current, caseworker.pk).or_refuse()
        in_unit = facts.caseworkers_in(frozenset({current.unit_id}), today).filter(pk=caseworker.pk)
        opening.may_hand_over(
            facts.handover_facts(current), caseworker.pk, works_in_unit=in_unit.exists()
        ).or_refuse()
        current.caseworker = caseworker
        with database_refusals():
            current.save(update_fields=["caseworker"])
    return current
