"""The comparison computed between its nights: begun by hand, and how far it has come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stegvis.core.pages import ActorRequest, page
from stegvis.registry.background import latest, start
from stegvis.registry.models import JobRun
from stegvis.statistics.jobs import COMPARE_PROVIDERS
from stegvis.statistics.permissions import COMPARERS


@page(who=COMPARERS)
@require_POST
def compare_again(request: ActorRequest) -> HttpResponse:
    if start(COMPARE_PROVIDERS, by=request.actor):
        messages.success(request, "Jämförelsen räknas om.")
    else:
        messages.info(request, "Jämförelsen räknas redan om.")
    return redirect("comparison")


def latest_computation(principal_id: int) -> JobRun | None:
    """The latest time that the comparison was asked for or begun, however it went."""
    return latest(COMPARE_PROVIDERS, principal_id)
