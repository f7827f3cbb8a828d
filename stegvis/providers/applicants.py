"""Who writes an application: a provider's own administrator, or whoever holds the secret link.

The link's secret is never kept, only its hash: who reads the database cannot write anybody's application.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from stegvis.core.actor import Actor, Duty
from stegvis.core.answers import Answer
from stegvis.providers.models import Application

BYTES = 32


@dataclass(frozen=True, slots=True)
class Applicant:
    """For whom the application is written, and by which way he came."""

    principal_id: int
    provider_id: int | None = None
    user_id: int | None = None
    application_id: int | None = None
    """Set for who came by the secret link: this application and no other."""
    administers: bool = False
    """May write for the provider; its other staff may read."""


def applicant_of(actor: Actor) -> Applicant:
    """Somebody who has signed in at a provider."""
    return Applicant(
        actor.principal_id,
        provider_id=actor.provider_id,
        user_id=actor.user_id,
        administers=Duty.ADMINISTRATOR in actor.duties and actor.impersonator_id is None,
    )


def holder_of_link(application: Application) -> Applicant:
    return Applicant(application.principal_id, application_id=application.pk, administers=True)


def may_write(applicant: Applicant, application: Application) -> Answer:
    """The provider's administrator writes for the provider; the holder of the link in that application."""
    if applicant.administers and _is_own(applicant, application):
        return Answer.yes()
    return Answer.forbidden("Bara anordnarens administratör kan ändra ansökan.")


def may_start(applicant: Applicant) -> Answer:
    """A provider's administrator. Others may read what has been applied for."""
    if applicant.administers and applicant.provider_id is not None:
        return Answer.yes()
    return Answer.forbidden("Bara anordnarens administratör kan göra en ansökan. Be hen om hjälp.")


def _is_own(applicant: Applicant, application: Application) -> bool:
    if applicant.application_id is not None:
        return applicant.application_id == application.pk
    return (
        applicant.principal_id == application.principal_id
        and applicant.provider_id is not None
        and applicant.provider_id == application.provider_id
    )


def new_key() -> str:
    return secrets.token_urlsafe(BYTES)


def hash_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def by_key(principal_id: int, key: str) -> Application | None:
    """The application that the secret opens, or None."""
    if not key:
        return None
    return Application.objects.filter(principal_id=principal_id, key_hash=hash_of(key)).first()


def link(slug: str, key: str) -> str:
    """The address in the letter. The secret stands in the query, which is left out of logs."""
    return f"{_site()}{reverse('application_link', args=[slug])}?nyckel={key}"


def address_for(application: Application) -> str:
    """Where the applicant finds the application, for a letter about it.

    Who began by a link goes on by one, also when the organisation has become a provider. It is a new
    one, as the secret is not known: the former ceases to work.
    Call it in the transaction that writes; the letter is sent when it ends.
    """
    if not application.key_hash:
        return f"{_site()}{reverse('own_application', args=[application.pk])}"
    key = new_key()
    Application.objects.filter(pk=application.pk).update(key_hash=hash_of(key))
    return link(application.principal.slug, key)


def _site() -> str:
    return str(settings.SITE_URL).rstrip("/")
