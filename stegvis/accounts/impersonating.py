"""A support session that looks as somebody else: whose pages it gets, what it may not open, when it is over.

The session stays the supporter's own, with the supporter's own second factor: nothing here signs in as the
other, and no fresh proof that the supporter gives counts for the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stegvis.accounts.actions.impersonate import can_impersonate
from stegvis.accounts.models import Impersonation
from stegvis.accounts.seats import actor_in, seat_of
from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.pages import Access, StepUp

IMPERSONATION = "impersonation"
"""The key in the session of the impersonation's key."""
ALWAYS_OPEN = frozenset({"stop_impersonating", "account_logout"})
ONES_OWN = frozenset({"continue_form", "impersonate", "my_sign_ins", "prove_identity", "support"})
"""Pages about the supporter's own account, not the other's."""
READING = ("GET", "HEAD")


def take_the_others_seat(request: Any) -> None:
    """Puts the other's seat on the request while the impersonation lasts. The own actor is on it already."""
    if request.actor is None or IMPERSONATION not in request.session:
        return
    found = _going_on(request)
    seat = seat_of(found.membership) if found is not None and found.membership is not None else None
    if seat is None or not can_impersonate(seat, request.actor, clock.today()):
        del request.session[IMPERSONATION]
        request.impersonation_is_over = True
        return
    request.impersonation = found
    request.seat = seat
    scope.narrow(seat.principal_id, seat.provider_id, seat.person_id)
    request.actor = actor_in(seat, impersonator_id=request.user.pk)


def _going_on(request: Any) -> Impersonation | None:
    mine = Impersonation.objects.filter(
        pk=request.session[IMPERSONATION],
        impersonator=request.user.pk,
        principal_id=request.actor.principal_id,
    )
    return mine.going_on(timezone.now()).select_related("membership").first()


class ImpersonationMiddleware:
    """While somebody in support looks as another user: reading only, and nothing that leaves the screen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        if request.impersonation is not None and "attachment" in response.get("Content-Disposition", ""):
            return _refused(request)
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.impersonation_is_over:
            messages.info(request, "Visningen är slut. Du är dig själv igen.")
        if request.impersonation is None or _may_be_seen(request, getattr(view, "access", None)):
            return None
        return _refused(request)


def _may_be_seen(request: Any, access: Access | None) -> bool:
    name = request.resolver_match.url_name
    if name in ALWAYS_OPEN:
        return True
    if access is None or name in ONES_OWN or access.step_up is StepUp.ALWAYS:
        return False
    return request.method in READING


def _refused(request: Any) -> HttpResponse:
    return render(request, "accounts/not_as_another.html", {"crumbs": []}, status=403)
