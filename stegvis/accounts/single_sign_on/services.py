"""From our table to the login package: a login service in use, as the package wants to see it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import Http404

from stegvis.accounts.models import IdentityProvider, SignInDoor
from stegvis.accounts.sealing import opened
from stegvis.core.answers import Refused
from stegvis.core.database import scope

VARIABLE_BEGINS = "STEGVIS_SSO_"
"""An administrator names a variable; no other secret of the environment can be had by naming it."""


@contextmanager
def behind(key: str) -> Iterator[IdentityProvider]:
    """The login service in use with that name in the address, within its principal; 404 without one."""
    door = SignInDoor.objects.filter(key=key).first()
    if door is None:
        raise Http404
    with scope.principal(door.of_principal_id):
        service = (
            IdentityProvider.objects.active()
            .select_related("principal")
            .filter(pk=door.identity_provider_id)
            .first()
        )
        if service is None:
            raise Http404
        yield service


def secret_of(service: IdentityProvider) -> str:
    """The client secret, from where it is kept. For the conversation with the service only."""
    if service.secret_variable.startswith(VARIABLE_BEGINS):
        return os.environ.get(service.secret_variable, "")
    return opened(service.sealed_secret) if service.sealed_secret else ""


def app_of(service: IdentityProvider) -> SocialApp:
    """What the login package calls an app. It is never saved: the table is ours."""
    return SocialApp(
        provider="openid_connect",
        provider_id=service.key,
        name=service.name,
        client_id=service.client_id,
        secret=secret_of(service),
        settings={
            "server_url": service.issuer.rstrip("/"),
            "scope": service.scopes.split(),
            "oauth_pkce_enabled": True,
        },
    )


def over_tls(address: str) -> str:
    """The address, when what is sent there cannot be read on the way. Raises Refused otherwise."""
    allowed = ("https", "http") if settings.SINGLE_SIGN_ON_WITHOUT_TLS else ("https",)
    if urlsplit(address).scheme not in allowed:
        raise Refused("Inloggningstjänsten har en adress utan https.")
    return address
