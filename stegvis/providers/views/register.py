"""The pages about providers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS, STAFF
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers.actions import authorise, end_authorisation, set_intake
from stegvis.providers.forms import AuthoriseForm, EndForm, IntakeForm, ProviderFilter
from stegvis.providers.models import Authorisation, Provider
from stegvis.providers.permissions import KEEPERS, may_keep

SORTINGS = {"namn": Sorting("Namn", ("name", "id"))}


@page(who=STAFF)
def providers(request: ActorRequest) -> HttpResponse:
    form = ProviderFilter(request.GET)
    found = form.providers(request.actor).in_list(clock.today())
    return render(
        request,
        "providers/providers.html",
        {"form": form, "page": KeysetPage(found, SORTINGS, request.GET), "crumbs": [("Anordnare", None)]},
    )


@page(who=STAFF | PROVIDERS, shows=Provider)
def provider(request: ActorRequest, found: Provider) -> HttpResponse:
    """Facts and authorisations of one provider; the provider itself sees its own."""
    today = clock.today()
    shown = Provider.objects.in_list(today).get(pk=found.pk)
    authorisations = shown.authorisations.select_related("intervention", "decided_by").order_by(
        "-period", "-id"
    )
    return render(
        request,
        "providers/provider.html",
        {
            "provider": shown,
            "authorisations": [
                {"row": row, "is_current": row.period.contains(today), "is_over": _is_over(row, today)}
                for row in authorisations
            ],
            "may_keep": may_keep(request.actor, shown).ok,
            "crumbs": [*_crumbs(request, shown)[:-1], (shown.name, None)],
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
        "crumbs": [*_crumbs(request, found), (title, None)],
    }
    return render(request, "providers/step.html", context)


def _crumbs(request: ActorRequest, found: Provider) -> list[tuple[str, str | None]]:
    listed: list[tuple[str, str | None]] = (
        [("Anordnare", reverse("providers"))] if request.actor.has(STAFF) else []
    )
    return [*listed, (found.name, found.get_absolute_url())]


def _is_over(row: Authorisation, today: date) -> bool:
    return row.period.end is not None and row.period.end <= today
