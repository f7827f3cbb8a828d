"""Somebody arrives from a login service: whose account it is, and which roles follow from the groups.

A person is known by the service's own key for him and never by an address alone: an address may change hands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pghistory
from django.db import transaction

from stegvis.accounts.actions.residents import resident_seat
from stegvis.accounts.facts import conflicts_on, works_elsewhere
from stegvis.accounts.models import ExternalIdentity, IdentityProvider, Membership, SignInDoor, User
from stegvis.accounts.rules import Conflicts
from stegvis.accounts.single_sign_on import rules
from stegvis.accounts.single_sign_on.claims import Claims
from stegvis.accounts.single_sign_on.rules import Mapping, Place
from stegvis.core.actor import Role
from stegvis.core.answers import Refused
from stegvis.core.identifiers import BadIdentifier, PersonalNumber, parse_personal_number
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals

NO_SUBJECT = "Inloggningstjänsten har inte sagt vem du är. Kontakta din it-avdelning."
CLOSED = "Kontot är stängt. Be den som administrerar Stegvis att öppna det."
NO_NUMBER = "E-legitimationen lämnade inget personnummer som vi kan läsa. Försök igen eller kontakta oss."
UNKNOWN = (
    "Vi hittar inget ärende för dig. Kontakta oss om du tror att det är fel, "
    "eller be din handläggare om en inloggningskod på papper."
)


class AddressTaken(Refused):
    """There is an account with the address that this service has never vouched for."""


@dataclass(frozen=True)
class Arrival:
    """Who has arrived, and the seat to sit down in. None: nothing is left to do here for the user."""

    user: User
    seat: Membership | None
    left_out: tuple[str, ...] = ()
    """Why a role that follows from a group was not given."""


def arrive(service: IdentityProvider, claims: Claims, today: date) -> Arrival:
    """The user that the claims are about, with the roles of today. Raises Refused with what to do."""
    if not claims.subject:
        raise Refused(NO_SUBJECT)
    with transaction.atomic(), database_refusals(), pghistory.context(login_service=service.key):
        if service.for_residents:
            return _arrive_as_resident(service, claims, today)
        return _arrive_as_staff(service, claims, today)


def connect(door: SignInDoor, subject: str, user: User, today: date) -> None:
    """From now on the service vouches for an account that was opened by hand; its password opens nothing.

    Who works for another principal too keeps the password, for the service's word opens nothing there.
    """
    with database_refusals():
        ExternalIdentity.objects.create(
            principal_id=door.of_principal_id,
            identity_provider_id=door.pk,
            subject=subject,
            user=user,
        )
        if not works_elsewhere(user, door.of_principal_id, today):
            user.set_unusable_password()
            user.save(update_fields=["password"])


# --- Staff ------------------------------------------------------------------------------------------------


def _arrive_as_staff(service: IdentityProvider, claims: Claims, today: date) -> Arrival:
    wanted = rules.places(_mappings(service), claims.groups)
    user = _known(service, claims) or _new_account(service, claims, has_places=bool(wanted))
    if not user.is_active:
        raise Refused(CLOSED)
    opposites = rules.opposites(wanted, _given_by_hand(service, user, today), _conflicts(service, today))
    _follow_groups(service, user, wanted - opposites.keys(), today)
    seat = _seat_of(user, service.principal_id, today)
    return Arrival(user, seat, tuple(sorted(set(opposites.values()))))


def _given_by_hand(service: IdentityProvider, user: User, today: date) -> list[Role]:
    held = Membership.objects.of(user.pk, service.principal_id).not_over(today)
    return [Role(m.role) for m in held if m.identity_provider_id != service.pk]


def _conflicts(service: IdentityProvider, today: date) -> Conflicts:
    return conflicts_on(today, service.principal_id)


def _mappings(service: IdentityProvider) -> list[Mapping]:
    return [
        Mapping(row.group, Place(Role(row.role), row.unit_id, row.provider_id))
        for row in service.group_roles.all()
    ]


def _known(service: IdentityProvider, claims: Claims) -> User | None:
    """The user whom the service has vouched for before, by the name that it says today."""
    identity = (
        ExternalIdentity.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(identity_provider=service, subject=claims.subject)
        .first()
    )
    if identity is None:
        return None
    user = identity.user
    named = (claims.first_name or user.first_name, claims.last_name or user.last_name)
    if named != (user.first_name, user.last_name):
        user.first_name, user.last_name = named
        user.save(update_fields=["first_name", "last_name"])
    return user


def _new_account(service: IdentityProvider, claims: Claims, *, has_places: bool) -> User:
    taken = User.objects.filter(email=claims.email).exists()
    answer = rules.may_open_account(
        claims.email, service.email_domains, has_places=has_places, address_taken=taken
    )
    if not answer and taken and len(answer.problems) == 1 and has_places:
        raise AddressTaken(answer.problems)
    answer.or_refuse()
    user = User.objects.create_user(
        claims.email, first_name=claims.first_name[:150], last_name=claims.last_name[:150]
    )
    ExternalIdentity.objects.create(
        principal_id=service.principal_id, identity_provider=service, subject=claims.subject, user=user
    )
    return user


def _follow_groups(service: IdentityProvider, user: User, wanted: frozenset[Place], today: date) -> None:
    """Gives and takes roles until those that the service has given are those that the groups say."""
    held = {
        Place(Role(m.role), m.unit_id, m.provider_id): m
        for m in Membership.objects.select_for_update(of=("self",))
        .filter(user=user, principal_id=service.principal_id, identity_provider=service)
        .on(today)
    }
    needed = rules.changes(wanted, frozenset(held))
    for place in needed.take:
        _take(held[place], today)
    for place in needed.give:
        Membership.objects.create(
            principal_id=service.principal_id,
            user=user,
            role=place.role,
            unit_id=place.unit_id,
            provider_id=place.provider_id,
            identity_provider=service,
            period=Period(today),
        )


def _take(membership: Membership, today: date) -> None:
    """Yesterday was the last day. A role given today is taken away as if it had not been."""
    if membership.period.start < today:
        membership.period = membership.period.ending(today)
        membership.save(update_fields=["period"])
    else:
        membership.delete()


def _seat_of(user: User, principal_id: int, today: date) -> Membership | None:
    found = Membership.objects.filter(user=user, principal_id=principal_id).on(today).order_by("pk")
    return found.exclude(role=Role.RESIDENT).first()


# --- Residents --------------------------------------------------------------------------------------------


def _arrive_as_resident(service: IdentityProvider, claims: Claims, today: date) -> Arrival:
    """By personal number, to the pages of the very person. Nothing is opened for somebody unknown."""
    person = _person(service.principal_id, _number(claims, today))
    seat = resident_seat(person, today, service)
    return Arrival(seat.user, seat)


def _number(claims: Claims, today: date) -> PersonalNumber:
    try:
        return parse_personal_number(claims.number, today=today)
    except BadIdentifier:
        raise Refused(NO_NUMBER) from None


def _person(principal_id: int, number: PersonalNumber) -> Any:
    people: Any = Membership._meta.get_field("person").related_model
    found = (
        people._default_manager.select_for_update(of=("self",))
        .filter(principal_id=principal_id, identifiers__value=number.value, identifiers__kind=number.kind)
        .first()
    )
    if found is None:
        raise Refused(UNKNOWN)
    return found
