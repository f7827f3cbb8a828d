"""Who may hold which role, and that somebody always administers."""

from __future__ import annotations

from dataclasses import dataclass

from stegvis.core.actor import CASEWORKERS, Role
from stegvis.core.answers import Answer, Check

GRANTABLE = [role for role in Role if role is not Role.RESIDENT]
"""Roles an administrator grants. A resident's access follows from the case."""


@dataclass(frozen=True)
class Wanted:
    """A role that somebody is to hold."""

    role: Role
    has_unit: bool
    has_provider: bool


def may_hold(wanted: Wanted, held_already: bool) -> Answer:
    """A caseworker works in a unit, provider staff for a provider, and nobody holds the same role twice."""
    needs_unit = wanted.role in CASEWORKERS
    needs_provider = wanted.role == Role.PROVIDER_STAFF
    return Answer.of(
        Check(wanted.role in GRANTABLE, "Den rollen kan inte delas ut här.", "role"),
        Check(wanted.has_unit or not needs_unit, "Välj vilken enhet personen arbetar i.", "unit"),
        Check(
            wanted.has_provider or not needs_provider,
            "Välj vilken anordnare personen arbetar för.",
            "provider",
        ),
        Check(
            needs_provider or not wanted.has_provider,
            "Bara anordnares personal hör till en anordnare.",
            "provider",
        ),
        Check(not held_already, "Personen har redan den rollen.", "role"),
    )


def may_end(role: Role, other_administrators: int, *, own: bool, is_over: bool = False) -> Answer:
    """A role can be ended once, but nobody ends his own, and the last administrator stays."""
    return Answer.of(
        Check(not is_over, "Behörigheten är redan avslutad."),
        Check(not own, "Du kan inte avsluta din egen behörighet. Be en annan administratör."),
        Check(
            role != Role.ADMINISTRATOR or other_administrators > 0,
            "Det måste alltid finnas minst en administratör.",
        ),
    )
