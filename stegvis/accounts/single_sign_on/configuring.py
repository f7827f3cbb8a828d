"""What an administrator does with login services: connects, changes, shuts, and says what a group means."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from stegvis.accounts.models import GroupRole, IdentityProvider, SignInDoor
from stegvis.accounts.permissions import may_administer
from stegvis.accounts.rules import NOBODY_YET, STANDARD_CONFLICTS, Wanted, may_hold
from stegvis.accounts.sealing import sealed
from stegvis.accounts.single_sign_on.rules import may_map
from stegvis.accounts.single_sign_on.saml import read_metadata
from stegvis.accounts.single_sign_on.services import VARIABLE_BEGINS
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals

LONGEST_KEY = 56


def may_configure(actor: Actor, service: IdentityProvider) -> Answer:
    """The administrators of the principal that the service vouches to: they answer for who gets in."""
    own = service.principal_id == actor.principal_id
    return may_administer(actor) & (
        Answer.yes() if own else Answer.forbidden("Inloggningstjänsten hör till en annan huvudman.")
    )


def can_open(service: IdentityProvider, actor: Actor) -> Answer:
    """Another administrator than who set it up: by a service of his own he could sign in as anybody here."""
    return Answer.of(
        Check(
            service.set_by_id != actor.user_id,
            "Du har själv ställt in tjänsten. Be en annan administratör att ta den i bruk.",
        )
    )


def add_service(
    kind: IdentityProvider.Kind, settings: dict[str, Any], *, principal: Any, by: Actor
) -> IdentityProvider:
    """A new login service, for another administrator to take into use. Raises Refused with every reason."""
    may_administer(by).or_refuse()
    service = IdentityProvider(principal=principal, kind=kind, key=_key(principal, settings["name"]))
    _await_another(service, by)
    with transaction.atomic(), database_refusals():
        _set(service, settings)
        _keep_door(service)
    return service


def change_service(service: IdentityProvider, settings: dict[str, Any], *, by: Actor) -> None:
    """New settings. An empty secret leaves the one that is there.

    Another name holds at once; what decides whose word is believed, about whom, shuts the way in until
    another administrator opens it.
    """
    may_configure(by, service).or_refuse()
    with locked(service) as current, database_refusals():
        if _believes_otherwise(current, settings):
            _await_another(current, by)
        _set(current, settings)
        _keep_door(current)


def use_service(service: IdentityProvider, *, active: bool, by: Actor) -> None:
    """Opens or shuts the way in. Nobody who is signed in is put out; that is done in the list of users."""
    with locked(service) as current:
        may_configure(by, current).or_refuse()
        if active:
            can_open(current, by).or_refuse()
        current.active = active
        current.set_by = None if active else current.set_by
        current.save(update_fields=["active", "set_by"])
        _keep_door(current)


def map_group(
    service: IdentityProvider,
    group: str,
    role: Role,
    *,
    unit: Any = None,
    provider: Any = None,
    by: Actor,
    today: date,
) -> GroupRole:
    """From the next sign-in, who is in the group has the role."""
    may_configure(by, service).or_refuse()
    unit = unit if role in CASEWORKERS else None
    Answer.of(
        may_map(role),
        may_hold(Wanted(role, unit is not None, provider is not None), NOBODY_YET, STANDARD_CONFLICTS, today),
    ).or_refuse()
    with database_refusals():
        return GroupRole.objects.create(
            principal_id=service.principal_id,
            identity_provider=service,
            group=group,
            role=role,
            unit=unit,
            provider=provider,
        )


def unmap_group(mapping: GroupRole, *, by: Actor) -> None:
    """From the next sign-in the group gives the role no more."""
    may_configure(by, mapping.identity_provider).or_refuse()
    mapping.delete()


def _await_another(service: IdentityProvider, by: Actor) -> None:
    service.active, service.set_by_id = False, by.user_id


def _believes_otherwise(service: IdentityProvider, settings: dict[str, Any]) -> bool:
    changed = {name for name, value in settings.items() if getattr(service, name, "") != value}
    return bool(changed - {"name", "secret"}) or bool(settings.get("secret"))


def _set(service: IdentityProvider, settings: dict[str, Any]) -> None:
    secret = settings.pop("secret", "")
    for name, value in settings.items():
        setattr(service, name, value)
    if secret:
        service.sealed_secret = sealed(secret)
    if service.secret_variable and not secret:
        service.sealed_secret = ""
    _complete(service, both=bool(secret and service.secret_variable)).or_refuse()
    service.save()


def _complete(service: IdentityProvider, *, both: bool) -> Answer:
    if service.is_saml:
        service.issuer = read_metadata(service.metadata).entity_id
        return Answer.yes()
    variable = service.secret_variable
    return Answer.of(
        Check(service.issuer.startswith("https://"), "Adressen ska börja med https://.", "issuer"),
        Check(
            not variable or variable.startswith(VARIABLE_BEGINS),
            f"Namnet ska börja med {VARIABLE_BEGINS}.",
            "secret_variable",
        ),
        Check(service.has_secret, "Fyll i klienthemligheten, eller var den finns.", "secret"),
        Check(not both, "Fyll i antingen hemligheten eller var den finns, inte båda.", "secret"),
    )


def _keep_door(service: IdentityProvider) -> None:
    """The login page shows what is in use, and nothing else of it than this."""
    if not service.active:
        SignInDoor.objects.filter(identity_provider=service).delete()
        return
    SignInDoor.objects.update_or_create(
        identity_provider=service,
        defaults={
            "of_principal_id": service.principal_id,
            "key": service.key,
            "name": service.name,
            "for_residents": service.for_residents,
            "email_domains": service.email_domains,
        },
    )


def _key(principal: Any, name: str) -> str:
    """The service's name in the address. It never changes: the service knows the address."""
    wanted = f"{principal.slug}-{slugify(name)}"[:LONGEST_KEY].strip("-")
    taken = set(
        IdentityProvider.objects.filter(principal=principal, key__startswith=wanted).values_list(
            "key", flat=True
        )
    )
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(key for key in candidates if key not in taken)
