"""Who acts: a user in a role, for a principal, in units, for a provider or as a resident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person may be at a principal. The names shown can be changed by the principal."""

    CASEWORKER = "caseworker", "handläggare"
    HEAD_OF_UNIT = "head_of_unit", "enhetschef"
    CONTROLLER = "controller", "controller"
    QUALITY_OFFICER = "quality_officer", "kvalitetsansvarig"
    ANALYST = "analyst", "analytiker"
    ADMINISTRATOR = "administrator", "administratör"
    LOG_CONTROLLER = "log_controller", "logggranskare"
    SUPPORT = "support", "supportadministratör"
    CHAIR = "chair", "ordförande i nämnden"
    MEDICAL_ADVISER = "medical_adviser", "förtroendeläkare"
    PROVIDER_STAFF = "provider_staff", "anordnare"
    RESIDENT = "resident", "deltagare"


class Duty(TextChoices):
    """What somebody does at a provider."""

    ADMINISTRATOR = "administrator", "administratör"
    COORDINATOR = "coordinator", "samordnare"
    SUPERVISOR = "supervisor", "handledare"


Roles = frozenset[Role]

CASEWORKERS: Roles = frozenset({Role.CASEWORKER, Role.HEAD_OF_UNIT})
"""Those who work in cases: caseworkers and the head of their unit."""
PROVIDERS: Roles = frozenset({Role.PROVIDER_STAFF})
ADVISERS: Roles = frozenset({Role.MEDICAL_ADVISER})
"""Doctors who answer what a caseworker asks about a person's capacity, and see nothing else of the case."""
MONEY: Roles = frozenset({Role.CONTROLLER, Role.HEAD_OF_UNIT})
"""Those who prepare and approve what providers are paid."""
REPORT_READERS: Roles = frozenset(
    {Role.HEAD_OF_UNIT, Role.CONTROLLER, Role.QUALITY_OFFICER, Role.ANALYST, Role.ADMINISTRATOR}
)
STAFF: Roles = frozenset(Role) - {Role.CHAIR, Role.MEDICAL_ADVISER, Role.PROVIDER_STAFF, Role.RESIDENT}
"""The principal's own people. Its medical adviser is not one of them: he answers questions and no more.
Nor is the committee's chair, who decides about providers and knows nothing of cases."""
EVERYBODY: Roles = frozenset(Role)


@dataclass(frozen=True)
class Actor:
    """One signed-in user in the seat chosen for the session."""

    user_id: int
    name: str
    principal_id: int
    roles: Roles
    unit_ids: frozenset[int] = frozenset()
    """The units in whose cases the actor works."""
    led_unit_ids: frozenset[int] | None = None
    """Those of them that the actor is head of; None = of all of them, when he is a head."""
    provider_id: int | None = None
    duties: frozenset[Duty] = frozenset()
    """What the actor does at the provider; a supervisor sees only the assignments that he works with."""
    person_id: int | None = None
    impersonator_id: int | None = None
    """Who in support looks at the pages as this user; None when it is the user himself."""
    protected_person_ids: frozenset[int] = frozenset()
    """The protected people whom the actor is named to know."""
    opened_case_ids: frozenset[int] = frozenset()
    """Cases of other units that the actor has opened for reading in an emergency."""

    def has(self, roles: Iterable[Role]) -> bool:
        """True when the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def is_a(self, role: Role) -> bool:
        return role in self.roles

    def leads(self, unit_id: int) -> bool:
        """Is the actor head of the very unit? One may head a unit and be a caseworker in another."""
        return unit_id in self.led_units

    @property
    def led_units(self) -> frozenset[int]:
        if not self.is_a(Role.HEAD_OF_UNIT):
            return frozenset()
        return self.unit_ids if self.led_unit_ids is None else self.led_unit_ids

    @property
    def coordinates(self) -> bool:
        """Does the actor see all assignments of his provider?"""
        return self.provider_id is not None and Duty.COORDINATOR in self.duties

    @property
    def is_caseworker(self) -> bool:
        return self.has(CASEWORKERS)
