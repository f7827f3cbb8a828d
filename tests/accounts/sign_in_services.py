"""Login services for the tests: rows of ours, and a browser that goes between us and the other system."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

from stegvis.accounts.models import GroupRole, IdentityProvider, SignInDoor
from stegvis.accounts.sealing import sealed
from stegvis.core.actor import Role

PATIENCE = 20


def a_service(principal: Any, key: str, **fields: Any) -> IdentityProvider:
    """A login service in use, for staff unless said otherwise."""
    values = {
        "name": key.capitalize(),
        "kind": "oidc",
        "audience": "staff",
        "client_id": "stegvis",
        "sealed_secret": sealed("en-hemlighet-mellan-tva"),
        "email_domains": ["provkommun.se"],
        **fields,
    }
    service = IdentityProvider.objects.create(principal=principal, key=key, **values)
    SignInDoor.objects.create(
        identity_provider=service,
        of_principal=principal,
        key=key,
        name=service.name,
        for_residents=service.for_residents,
        email_domains=service.email_domains,
    )
    return service


def a_group(service: IdentityProvider, group: str, role: Role, **place: Any) -> GroupRole:
    return GroupRole.objects.create(
        principal=service.principal, identity_provider=service, group=group, role=role, **place
    )


class Browser:
    """Keeps our cookies and those of the login service apart, as a browser does."""

    def __init__(self, client: Client, peer: Any) -> None:
        self.client = client
        self.peer = peer
        self.elsewhere = requests.Session()

    def goes_out(self, key: str, **asked: str) -> str:
        """To the login service. Returns the address that we sent the browser to."""
        answer = self.client.get(f"/konto/tjanst/{key}/", asked)
        assert answer.status_code == 302, answer.content.decode()
        return answer.headers["Location"]

    def comes_back(self, address: str, user: str) -> str:
        """The service signs the user in and answers. Returns the address of ours that it answers to."""
        self.elsewhere.get(f"{self.peer.address}/be/{user}", timeout=PATIENCE).raise_for_status()
        answer = self.elsewhere.get(address, allow_redirects=False, timeout=PATIENCE)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    def signs_in(self, key: str, user: str, **asked: str) -> Any:
        """All the way. Returns our answer to what the service says."""
        return self.client.get(self.comes_back(self.goes_out(key, **asked), user))
