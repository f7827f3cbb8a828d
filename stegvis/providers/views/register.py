"""The pages about providers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS, STAFF, Role
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers import panels
from stegvis.providers.actions import authorise, end_authorisation, set_intake
from stegvis.providers.forms import AuthoriseForm, EndForm, IntakeForm, ProviderFilter
from stegvis.providers.models import Authorisation, Provider
from stegvis.providers.permissions import KEEPERS

CHAIR = frozenset({Role.CHAIR})
SORTINGS = {"namn": Sorting("Namn", ("name", "id"))}


@page(who=STAFF | CHAIR)
def providers(request: ActorRequest) -> HttpResponse:
    form = ProviderFilter(request.GET)
    found = form.providers(request.actor).in_list(clock.today())
    return render(
        request,
        "providers/providers.html",
        {"form": form, "page": KeysetPage(found, SORTINGS, request.GET), "crumbs": [("Anordnare", None)]},
    )


@page(who=STAFF | CHAIR | PROVIDERS, shows=Provider)
def provider(request: ActorRequest, found: Provider) -> HttpResponse:
    """What is known of one provider, its parts in order; the provider itself sees its own."""
    today = clock.today()
    shown = Provider.objects.in_list(today).get(pk=found.pk)
    return render(
        request,
        "providers/provider.html",
        {
            "provider": shown,
            "steps": panels.steps(shown, request.actor, today),
            "panels": [
                (part.title, part.note, render_to_string(part.template, part.context, request=request))
                for part in panels.panels(shown, request.actor, today)
            ],
            "crumbs": [*crumbs_of(request, shown)[:-1], (shown.name, None)],
        },
    )


@page(who=KEEPERS, shows=Provider)
def authorise_provider(request: ActorRequest, found: Provider) -> HttpResponse:
    form = AuthoriseForm(request.POST or None, actor=request.actor, initial={"start": clock.today()})
    if form.acts(
        lambda: authorise(
            found, form.cleaned_data["intervention"], form.period, form.cleaned_data["note"], by=request.actor
        )
    ):
        messages.success(request, f"{found.name} är auktoriserad.")
        return redirect(found)
    return _step(request, found, form, title="Auktorisera anordnaren", submit="Auktorisera")


@page(who=KEEPERS, shows=Authorisation)
def end_provider_authorisation(request: ActorRequest, found: Authorisation) -> HttpResponse:
    today = clock.today()
    form = EndForm(request.POST or None, initial={"last_day": today})
    if form.acts(lambda: end_authorisation(found, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, f"Auktorisationen slutar {form.cleaned_data['last_day']}.")
        return redirect(found.provider)
    name = found.intervention.name if found.intervention else "alla insatser"
    lead = f"Auktorisation för {name}, {found.period}. Uppdrag som pågår fortsätter."
    return _step(
        request,
        found.provider,
        form,
        title="Avsluta auktorisationen",
        submit="Avsluta auktorisationen",
        lead=lead,
    )


@page(who=KEEPERS, shows=Provider)
def provider_intake(request: ActorRequest, found: Provider) -> HttpResponse:
    """One button: pause the intake, or open it again."""
    today = clock.today()
    pause = not found.pauses.of_all(today).exists()
    form = IntakeForm(request.POST or None)
    if form.acts(lambda: _set_intake(found, request, today)):
        told = "tar inte längre emot nya deltagare" if form.outcome else "tar emot nya deltagare"
        messages.success(request, f"{found.name} {told}.")
        return redirect(found)
    title = "Pausa intaget" if pause else "Öppna intaget"
    lead = (
        "Ingen ny deltagare kan välja anordnaren så länge intaget är pausat. De som redan är där stannar."
        if pause
        else "Nya deltagare kan välja anordnaren igen."
    )
    return _step(
        request, found, form, title=title, submit=title, lead=lead, sent={"pause": "ja" if pause else "nej"}
    )


def _set_intake(found: Provider, request: ActorRequest, today: date) -> bool:
    """True when the intake was paused."""
    pause = request.POST.get("pause") == "ja"
    set_intake(found, pause=pause, by=request.actor, today=today)
    return pause


def _step(
    request: ActorRequest,
    found: Provider,
    form: Form,
    *,
    title: str,
    submit: str,
    lead: str = "",
    sent: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "provider": found,
        "form": form,
        "title": title,
        "submit": submit,
        "lead": lead,
        "sent": sent or {},
        "crumbs": [*crumbs_of(request, found), (title, None)],
    }
    return render(request, "providers/step.html", context)


def crumbs_of(request: ActorRequest, found: Provider) -> list[tuple[str, str | None]]:
    """The way to a provider's page, for the crumbs of the pages under it."""
    listed: list[tuple[str, str | None]] = (
        [("Anordnare", reverse("providers"))] if request.actor.has(STAFF | CHAIR) else []
    )
    return [*listed, (found.name, found.get_absolute_url())]
