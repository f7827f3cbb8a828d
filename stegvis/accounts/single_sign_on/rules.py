"""Which roles follow from a login service's groups, and whose account the service may open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from stegvis.accounts.rules import GRANTABLE, SENSITIVE, Conflicts, reasons_against
from stegvis.core.actor import Role
from stegvis.core.answers import Answer, Check

BY_GROUP = [role for role in GRANTABLE if role not in SENSITIVE]
"""Two administrators give a sensitive role in Stegvis; no group of another system does."""

NO_ROLE = (
    "Du har ingen behörighet i Stegvis. Be din it-avdelning att lägga dig i rätt grupp, "
    "eller fråga den som administrerar Stegvis hos er."
)


@dataclass(frozen=True)
class Place:
    """A role in a unit or for a provider."""

    role: Role
    unit_id: int | None = None
    provider_id: int | None = None


@dataclass(frozen=True)
class Mapping:
    """Who is in the group has the place."""

    group: str
    place: Place


@dataclass(frozen=True)
class Changes:
    """What makes the held places those that are wanted."""

    give: frozenset[Place]
    take: frozenset[Place]


def places(mappings: Iterable[Mapping], groups: Collection[str]) -> frozenset[Place]:
    """The places that follow from the groups. Groups that nobody has mapped mean nothing."""
    return frozenset(
        mapping.place for mapping in mappings if mapping.group in groups and mapping.place.role in BY_GROUP
    )


def opposites(wanted: frozenset[Place], by_hand: Collection[Role], conflicts: Conflicts) -> dict[Place, str]:
    """The places that do not go together with another one or with a role given by hand, and why.

    Of two that the groups want and that are each other's opposites neither is given: no group goes first.
    """
    roles = {place.role for place in wanted}
    against = {
        place: reasons_against(place.role, [*by_hand, *(roles - {place.role})], conflicts) for place in wanted
    }
    return {place: reasons[0] for place, reasons in against.items() if reasons}


def changes(wanted: frozenset[Place], held: frozenset[Place]) -> Changes:
    """What to give and to take. `held` are only the places that the same service has given."""
    return Changes(give=wanted - held, take=held - wanted)


def may_map(role: Role) -> Check:
    """Some roles are never left to a group."""
    return Check(
        role in BY_GROUP,
        "Den rollen delas ut av två personer i Stegvis, inte av en grupp.",
        "role",
    )


def may_open_account(
    email: str, domains: Collection[str], *, has_places: bool, address_taken: bool
) -> Answer:
    """An account is opened for somebody who has a role, with an address of the principal's that is free."""
    if not has_places:
        return Answer.no(NO_ROLE)
    return Answer.of(
        Check(
            "@" in email,
            "Inloggningstjänsten har inte lämnat din e-postadress. Be din it-avdelning att ordna det.",
        ),
        Check(
            not email or in_domains(email, domains),
            "Din e-postadress hör inte till den här inloggningstjänsten. Kontakta din it-avdelning.",
        ),
        Check(
            not address_taken,
            "Det finns redan ett konto med din e-postadress. Logga in med lösenordet en gång till, "
            "så kan du koppla kontot till inloggningen på jobbet.",
        ),
    )


def in_domains(email: str, domains: Collection[str]) -> bool:
    """Is the address in one of the domains? Any is, when none are named."""
    return not domains or email.rpartition("@")[2].lower() in {domain.lower() for domain in domains}
