"""Principals, units, users, catalogue: what must be there before the first case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from stegvis.accounts.models import Membership, User
from stegvis.catalogue.installation import NewPrincipal, set_up
from stegvis.catalogue.standard import Catalogue, Dated, Offer, read_catalogue
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.demo.municipality.facts import Authority, Employee, Municipality, ProviderEmployee
from stegvis.demo.municipality.logins import PASSWORD
from stegvis.providers.models import Authorisation, Provider
from stegvis.registry.models import Principal, Unit

EMPLOYED = Period(date(2020, 1, 1))


def lay_authority(authority: Authority, facts: Municipality) -> Principal:
    """The principal with units, staff and catalogue."""
    principal = set_up(
        NewPrincipal(
            slug=authority.slug,
            name=authority.name,
            organisation_number=authority.organisation_number,
            committee=authority.committee,
            caseworker_title=authority.caseworker_title,
            person_word=authority.person_word,
            units=authority.units,
        ),
        catalogue_with_bonus(facts),
    )
    for employee in authority.staff:
        employ(employee, principal)
    return principal


def catalogue_with_bonus(facts: Municipality) -> Catalogue:
    """The standard catalogue, with the example bonuses that the published tariff lacks."""
    standard = read_catalogue()
    return replace(standard, offers=tuple(_with_bonus(offer, facts) for offer in standard.offers))


def _with_bonus(offer: Offer, facts: Municipality) -> Offer:
    bonus = facts.bonus.get(offer.code)
    if bonus is None:
        return offer
    added = {"bonus": bonus, "source": facts.bonus_source}
    return replace(offer, tariffs=tuple(Dated(t.period, {**t.values, **added}) for t in offer.tariffs))


def employ(employee: Employee, principal: Principal) -> Membership:
    unit = Unit.objects.get(principal=principal, name=employee.unit) if employee.unit else None
    return Membership.objects.create(
        principal=principal,
        user=user_named(employee.email, employee.name, signs_in=bool(employee.login)),
        role=employee.role,
        unit=unit,
        period=EMPLOYED,
    )


def employ_at_provider(employee: ProviderEmployee, principal: Principal) -> Membership:
    """A seat at the provider, which the extract has brought in or which is entered here."""
    if employee.register_as:
        provider = _registered(employee, principal)
    else:
        provider = Provider.objects.get(principal=principal, organisation_number=employee.organisation_number)
    return Membership.objects.create(
        principal=principal,
        user=user_named(employee.email, employee.name),
        role=Role.PROVIDER_STAFF,
        provider=provider,
        period=EMPLOYED,
    )


def employ_at_other_providers(principal: Principal) -> None:
    """Somebody at each provider that has nobody, so that its reports have a sender."""
    without = Provider.objects.filter(principal=principal, memberships__isnull=True).order_by("name")
    for number, provider in enumerate(without, start=1):
        Membership.objects.create(
            principal=principal,
            user=user_named(f"anordnare{number:02}@demo.example", f"Alex Exempel{number}", signs_in=False),
            role=Role.PROVIDER_STAFF,
            provider=provider,
            period=EMPLOYED,
        )


def _registered(employee: ProviderEmployee, principal: Principal) -> Provider:
    provider = Provider.objects.create(
        principal=principal, organisation_number=employee.organisation_number, name=employee.register_as
    )
    Authorisation.objects.create(
        principal=principal,
        provider=provider,
        period=EMPLOYED,
        note=f"Nämnden {EMPLOYED.start}, § 12.",
    )
    return provider


def user_named(email: str, name: str, *, signs_in: bool = True) -> User:
    """The user with this address; one person may sit at several principals.

    Those who are not on the login page have no password: nobody signs in as them.
    """
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    first, _, last = name.partition(" ")
    return User.objects.create_user(email, PASSWORD if signs_in else None, first_name=first, last_name=last)
