"""OpenID Connect: the login package asks and exchanges the code; what comes back is verified here.

Everything that OpenID Connect Core 1.0 (3.1.3.7) lists is checked, also what may be left out when the token
comes straight from the service: the signature, who has issued it, for whom, when, and for which request.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from stegvis.accounts.models import IdentityProvider
from stegvis.accounts.proof import must_ask_afresh
from stegvis.accounts.single_sign_on.answers import SignedIn
from stegvis.accounts.single_sign_on.claims import claims_of_token
from stegvis.accounts.single_sign_on.services import app_of, over_tls
from stegvis.accounts.single_sign_on.trust import UNREACHABLE, Cancelled, NotTrusted, StaleState
from stegvis.core.answers import Refused

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with a pair of keys. None that a client secret could make, and never none at all."""
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY_SECONDS = 60
KEPT_SECONDS = 600
"""So long a service's published settings are kept: whoever opens the way in a hundred times asks it once."""
ASK_AFRESH = {"prompt": "login", "max_age": "0"}
"""The service asks the user again, and says when (OpenID Connect Core, 3.1.2.1)."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def begin(request: HttpRequest, service: IdentityProvider, next_url: str) -> HttpResponse:
    """Sends the browser to the service. Raises Refused when the service cannot be reached."""
    nonce = secrets.token_urlsafe(24)
    provider = Protocol(request, service).get_provider()
    try:
        redirect: HttpResponse = provider.redirect(
            request,
            process="login",
            next_url=next_url,
            nonce=nonce,
            auth_params={"nonce": nonce, **(ASK_AFRESH if must_ask_afresh(request) else {})},
        )
    except (requests.RequestException, ValueError) as error:
        raise Refused(UNREACHABLE) from error
    return redirect


def receive(request: HttpRequest, service: IdentityProvider) -> SignedIn:
    """What the service answers when the browser comes back. Raises Refused unless it can be trusted."""
    state = statekit.unstash_state(
        request, provider_id=service.key, state_id=request.GET.get("state", "")
    )  # used once: the same answer again finds nothing
    if state is None:
        raise StaleState
    if request.GET.get("error") == "access_denied":
        raise Cancelled
    if "code" not in request.GET or request.GET.get("iss", service.issuer) != service.issuer:
        raise NotTrusted("no code, or one of another issuer")
    protocol = Protocol(request, service)
    try:
        told = protocol.exchange(state)
    except (OAuth2Error, jwt.PyJWTError) as error:
        raise NotTrusted(type(error).__name__) from error
    except (requests.RequestException, ValueError) as error:
        raise Refused(UNREACHABLE) from error
    return SignedIn(claims_of_token(service, told), state.get("next") or "")


class Protocol(OpenIDConnectOAuth2Adapter):
    """The conversation with one service."""

    def __init__(self, request: HttpRequest, service: IdentityProvider) -> None:
        super().__init__(request, service.key)
        self.service = service

    def get_provider(self) -> OpenIDConnectProvider:
        return Provider(self.request, self.service)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return answer_address(request, self.service)

    @property
    def openid_config(self) -> dict[str, Any]:
        over_tls(self.service.issuer)
        name = f"openid_configuration:{self.service.issuer}"
        config: dict[str, Any] = cache.get_or_set(name, self._published_settings, KEPT_SECONDS) or {}
        if config.get("issuer") != self.service.issuer:
            raise NotTrusted("the service calls itself something else than what is configured")
        for endpoint in ENDPOINTS:
            over_tls(str(config.get(endpoint, "")))
        return config

    def _published_settings(self) -> dict[str, Any]:
        return self._get(self.get_provider().server_url)

    def exchange(self, state: dict[str, Any]) -> dict[str, Any]:
        """What the service says about the user: the ID token, and what only the user page adds."""
        app = app_of(self.service)
        client = self.get_client(self.request, app)
        answer = self.get_access_token_data(
            self.request, app, client, pkce_code_verifier=state["pkce_code_verifier"]
        )
        token = self._verified(str(answer.get("id_token", "")), state["nonce"])
        return {**self._user_page(answer["access_token"], token["sub"]), **token}

    def _verified(self, id_token: str, nonce: str) -> dict[str, Any]:
        key = self._key(jwt.get_unverified_header(id_token).get("kid"))
        token: dict[str, Any] = jwt.decode(
            id_token,
            key=key.key,
            algorithms=ALGORITHMS,
            audience=self.service.client_id,
            issuer=self.service.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED},
        )
        if not hmac.compare_digest(str(token.get("nonce", "")), nonce):
            raise NotTrusted("the token answers another request")
        if token.get("azp", self.service.client_id) != self.service.client_id:
            raise NotTrusted("the token was made for another client")
        return token

    def _key(self, key_id: str | None) -> jwt.PyJWK:
        """The service's public key of that name; a service with only one key need not name it."""
        keys = jwt.PyJWKSet.from_dict(self._get(self.openid_config["jwks_uri"])).keys
        named = [key for key in keys if key_id is None or key.key_id == key_id]
        named = [key for key in named if key.public_key_use in (None, "sig")]
        if len(named) != 1:
            raise NotTrusted("the token is signed with a key that is not the service's")
        return named[0]

    def _user_page(self, access_token: str, subject: str) -> dict[str, Any]:
        """It is not signed: about the same user it may add to what the token says, but not go before it."""
        address = self.openid_config.get("userinfo_endpoint")
        if not address:
            return {}
        told = self._get(over_tls(address), {"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != subject:
            raise NotTrusted("the user page is about another user")
        return {name: value for name, value in told.items() if name not in ("acr", "amr")}

    def _get(self, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            response = session.get(address, headers=headers)
            response.raise_for_status()
            told = response.json()
        if not isinstance(told, dict):
            raise NotTrusted("the service's page is no object")
        return told


class Provider(OpenIDConnectProvider):
    """One service, as the login package knows it."""

    def __init__(self, request: HttpRequest, service: IdentityProvider) -> None:
        super().__init__(request, app_of(service))
        self.service = service

    def get_oauth2_adapter(self, request: HttpRequest) -> Protocol:
        return Protocol(request, self.service)


def addresses(request: HttpRequest, service: IdentityProvider) -> list[tuple[str, str]]:
    """What the service's own administrator must write down about us."""
    return [("Adress att svara till (redirect URI)", answer_address(request, service))]


def answer_address(request: HttpRequest, service: IdentityProvider) -> str:
    """The address that the service must know: to no other does it send the browser back."""
    address: str = build_absolute_uri(request, reverse("single_sign_on_answer", args=[service.key]))
    return address
