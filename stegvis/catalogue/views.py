"""Pages of the catalogue: what can be decided today, on which terms and for what pay."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

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
            "crumbs": [("Start", "/"), ("Insatser", None)],
        },
    )
