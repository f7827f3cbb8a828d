"""A new principal: the authority itself, its units, its catalogue and the first administrator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from stegvis.accounts.models import Membership, User
from stegvis.catalogue.standard import Catalogue, install
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.registry.models import Principal, Unit

Installer = Callable[[Principal], Any]
_installers: list[Installer] = []


def register_installer(installer: Installer) -> Installer:
    """A room above adds what a new principal starts with. It leaves alone what the principal already has."""
    _installers.append(installer)
    return installer


@dataclass(frozen=True)
class NewPrincipal:
    """What is known about the principal when it is set up."""

    slug: str
    name: str
    organisation_number: str
    committee: str = ""
    caseworker_title: str = "handläggare"
    person_word: str = "deltagare"
    units: tuple[str, ...] = ()


@transaction.atomic
def set_up(wanted: NewPrincipal, catalogue: Catalogue) -> Principal:
    """The principal with its units and catalogue. What is there already is left as it is."""
    principal, _ = Principal.objects.get_or_create(
        slug=wanted.slug,
        defaults={
            "name": wanted.name,
            "committee": wanted.committee,
            "organisation_number": wanted.organisation_number,
            "caseworker_title": wanted.caseworker_title,
            "person_word": wanted.person_word,
        },
    )
    for name in wanted.units:
        Unit.objects.get_or_create(principal=principal, name=name)
    install(principal, catalogue)
    for installer in _installers:
        installer(principal)
    return principal


@transaction.atomic
def add_administrator(
    principal: Principal, email: str, first_name: str, last_name: str, password: str, *, today: date
) -> User:
    """A user who may administrate the principal from `today`. A known user keeps name and password."""
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(
        email, password, first_name=first_name, last_name=last_name
    )
    held = Membership.objects.filter(principal=principal, user=user, role=Role.ADMINISTRATOR)
    if not held.on(today).exists():
        Membership.objects.create(
            principal=principal, user=user, role=Role.ADMINISTRATOR, period=Period(today)
        )
    return user
