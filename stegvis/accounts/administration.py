"""Pages for administrators: who has which role, and since when."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.accounts.actions import end_membership, grant_role, propose_role, reset_second_factor
from stegvis.accounts.actions.giving import Granted
from stegvis.accounts.facts import conflicts_on
from stegvis.accounts.forms import LostFactorForm, RoleForm, UserFilterForm
from stegvis.accounts.models import Membership, RoleProposal
from stegvis.accounts.rules import SENSITIVE
from stegvis.core import clock
from stegvis.core.actor import Actor, Role
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
LONGEST_KEY = 19
"""Digits: a longer number is no key in any table."""
RESET_SUBJECT = "Ditt andra steg i Stegvis är nollställt"
RESET_LETTER = (
    "En administratör har nollställt ditt andra steg, och du är utloggad överallt. Nästa gång du loggar in "
    "kopplar du en ny app eller nyckel.\n\nHar du inte bett om det? Ring den som administrerar Stegvis."
)
SORTINGS = {
    "namn": Sorting("Namn", ("user__last_name", "user__first_name", "id")),
    "roll": Sorting("Roll", ("role", "id")),
}


@page(who=ADMINISTRATORS)
def memberships(request: ActorRequest) -> HttpResponse:
    """Everybody with a role today."""
    form = UserFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = (
        Membership.objects.visible_to(request.actor)
        .on(clock.today())
        .search(wanted.get("q", ""))
        .select_related("user", "unit", "provider")
    )
    if wanted.get("role"):
        found = found.filter(role=wanted["role"])
    context = {
        "form": form,
        "page": KeysetPage(found, SORTINGS, request.GET),
        "crumbs": [("Användare", None)],
    }
    return render(request, "accounts/memberships.html", context)


@page(who=ADMINISTRATORS, step_up=True)
def add_role(request: ActorRequest) -> HttpResponse:
    """Grant a role, or put a sensitive one forward for another administrator."""
    form = RoleForm(request.actor, request.POST or None, initial=_of_the_one_to_prolong(request))
    if form.acts(lambda: _grant_or_propose(form.cleaned_data, request.actor)):
        if isinstance(form.outcome, RoleProposal):
            messages.success(request, "Förslaget finns nu hos de andra administratörerna.")
        else:
            tell_of(request, form.outcome)
        return redirect("memberships")
    crumbs = [("Användare", reverse("memberships")), ("Ny behörighet", None)]
    return render(request, "accounts/add_role.html", {"form": form, "crumbs": crumbs})


@page(who=ADMINISTRATORS, shows=Membership, step_up=True)
def end_role(request: ActorRequest, membership: Membership) -> HttpResponse:
    """Confirm, then end the role at once."""
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(end_membership, membership, by=request.actor, today=clock.today()):
        messages.success(request, f"Behörigheten för {membership.user} är avslutad.")
        return redirect("memberships")
    crumbs = [("Användare", reverse("memberships")), ("Avsluta behörighet", None)]
    context = {"form": form, "membership": membership, "crumbs": crumbs}
    return render(request, "accounts/end_role.html", context)


@page(who=ADMINISTRATORS, shows=Membership, step_up=True)
def reset_factor(request: ActorRequest, membership: Membership) -> HttpResponse:
    """The user has lost the phone: take the second factor away."""
    form = LostFactorForm(request.POST or None)
    if form.acts(
        lambda: reset_second_factor(
            membership, form.cleaned_data["reason"], by=request.actor, today=clock.today()
        )
    ):
        send_mail(RESET_SUBJECT, RESET_LETTER, None, [membership.user.email])
        messages.success(request, f"{membership.user} kopplar ett nytt andra steg vid nästa inloggning.")
        return redirect("memberships")
    crumbs = [("Användare", reverse("memberships")), ("Nollställ andra steget", None)]
    context = {"form": form, "membership": membership, "crumbs": crumbs}
    return render(request, "accounts/reset_factor.html", context)


@page(who=ADMINISTRATORS)
def role_conflicts(request: ActorRequest) -> HttpResponse:
    """Which roles nobody holds together here today."""
    conflicts = conflicts_on(clock.today(), request.actor.principal_id)
    lines = sorted((*sorted(role.label for role in pair), reason) for pair, reason in conflicts.items())
    crumbs = [("Användare", reverse("memberships")), ("Roller som inte går ihop", None)]
    return render(request, "accounts/role_conflicts.html", {"lines": lines, "crumbs": crumbs})


def _grant_or_propose(sent: dict[str, Any], by: Actor) -> Granted | RoleProposal:
    reason, unit, provider = sent["reason"], sent["unit"], sent["provider"]
    common = {name: sent[name] for name in ("email", "first_name", "last_name", "role", "last_day")}
    if sent["role"] in SENSITIVE:
        return propose_role(**common, reason=reason, by=by, today=clock.today())
    return grant_role(**common, unit=unit, provider=provider, duty=sent["duty"], by=by, today=clock.today())


def _of_the_one_to_prolong(request: ActorRequest) -> dict[str, Any]:
    """The form filled in from the membership that `fran` names, when a role that ends soon is to go on."""
    key = request.GET.get("fran", "")
    if not (key.isdecimal() and len(key) < LONGEST_KEY):
        return {}
    held = Membership.objects.visible_to(request.actor).select_related("user").filter(pk=key).first()
    if held is None:
        return {}
    user = held.user
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "role": held.role,
        "unit": held.unit_id,
        "provider": held.provider_id,
        "duty": held.duty,
    }


def tell_of(request: ActorRequest, granted: Granted) -> None:
    """Says what came of a grant; a new account gets a letter with a link for choosing its password."""
    user = granted.membership.user
    if not granted.is_new_account:
        messages.success(request, f"{user} har fått rollen.")
        return
    send_first_password(request, user.email)
    messages.success(request, f"{user} har fått ett konto. Ett brev med länk till lösenordet är skickat.")


def send_first_password(request: HttpRequest, email: str) -> None:
    """The letter with the link by which a new account gets its password."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)
