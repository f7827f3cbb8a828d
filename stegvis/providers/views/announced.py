"""The visits that the provider has been told of."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.core.actor import PROVIDERS
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.announced_visits import announced


@page(who=PROVIDERS)
def announced_visits(request: ActorRequest) -> HttpResponse:
    context = {
        "visits": announced(request.actor),
        "own_url": reverse("own_provider"),
        "crumbs": [("Om oss", reverse("own_provider")), ("Kommande kvalitetsbesök", None)],
    }
    return render(request, "providers/announced_visits.html", context)
