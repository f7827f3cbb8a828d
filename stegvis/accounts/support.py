"""Pages where support chooses a user to see the pages as, and stops."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from stegvis.accounts.actions.impersonate import can_impersonate, start_impersonation, stop_impersonation
from stegvis.accounts.forms import ImpersonationForm, SupportFilterForm
from stegvis.accounts.impersonating import IMPERSONATION
from stegvis.accounts.models import Impersonation, Membership
from stegvis.core import clock
from stegvis.core.actor import EVERYBODY, Role
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting

SUPPORTERS = frozenset({Role.SUPPORT})
SORTINGS = {"namn": Sorting("Namn", ("user__last_name", "user__first_name", "id"))}
SHOWN = 20


@page(who=SUPPORTERS)
def support(request: ActorRequest) -> HttpResponse:
    """Those whose pages can be seen, and what has been looked at lately."""
    form = SupportFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = (
        Membership.objects.visible_to(request.actor)
        .on(clock.today())
        .can_be_seen_as()
        .search(wanted.get("q", ""))
        .select_related("user", "unit", "provider")
    )
    context = {
        "form": form,
        "page": KeysetPage(found, SORTINGS, request.GET),
        "looked_at": Impersonation.objects.filter(impersonator=request.actor.user_id).for_list()[:SHOWN],
        "crumbs": [("Support", None)],
    }
    return render(request, "accounts/support.html", context)


@page(who=SUPPORTERS, shows=Membership, step_up=True)
def impersonate(request: ActorRequest, membership: Membership) -> HttpResponse:
    """Why and for how long; then the start page as the other sees it."""
    today = clock.today()
    form = ImpersonationForm(request.POST or None)
    if form.acts(
        lambda: start_impersonation(
            membership,
            form.cleaned_data["reason"],
            form.cleaned_data["minutes"],
            by=request.actor,
            now=timezone.now(),
            today=today,
        )
    ):
        request.session[IMPERSONATION] = form.outcome.pk
        return redirect("start")
    context = {
        "form": form,
        "membership": membership,
        "answer": can_impersonate(membership, request.actor, today),
        "crumbs": [("Support", reverse("support")), (str(membership), None)],
    }
    return render(request, "accounts/impersonate.html", context)


@page(who=EVERYBODY)
@require_POST
def stop_impersonating(request: ActorRequest) -> HttpResponse:
    """Back to oneself."""
    found: Impersonation | None = getattr(request, "impersonation", None)
    if found is None:
        return redirect("start")
    stop_impersonation(found, now=timezone.now())
    del request.session[IMPERSONATION]
    messages.success(request, "Visningen är slut. Du är dig själv igen.")
    return redirect("support")
