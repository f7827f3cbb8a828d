"""Who acts in the stories: the municipality's own users, each in the seat that the login gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stegvis.accounts.models import Membership
from stegvis.casework.knowledge import add_knowledge
from stegvis.core.actor import Actor, Role
from stegvis.demo.municipality.facts import Authority
from stegvis.providers.models import Provider
from stegvis.registry.models import Principal, Unit


@dataclass(frozen=True)
class Cast:
    """The users with a login on the login page, and where they sit."""

    principal: Principal
    unit: Unit
    caseworker: Actor
    head: Actor
    controller: Actor
    provider: Provider
    provider_staff: Actor
    other_providers: Mapping[int, Actor]
    """Somebody at each of the other providers, by the provider's key."""

    def at_provider(self, provider_id: int) -> Actor:
        """Who acts for the provider."""
        return self.other_providers.get(provider_id, self.provider_staff)


def cast_of(principal: Principal, authority: Authority) -> Cast:
    """Everybody who acts. The providers and their staff must be there."""
    employer = authority.providers[0]
    provider = Provider.objects.get(principal=principal, organisation_number=employer.organisation_number)
    return Cast(
        principal=principal,
        unit=Unit.objects.get(principal=principal, name=authority.units[0]),
        caseworker=actor_of(principal, _shown(authority, Role.CASEWORKER)),
        head=actor_of(principal, _shown(authority, Role.HEAD_OF_UNIT)),
        controller=actor_of(principal, _shown(authority, Role.CONTROLLER)),
        provider=provider,
        provider_staff=actor_of(principal, employer.email),
        other_providers={
            seat.provider_id: actor_of(principal, seat.user.email)
            for seat in Membership.objects.filter(principal=principal, role=Role.PROVIDER_STAFF)
            .exclude(provider=provider)
            .select_related("user")
            if seat.provider_id is not None
        },
    )


def actor_of(principal: Principal, email: str) -> Actor:
    """The user as an actor of this principal, with the protected people whom the user knows by now."""
    seats = list(Membership.objects.filter(principal=principal, user__email=email).select_related("user"))
    first = seats[0]
    return add_knowledge(
        Actor(
            user_id=first.user_id,
            name=first.user.display_name,
            principal_id=principal.pk,
            roles=frozenset(Role(seat.role) for seat in seats),
            unit_ids=frozenset(seat.unit_id for seat in seats if seat.unit_id is not None),
            provider_id=first.provider_id,
            duties=frozenset(seat.held_duty for seat in seats if seat.provider_id is not None),
            person_id=first.person_id,
        )
    )


def _shown(authority: Authority, role: Role) -> str:
    """The address of the first employee in the role who is on the login page."""
    return next(person.email for person in authority.staff if person.role == role and person.login)
