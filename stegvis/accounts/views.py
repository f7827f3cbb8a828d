"""The start page, changing seat, and the demo's one-click login."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.accounts.demo_logins import demo_user
from stegvis.accounts.proving import safe_next
from stegvis.accounts.seats import SEAT_KEY, seats
from stegvis.core import clock
from stegvis.core.actor import EVERYBODY, Role
from stegvis.core.pages import ActorRequest, page, public
from stegvis.core.waiting import awaiting, awaiting_for_others, awaiting_of_kind


@page(who=EVERYBODY)
def start(request: ActorRequest) -> HttpResponse:
    """What awaits me, oldest first."""
    if request.actor.roles == {Role.RESIDENT}:
        return redirect("my_pages")
    today = clock.today()
    groups = [*awaiting(request.actor, today), *awaiting_for_others(request.actor, today)]
    return render(request, "accounts/start.html", {"groups": groups, "today": today})


@page(who=EVERYBODY)
def waiting(request: ActorRequest, key: str) -> HttpResponse:
    """All of one kind that awaits me, oldest first."""
    group = awaiting_of_kind(key, request.actor, clock.today(), for_user=request.GET.get("for", ""))
    if group is None:
        raise Http404
    crumbs = [("Start", reverse("start")), (group.title, None)]
    return render(
        request,
        "accounts/waiting.html",
        {"group": group, "listed": [group] if group.lines else [], "today": clock.today(), "crumbs": crumbs},
    )


@page(who=EVERYBODY)
@require_POST
def change_seat(request: ActorRequest) -> HttpResponse:
    """Act for another principal or provider that the user has a membership in."""
    wanted = request.POST.get("seat", "")
    if wanted not in {str(seat.pk) for seat in seats(request)}:
        raise Http404
    request.session[SEAT_KEY] = int(wanted)
    messages.success(request, "Du har bytt uppdragsgivare.")
    return redirect("start")


@public
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Signs in as one of the demo's users. Outside the demo's settings there is no such page."""
    if not settings.DEMO:
        raise Http404
    user = demo_user(request.POST.get("email", ""))
    if user is None:
        messages.error(request, "Det finns ingen sådan demoinloggning. Välj en i listan.")
        return redirect("account_login")
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect(safe_next(request))
