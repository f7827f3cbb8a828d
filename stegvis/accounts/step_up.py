"""Before grants of roles, money and exports the user proves once more who he is.

A stolen, unlocked laptop then opens what its owner had open, but pays nobody and takes nothing along.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.accounts.kept_forms import forget_when_sent, keep
from stegvis.accounts.proof import minutes_since_proof
from stegvis.core.pages import Access, StepUp

READING = ("GET", "HEAD")


class StepUpMiddleware:
    """Sends the user to prove himself anew when the view asks for it and the last proof is too old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        access: Access | None = getattr(view, "access", None)
        if access is None or request.actor is None or not request.actor.has(access.who):
            return None
        if not asks_for_proof(access.step_up, request.method) or is_fresh(request):
            forget_when_sent(request)
            return None
        return _prove_first(request)


def asks_for_proof(step_up: StepUp, method: str) -> bool:
    return step_up is StepUp.ALWAYS or (step_up is StepUp.TO_SEND and method not in READING)


def is_fresh(request: Any) -> bool:
    """Is the proof new enough? Sending gets some minutes more than opening the page that is sent from."""
    allowed: int = settings.STEP_UP_MINUTES
    if request.method not in READING:
        allowed += settings.STEP_UP_EXTRA_MINUTES_TO_SEND
    return minutes_since_proof(request) < allowed


def _prove_first(request: Any) -> HttpResponse:
    back = request.get_full_path()
    if request.method not in READING:
        keep(request, request.user.pk)
        back = reverse("continue_form")
    messages.info(request, "Bekräfta att det är du innan du går vidare.")
    return redirect(f"{reverse('prove_identity')}?{urlencode({'next': back})}")
