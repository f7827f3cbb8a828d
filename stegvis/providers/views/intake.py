"""Pausing a provider's intake and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.actions import open_intake, pause_intake
from stegvis.providers.forms.intake import OpenForm, PauseForm
from stegvis.providers.models import IntakePause, Provider
from stegvis.providers.permissions import KEEPERS, may_open_intake, may_pause_intake
from stegvis.providers.views.frame import exists_only_if, form_page


@page(who=KEEPERS | PROVIDERS, shows=Provider)
def pause_provider(request: ActorRequest, found: Provider) -> HttpResponse:
    exists_only_if(may_pause_intake(request.actor, found))
    today = clock.today()
    form = PauseForm(request.POST or None, provider=found, initial={"start": today})
    if form.acts(
        lambda: pause_intake(
            found,
            form.cleaned_data["intervention"],
            form.period,
            form.cleaned_data["reason"],
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, f"Intaget är pausat {form.period}.")
        return redirect(found)
    lead = "Ingen ny deltagare kan välja anordnaren så länge intaget är pausat. De som redan är där stannar."
    return form_page(request, found, form, title="Pausa intaget", submit="Pausa intaget", lead=lead)


@page(who=KEEPERS | PROVIDERS, shows=IntakePause)
def open_provider_intake(request: ActorRequest, pause: IntakePause) -> HttpResponse:
    exists_only_if(may_open_intake(request.actor, pause))
    today, found = clock.today(), pause.provider
    form = OpenForm(request.POST or None, initial={"opens_on": today})
    if form.acts(lambda: open_intake(pause, form.cleaned_data["opens_on"], by=request.actor, today=today)):
        messages.success(
            request, f"Nya deltagare kan välja {found.name} från {form.cleaned_data['opens_on']}."
        )
        return redirect(found)
    what = pause.intervention.name if pause.intervention else "alla insatser"
    lead = f"Intaget till {what} är pausat {pause.period}."
    return form_page(request, found, form, title="Öppna intaget", submit="Öppna intaget", lead=lead)
