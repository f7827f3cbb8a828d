"""SAML 2.0, web browser sign-on: we ask by redirect, the service answers by a form that the browser posts.

The answer is taken only when it is signed by the service, meant for us, in time, the answer to a request of
this very browser, and seen for the first time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.internal import statekit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from stegvis.accounts.models import IdentityProvider
from stegvis.accounts.proof import must_ask_afresh
from stegvis.accounts.single_sign_on.answers import SignedIn
from stegvis.accounts.single_sign_on.claims import Claims, asked_for_two
from stegvis.accounts.single_sign_on.services import over_tls
from stegvis.accounts.single_sign_on.trust import NotTrusted, StaleState
from stegvis.core.answers import Refused

FAULTS = (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, LxmlError, ValueError, KeyError, TypeError)
"""What the library raises for what is no SAML, or no good SAML."""
CLOCK_DRIFT_SECONDS = 300

EMAIL = (
    "mail",
    "email",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
)
FIRST_NAME = (
    "givenName",
    "urn:oid:2.5.4.42",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
)
LAST_NAME = ("sn", "urn:oid:2.5.4.4", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname")


@dataclass(frozen=True)
class Metadata:
    """What a service publishes about itself."""

    entity_id: str
    address: str
    certificates: tuple[str, ...]


def read_metadata(xml: str) -> Metadata:
    """Reads a service's metadata. Raises Refused at the field when there is no service in it."""
    try:
        told = OneLogin_Saml2_IdPMetadataParser.parse(xml)["idp"]
        several = told.get("x509certMulti", {}).get("signing", [])
        certificates = tuple(several or [told["x509cert"]])
        found = Metadata(told["entityId"], told["singleSignOnService"]["url"], certificates)
    except FAULTS as error:
        raise Refused.at(
            "metadata", "Det här är inte metadata för en inloggningstjänst. Klistra in hela XML-dokumentet."
        ) from error
    over_tls(found.address)
    return found


def begin(request: HttpRequest, service: IdentityProvider, next_url: str) -> HttpResponse:
    """Sends the browser to the service with a request that only this browser's session knows."""
    conversation = OneLogin_Saml2_Auth(_as_seen(request, service), _settings(request, service))
    address = conversation.login(return_to="", force_authn=must_ask_afresh(request))
    state = {"next": next_url}
    key = conversation.get_last_request_id()
    statekit.stash_state(request, provider_id=service.key, state=state, state_id=key)
    return redirect(address)


def receive(request: HttpRequest, service: IdentityProvider, response: str) -> SignedIn:
    """What the service answers. Raises Refused unless all of it can be trusted."""
    settings = _settings(request, service)
    asked = _answered_request(settings, response)
    state = statekit.unstash_state(request, provider_id=service.key, state_id=asked)  # used once
    if state is None:
        raise StaleState
    conversation = OneLogin_Saml2_Auth(_as_seen(request, service, response), settings)
    try:
        conversation.process_response(request_id=asked)
    except FAULTS as error:
        raise NotTrusted(type(error).__name__) from error
    if conversation.get_errors() or not conversation.is_authenticated():
        raise NotTrusted(", ".join(conversation.get_errors()) or "not authenticated")
    _seen_for_the_first_time(service, conversation)
    return SignedIn(_claims(service, conversation), state["next"])


def own_metadata(request: HttpRequest, service: IdentityProvider) -> bytes | str:
    """What the service needs to know about us, as XML."""
    settings = OneLogin_Saml2_Settings(_settings(request, service), sp_validation_only=True)
    told: bytes | str = settings.get_sp_metadata()
    return told


def addresses(request: HttpRequest, service: IdentityProvider) -> list[tuple[str, str]]:
    """The same in words, for whoever writes it in by hand."""
    return [
        ("Våra metadata, också vårt entityID", _address(request, "saml_metadata", service)),
        ("Adress att svara till (ACS, HTTP-POST)", _address(request, "saml_answer", service)),
    ]


