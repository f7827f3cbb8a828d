"""The history of changes, as heads, log controllers and administrators see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.casework.models import Case
from stegvis.catalogue.impact import Link
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor, Role
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.oversight import changes
from stegvis.oversight.models import Finding
from stegvis.oversight.permissions import CONTROLLERS

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
LATEST = {"tid": Sorting("När", ("pgh_id",), descending=True)}


@page(who=frozenset({Role.HEAD_OF_UNIT}), shows=Case)
def case_changes(request: ActorRequest, case: Case) -> HttpResponse:
    """All changes of one case, field by field."""
    return render(
        request,
        "oversight/changes.html",
        {
            "title": f"Ändringar i ärende {case.number}",
            "changes": changes.of_case(case, request.actor),
            "page": None,
            "crumbs": [(f"Ärende {case.number}", case.get_absolute_url()), ("Ändringar", None)],
        },
    )


@page(who=CONTROLLERS, shows=Finding)
def finding_changes(request: ActorRequest, finding: Finding) -> HttpResponse:
    """All changes of the cases of the person whom a finding is about: what was done beside the reading."""
    actor = request.actor
    cases = Case.objects.filter(principal_id=finding.principal_id, person=finding.person)
    if not actor.is_a(Role.LOG_CONTROLLER):  # a head is told of the own units' cases alone
        cases = cases.visible_to(actor)
    found = {change for case in cases.select_related("person") for change in changes.of_case(case, actor)}
    return render(
        request,
        "oversight/changes.html",
        {
            "title": "Ändringar i personens ärenden",
            "changes": sorted(found, key=lambda change: change.at, reverse=True),
            "page": None,
            "crumbs": [
                ("Loggkontroll", reverse("log_control")),
                ("Träff", finding.get_absolute_url()),
                ("Ändringar", None),
            ],
        },
    )


@page(who=ADMINISTRATORS, shows=Intervention)
def intervention_changes(request: ActorRequest, intervention: Intervention) -> HttpResponse:
    """What has been changed in the catalogue about one intervention, by whom."""
    return render(
        request,
        "oversight/changes.html",
        {
            "title": f"Ändringar av {intervention.name}",
            "changes": changes.of_intervention(intervention),
            "page": None,
            "crumbs": [(intervention.name, intervention.get_absolute_url()), ("Ändringar", None)],
        },
    )


def link_to_changes(intervention: Intervention, actor: Actor, today: date) -> Iterator[Link]:
    """For administrators, on the intervention's page."""
    if actor.has(ADMINISTRATORS):
        yield Link("Ändringshistorik", reverse("intervention_changes", args=[intervention.pk]))


@page(who=ADMINISTRATORS)
def membership_changes(request: ActorRequest) -> HttpResponse:
    """Changed and ended roles, the latest first."""
    listed = KeysetPage(changes.memberships_kept(request.actor), LATEST, request.GET)
    return render(
        request,
        "oversight/changes.html",
        {
            "title": "Ändrade behörigheter",
            "changes": changes.of_memberships(listed.rows),
            "page": listed,
            "crumbs": [("Ändrade behörigheter", None)],
        },
    )
