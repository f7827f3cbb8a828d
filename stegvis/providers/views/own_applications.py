"""A provider's own applications, signed in."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS, Role
from stegvis.core.answers import Refused
from stegvis.core.edge.rates import FILES, limited
from stegvis.core.edge.sizes import takes_files
from stegvis.core.files.inspection import LARGEST_FILE
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers import rounds
from stegvis.providers.actions.apply import start_own
from stegvis.providers.applicants import applicant_of, may_start
from stegvis.providers.models import Application, Evidence, Provider, Reauthorisation
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.rules.applying import State
from stegvis.providers.views import desk as pages
from stegvis.providers.views.desk import TONES, Desk

SORTINGS = {"nyast": Sorting("Nyast", ("-id",))}
HERE = "own_applications"
NO_SUCH_ROUND = "Omauktorisationen är avslutad, eller så har ni redan ansökt enligt dess villkor."
READERS_OF_EVIDENCE = PROVIDERS | KEEPERS | {Role.CHAIR}


@page(who=PROVIDERS)
def own_applications(request: ActorRequest) -> HttpResponse:
    """What the provider has applied for, and a button to begin."""
    applicant, today = applicant_of(request.actor), clock.today()
    if request.method == "POST":
        return _start(request, today)
    own = Application.objects.visible_to(request.actor)
    listed = KeysetPage(own.select_related("reauthorisation"), SORTINGS, request.GET)
    return render(
        request,
        "providers/application/own.html",
        {
            "page": listed,
            "rows": [(each, TONES[State(each.state)]) for each in listed.rows],
            "rounds": list(_rounds(request)),
            "begun": set(own.filter(state=State.DRAFT).values_list("reauthorisation", flat=True)),
            "may_start": may_start(applicant),
            "crumbs": [("Ansökningar", None)],
        },
    )


@page(who=PROVIDERS, shows=Application)
def own_application(request: ActorRequest, found: Application) -> HttpResponse:
    return pages.overview(request, _desk(request, found))


@page(who=PROVIDERS, shows=Application)
def own_application_facts(request: ActorRequest, found: Application) -> HttpResponse:
    return pages.facts_page(request, _desk(request, found))


@page(who=PROVIDERS, shows=Application)
def own_application_parts(request: ActorRequest, found: Application) -> HttpResponse:
    return pages.parts_page(request, _desk(request, found))


@page(who=PROVIDERS, shows=Application)
def own_application_sites(request: ActorRequest, found: Application) -> HttpResponse:
    return pages.sites_page(request, _desk(request, found))


@page(who=PROVIDERS, shows=Application)
@limited(FILES, when=lambda request: request.method == "POST")
@takes_files(LARGEST_FILE)
def own_application_condition(request: ActorRequest, found: Application, version: int) -> HttpResponse:
    return pages.condition_page(request, _desk(request, found), version)


@page(who=PROVIDERS, shows=Application)
def own_application_send(request: ActorRequest, found: Application) -> HttpResponse:
    return pages.send_page(request, _desk(request, found))


@page(who=PROVIDERS, shows=Application)
def own_application_withdraw(request: ActorRequest, found: Application) -> HttpResponse:
    return pages.withdraw_page(request, _desk(request, found))


@page(who=READERS_OF_EVIDENCE, shows=Evidence)
@limited(FILES)
def evidence(request: ActorRequest, found: Evidence) -> HttpResponse:
    """A paper of an application, for who wrote it and for who tries it."""
    application = found.answer.application
    name = "own_application" if request.actor.provider_id else "application"
    return pages.paper(request, found, reverse(name, args=[application.pk]))


def _start(request: ActorRequest, today: date) -> HttpResponse:
    try:
        wanted = _round_wanted(request)
        started = start_own(
            applicant_of(request.actor), _provider(request), reauthorisation=wanted, today=today
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(HERE)
    return redirect("own_application", started.pk)


def _round_wanted(request: ActorRequest) -> Reauthorisation | None:
    """The round of re-authorisation that the button stood at; an ordinary application has none. Raises
    Refused when the round is not there any more: an ordinary application is not what was asked for."""
    sent = request.POST.get("omgang", "")
    if not sent:
        return None
    found = next((each for each in _rounds(request) if str(each.pk) == sent), None)
    if found is None:
        raise Refused(NO_SUCH_ROUND)
    return found


def _rounds(request: ActorRequest) -> QuerySet[Reauthorisation]:
    """Those in which the provider is to apply: the same that the officers see it is left in."""
    return rounds.to_apply_in(_provider(request).pk, clock.today())


def _provider(request: ActorRequest) -> Provider:
    assert request.actor.provider_id is not None, "These pages are for a provider's staff"
    return Provider.objects.get(pk=request.actor.provider_id)


def _desk(request: ActorRequest, found: Application) -> Desk:
    return Desk(
        found,
        applicant_of(request.actor),
        clock.today(),
        prefix="own_application",
        key=found.pk,
        base="core/base.html",
        crumbs=(("Ansökningar", reverse(HERE)),),
    )
