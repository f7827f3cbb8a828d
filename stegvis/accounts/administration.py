"""Pages for administrators: who has which role, and since when."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.accounts.actions import end_membership, grant_role
from stegvis.accounts.forms import RoleForm, UserFilterForm
from stegvis.accounts.models import Membership
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
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
    """Grant a role; a new account gets a message with a link for choosing its password."""
    form = RoleForm(request.actor, request.POST or None)
    if form.acts(lambda: grant_role(**form.cleaned_data, by=request.actor, today=clock.today())):
        user = form.outcome.membership.user
        if form.outcome.is_new_account:
            _send_first_password(request, user.email)
            messages.success(
                request, f"{user} har fått ett konto. Ett brev med länk till lösenordet är skickat."
            )
        else:
            messages.success(request, f"{user} har fått rollen.")
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


def _send_first_password(request: ActorRequest, email: str) -> None:
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)
