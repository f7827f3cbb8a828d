"""The logins to try, one per role, shown on the demo's login page and printed by `stegvis demo`."""

from __future__ import annotations

from dataclasses import replace

from stegvis.accounts.demo_logins import DemoLogin
from stegvis.core.actor import Role
from stegvis.demo.municipality.facts import Authority, municipality

PASSWORD = "stegvis-demo-2022"  # noqa: S105 - printed for everybody; the demo holds invented persons only

RESIDENT_EMAIL = "kund@demo.example"
RESIDENT_NAME = "Kim Exempelsson"
SUPERVISOR_EMAIL = "handledare@demo.example"
SUPERVISOR_NAME = "Samira Handledarson"
SUPERVISOR_NOTE = "Ser bara de uppdrag som hon är utsedd i, och inga belopp."

RESIDENT_NOTE = "Egna sidor: beslut, val av anordnare, vad som händer nu."


def demo_logins() -> list[DemoLogin]:
    """One login per role in the municipality, then the neighbour's."""
    facts = municipality()
    word = facts.main.person_word
    resident = DemoLogin(Role.RESIDENT, word, RESIDENT_EMAIL, RESIDENT_NAME, RESIDENT_NOTE)
    supervisor = DemoLogin(
        Role.PROVIDER_STAFF, "handledare hos anordnaren", SUPERVISOR_EMAIL, SUPERVISOR_NAME, SUPERVISOR_NOTE
    )
    own = _staff(facts.main) + _provider_staff(facts.main)
    return [*own, supervisor, resident, *(_abroad(login) for login in _staff(facts.neighbour))]


def _staff(authority: Authority) -> list[DemoLogin]:
    return [
        DemoLogin(
            employee.role, _title(employee.role, authority), employee.email, employee.name, employee.login
        )
        for employee in authority.staff
        if employee.login
    ]


def _abroad(login: DemoLogin) -> DemoLogin:
    return replace(login, title=f"{login.title} i grannkommunen")


def _provider_staff(authority: Authority) -> list[DemoLogin]:
    return [
        DemoLogin(
            Role.PROVIDER_STAFF, Role.PROVIDER_STAFF.label, employee.email, employee.name, employee.login
        )
        for employee in authority.providers
    ]


def _title(role: Role, authority: Authority) -> str:
    return authority.caseworker_title if role == Role.CASEWORKER else role.label
