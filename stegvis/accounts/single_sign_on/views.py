"""The way out to a login service and the way back in."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core import ratelimit
from allauth.socialaccount.sessions import LoginSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stegvis.accounts.models import IdentityProvider, SignInDoor
from stegvis.accounts.proof import note_proof_elsewhere
from stegvis.accounts.proving import safe_next
from stegvis.accounts.seating import sit_down
from stegvis.accounts.single_sign_on import oidc, pending, saml
from stegvis.accounts.single_sign_on.arriving import AddressTaken, Arrival, arrive, connect
from stegvis.accounts.single_sign_on.claims import Claims
from stegvis.accounts.single_sign_on.forms import AddressForm
from stegvis.accounts.single_sign_on.rules import NO_ROLE, in_domains
from stegvis.accounts.single_sign_on.services import behind
from stegvis.accounts.single_sign_on.trust import NotTrusted
from stegvis.core import clock
from stegvis.core.actor import ADVISERS, PROVIDERS, STAFF, Role
from stegvis.core.answers import Refused
from stegvis.core.error_views import too_many
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page, public

ASIDE = "saml_answer"
LONGEST_RESPONSE = 500_000
logger = logging.getLogger(__name__)


@public
def doors(request: HttpRequest) -> HttpResponse:
    """Every login service in use, or the one that an address belongs to."""
    known = list(SignInDoor.objects.order_by("for_residents", "name"))
    form = AddressForm(request.POST or None)
    if form.is_valid():
        door = next((door for door in known if _is_for(door, form.cleaned_data["email"])), None)
        if door is not None:
            return redirect("single_sign_on", key=door.key)
        form.add_error(
            "email", "Adressen hör inte till någon av tjänsterna. Logga in med lösenord i stället."
        )
    return render(request, "accounts/single_sign_on/doors.html", {"doors": known, "form": form})


def _is_for(door: SignInDoor, address: str) -> bool:
    return not door.for_residents and bool(door.email_domains) and in_domains(address, door.email_domains)


@public
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Out to the login service."""
    try:
        with behind(key) as service:
            begin_at = saml.begin if service.is_saml else oidc.begin
            return begin_at(request, service, _next(request))
    except Refused as refused:
        return _refusal(request, refused)


@public
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Back from an OpenID Connect service."""
    try:
        with behind(key) as service:
            if service.is_saml:
                raise Http404
            told = oidc.receive(request, service)
            return sign_in(request, service, told.claims, told.next_url)
    except Refused as refused:
        return _refusal(request, refused)


@public
@csrf_exempt
@require_POST
def saml_answer(request: HttpRequest, key: str) -> HttpResponse:
    """Back from a SAML service, by a form that it has the browser post.

    The browser leaves our session's cookie out of what another site posts. The answer is put aside and read
    at the next address, to which the browser comes by itself.
    """
    if not ratelimit.consume(request, action="login"):
        return too_many(request)
    onward: HttpResponse = redirect("saml_finish", key)
    aside = LoginSession(request, ASIDE, ASIDE)
    aside.store["response"] = request.POST.get("SAMLResponse", "")[:LONGEST_RESPONSE]
    aside.save(onward)
    onward.cookies[ASIDE]["httponly"] = True
    return onward


@public
def saml_finish(request: HttpRequest, key: str) -> HttpResponse:
    """The answer that was put aside is read, once."""
    aside = LoginSession(request, ASIDE, ASIDE)
    response = aside.store.get("response", "")
    aside.delete()
    try:
        with behind(key) as service:
            if not service.is_saml:
                raise Http404
            told = saml.receive(request, service, response)
            return sign_in(request, service, told.claims, told.next_url)
    except Refused as refused:
        return _refusal(request, refused)


@public
def saml_metadata(request: HttpRequest, key: str) -> HttpResponse:
    """What a SAML service must know about us."""
    with behind(key) as service:
        if not service.is_saml:
            raise Http404
        return HttpResponse(saml.own_metadata(request, service), content_type="application/samlmetadata+xml")


def sign_in(request: HttpRequest, service: IdentityProvider, claims: Claims, next_url: str) -> HttpResponse:
    """Signs in whom the service vouches for, in the seat at the service's principal."""
    try:
        arrival = arrive(service, claims, clock.today())
    except AddressTaken as taken:
        pending.remember(request, service, claims)
        return _refusal(request, taken, may_connect=True)
    if arrival.seat is None:
        return _refusal(request, Refused(" ".join(arrival.left_out) or NO_ROLE))
    vouched = claims.two_factors or _is_resident(arrival)
    response = sit_down(request, arrival.user, arrival.seat, vouched=vouched, next_url=next_url)
    if request.user.is_authenticated:  # otherwise the own second factor is asked for first
        note_proof_elsewhere(request, claims.asked_at)
    for reason in arrival.left_out:
        messages.warning(request, reason)
    return response


def _is_resident(arrival: Arrival) -> bool:
    """An e-ID is two factors in itself."""
    return arrival.seat is not None and arrival.seat.role == Role.RESIDENT


@page(who=STAFF | ADVISERS | PROVIDERS)
def connect_account(request: ActorRequest) -> HttpResponse:
    """Whoever has signed in with the password says that he is the one whom the service vouched for."""
    waiting = pending.waiting_for(request)
    if waiting is None:
        raise Http404
    form = Form(request.POST if request.method == "POST" else None)
    user: Any = request.user
    if form.acts(lambda: connect(waiting.door, waiting.subject, user, clock.today())):
        pending.forget(request)
        update_session_auth_hash(request, user)
        messages.success(request, f"Kontot är kopplat. Nästa gång loggar du in med {waiting.door.name}.")
        return redirect("start")
    context = {"form": form, "service": waiting.door, "crumbs": [("Koppla kontot", None)]}
    return render(request, "accounts/single_sign_on/connect.html", context)


def _next(request: HttpRequest) -> str:
    wanted = safe_next(request)
    return "" if wanted == reverse("start") else wanted


def _refusal(request: HttpRequest, refused: Refused, *, may_connect: bool = False) -> HttpResponse:
    if isinstance(refused, NotTrusted):
        logger.warning("An answer of a login service was not taken: %s", refused.why)
    context = {"reasons": refused.problems.messages, "may_connect": may_connect}
    return render(request, "accounts/single_sign_on/refused.html", context, status=403)
