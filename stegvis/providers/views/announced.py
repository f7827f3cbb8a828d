"""The visits that the provider has been told of."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.announced_visits import announced


@page(who=PROVIDERS)
def announced_visits(request: ActorRequest) -> HttpResponse:
    today, told = clock.today(), announced(request.actor)
    context = {
        "visits": [each for each in told if each.planned_on >= today],
        "to_document": [each for each in told if each.planned_on < today],
        "own_url": reverse("own_provider"),
        "crumbs": [("Om oss", reverse("own_provider")), ("Meddelade kvalitetsbesök", None)],
    }
    return render(request, "providers/announced_visits.html", context)
