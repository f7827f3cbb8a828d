"""The pages about providers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS, STAFF, Role, Roles
from stegvis.core.csv_files import csv_file
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers import panels
from stegvis.providers.actions import end_authorisation, take_over
from stegvis.providers.forms import EndForm, ProviderFilter, TakeOverForm
from stegvis.providers.models import Authorisation, Provider
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.views.control_frame import how_many_are_touched
from stegvis.providers.views.frame import CHAIR, crumbs_of, form_page
from stegvis.registry import exports
from stegvis.registry.models import Principal

ADMINISTRATORS: Roles = frozenset({Role.ADMINISTRATOR})
SORTINGS = {
    "namn": Sorting("Namn", ("name", "id")),
    "deltagare": Sorting("Deltagare", ("taken_places", "id"), descending=True),
}
COLUMNS = (
    "Anordnare",
    "Organisationsnummer",
    "Auktoriserad",
    "Intag",
    "Deltagare",
    "Platser",
    "Språk",
    "Kontaktperson",
    "E-post",
    "Telefon",
)


@page(who=STAFF | CHAIR)
def providers(request: ActorRequest) -> HttpResponse:
    form = ProviderFilter(request.GET, request.actor, clock.today())
    return render(
        request,
        "providers/providers.html",
        {
            "form": form,
            "page": KeysetPage(form.providers(), SORTINGS, request.GET),
            "export_url": f"{reverse('providers_export')}?{request.GET.urlencode()}",
            "slug": Principal.objects.get(pk=request.actor.principal_id).slug,
            "crumbs": [("Anordnare", None)],
        },
    )


@page(who=STAFF | CHAIR)
@require_POST
@limited(EXPORTS)
def providers_export(request: ActorRequest) -> HttpResponse:
    """Make a file of the whole list, as it was filtered."""
    now = clock.now()
    found = ProviderFilter(request.GET, request.actor, clock.today()).providers().order_by("name", "id")
    rows = [_row(each) for each in found.iterator(chunk_size=2000)]
    exports.offer(
        request.actor,
        "Anordnare",
        csv_file(COLUMNS, rows, by=request.actor.name, at=now),
        FileKind.CSV,
        what="providers_export",
        rows=len(rows),
        at=now,
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    return redirect("my_exports")


def _row(each: Provider) -> list[str | int]:
    return [
        each.name,
        each.shown_number,
        "ja" if each.is_authorised else "nej",
        "pausat" if each.is_paused else "öppet",
        each.taken_places,
        "" if each.places is None else each.places,
        each.languages,
        each.contact_name,
        each.contact_email,
        each.contact_phone,
    ]


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


@page(who=ADMINISTRATORS, shows=Provider)
def take_over_authorisation(request: ActorRequest, found: Provider) -> HttpResponse:
    """From an older register; who has no right yet applies for it."""
    today = clock.today()
    form = TakeOverForm(request.POST or None, actor=request.actor)
    if form.acts(
        lambda: take_over(
            found,
            form.cleaned_data["intervention"],
            form.period,
            form.cleaned_data["older_decision"],
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, f"Auktorisationen för {found.name} är införd.")
        return redirect(found)
    return form_page(
        request,
        found,
        form,
        title="För in en äldre auktorisation",
        submit="För in auktorisationen",
        lead="Bara för en rätt som är beslutad och står i ett äldre register. Annars ansöker anordnaren.",
    )


@page(who=KEEPERS, shows=Authorisation)
def end_provider_authorisation(request: ActorRequest, found: Authorisation) -> HttpResponse:
    today = clock.today()
    form = EndForm(request.POST or None, initial={"last_day": today})
    if form.acts(lambda: end_authorisation(found, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, f"Auktorisationen slutar {form.cleaned_data['last_day']}.")
        return redirect(found.provider)
    name = found.intervention.name if found.intervention else "alla insatser"
    touched = how_many_are_touched(found.provider, found.intervention, today)
    lead = f"Auktorisation för {name}, {found.period}. Uppdrag som pågår fortsätter. {touched}"
    return form_page(
        request,
        found.provider,
        form,
        title="Avsluta auktorisationen",
        submit="Avsluta auktorisationen",
        lead=lead,
    )
