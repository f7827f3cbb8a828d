"""Pages of the catalogue: what can be decided today, on which terms and for what pay."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.catalogue import impact, permissions, steps, versions
from stegvis.catalogue.models import FullTime, Intervention
from stegvis.core import clock
from stegvis.core.actor import STAFF
from stegvis.core.pages import ActorRequest, page


@page(who=STAFF)
def interventions(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    offered = Intervention.objects.visible_to(request.actor).with_what_holds_on(today)
    return render(
        request,
        "catalogue/interventions.html",
        {
            "current": [intervention for intervention in offered if intervention.current_terms],
            "others": [intervention for intervention in offered if not intervention.current_terms],
            "full_time": FullTime.objects.filter(
                principal_id=request.actor.principal_id, period__contains=today
            ).first(),
            "today": today,
            "may_add": bool(permissions.may_edit_catalogue(request.actor)),
            "crumbs": [("Start", "/"), ("Insatser", None)],
        },
    )


@page(who=STAFF, shows=Intervention)
def intervention(request: ActorRequest, intervention: Intervention) -> HttpResponse:
    """One intervention with all its terms, levels and tariffs over time."""
    today = clock.today()
    shown = Intervention.objects.with_all_terms().get(pk=intervention.pk)
    return render(
        request,
        "catalogue/intervention.html",
        {
            "intervention": shown,
            "versions": versions.versions(shown, today),
            "tariffs": versions.tariffs(shown, today),
            "steps": steps.available(shown, request.actor, today),
            "may_edit": bool(permissions.may_edit(request.actor, shown)),
            "links": impact.links(shown, request.actor, today),
            "crumbs": [("Start", "/"), ("Insatser", reverse("interventions")), (shown.name, None)],
        },
    )