def _answered_request(settings: dict[str, Any], response: str) -> str:
    try:
        asked = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(settings), response).get_in_response_to()
    except FAULTS as error:
        raise NotTrusted(type(error).__name__) from error
    if not asked:
        raise StaleState  # nobody has asked: the service, or somebody else, began by itself
    return str(asked)


def _seen_for_the_first_time(service: IdentityProvider, conversation: OneLogin_Saml2_Auth) -> None:
    until = conversation.get_last_assertion_not_on_or_after() or time.time()
    kept = max(until - time.time(), 0) + 2 * CLOCK_DRIFT_SECONDS
    key = f"saml:{service.pk}:{conversation.get_last_assertion_id()}"
    if not cache.add(key, value=True, timeout=kept):
        raise NotTrusted("the assertion has been used before")


def _claims(service: IdentityProvider, conversation: OneLogin_Saml2_Auth) -> Claims:
    told: dict[str, list[str]] = {
        **conversation.get_friendlyname_attributes(),
        **conversation.get_attributes(),
    }
    return Claims(
        subject=_subject(service, conversation, told),
        email=_first(told, EMAIL).lower(),
        first_name=_first(told, FIRST_NAME),
        last_name=_first(told, LAST_NAME),
        groups=frozenset(told.get(service.groups_claim, [])),
        number=_first(told, (service.number_claim,)),
        two_factors=asked_for_two(service, conversation.get_last_authn_contexts()),
        asked_at=asked_at(conversation.get_last_response_xml(), conversation.get_last_assertion_id()),
    )


def asked_at(response: bytes | str, assertion_id: str) -> float | None:
    """When the service last asked the user, as the assertion that was checked says; None when it does not."""
    said = OneLogin_Saml2_XML.to_etree(response).xpath(
        "//saml:Assertion[@ID=$id]/saml:AuthnStatement/@AuthnInstant", namespaces=Words.NSMAP, id=assertion_id
    )
    return float(OneLogin_Saml2_Utils.parse_SAML_to_time(said[0])) if said else None


def _subject(
    service: IdentityProvider, conversation: OneLogin_Saml2_Auth, told: Mapping[str, list[str]]
) -> str:
    """A NameID that is new each time is nobody's; then an attribute must say who it is."""
    if service.subject_claim:
        return _first(told, (service.subject_claim,))
    if conversation.get_nameid_format() == Words.NAMEID_TRANSIENT:
        return ""
    return str(conversation.get_nameid() or "")


def _first(told: Mapping[str, list[str]], names: tuple[str, ...]) -> str:
    return next((told[name][0].strip() for name in names if told.get(name) and told[name][0]), "")


def _settings(request: HttpRequest, service: IdentityProvider) -> dict[str, Any]:
    known = read_metadata(service.metadata)
    return {
        "strict": True,
        "sp": {
            "entityId": _address(request, "saml_metadata", service),
            "assertionConsumerService": {
                "url": _address(request, "saml_answer", service),
                "binding": Words.BINDING_HTTP_POST,
            },
            "NameIDFormat": Words.NAMEID_PERSISTENT,
        },
        "idp": {
            "entityId": service.issuer,
            "singleSignOnService": {"url": known.address, "binding": Words.BINDING_HTTP_REDIRECT},
            "x509certMulti": {"signing": list(known.certificates)},
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": not service.subject_claim,
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "rejectUnsolicitedResponsesWithInResponseTo": True,
            "allowRepeatAttributeName": True,
            "signatureAlgorithm": Words.RSA_SHA256,
            "digestAlgorithm": Words.SHA256,
        },
    }


def _as_seen(request: HttpRequest, service: IdentityProvider, response: str = "") -> dict[str, Any]:
    """The request as the library wants it: the answer was posted to its own address, and read at the next."""
    return {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.get_host(),
        "script_name": "",
        "path_info": reverse("saml_answer", args=[service.key]),
        "get_data": {},
        "post_data": {"SAMLResponse": response} if response else {},
    }


def _address(request: HttpRequest, name: str, service: IdentityProvider) -> str:
    return request.build_absolute_uri(reverse(name, args=[service.key]))
