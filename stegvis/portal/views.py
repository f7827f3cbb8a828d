"""The resident's own pages: my case, my provider, my plan and reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.assignments.models import Assignment
from stegvis.assignments.words import PROGRESS, status_on
from stegvis.casework.models import Case
from stegvis.core import clock, readings
from stegvis.core.actor import Role
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.oversight.extract import GROUND
from stegvis.oversight.words import tell
from stegvis.portal import reading

RESIDENTS = frozenset({Role.RESIDENT})
READERS = {"tid": Sorting("Tid", ("at", "id"), descending=True)}


@page(who=RESIDENTS)
def my_pages(request: ActorRequest) -> HttpResponse:
    """The open case, or the latest one."""
    cases = reading.my_cases(request.actor)
    if not cases:
        return render(request, "portal/no_case.html")
    readings.note(request.actor, readings.Kind.SHOWN, what="my_pages", record=cases[0])
    return _case_page(request, cases[0], earlier=cases[1:])


@page(who=RESIDENTS, shows=Case)
def my_case(request: ActorRequest, case: Case) -> HttpResponse:
    """One of my cases, such as an earlier one."""
    shown = Case.objects.for_page().get(pk=case.pk)
    return _case_page(request, shown, crumbs=[("Mina sidor", reverse("my_pages")), (case.number, None)])


def _case_page(request: ActorRequest, case: Case, **more: object) -> HttpResponse:
    mine = reading.read(case, request.actor, clock.today())
    return render(request, "portal/my_case.html", {"mine": mine, "case": case, "earlier": [], **more})


@page(who=RESIDENTS, shows=Assignment)
def my_assignment(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    """What a provider helps me with: goals, plan, reports and meetings."""
    today = clock.today()
    shown = Assignment.objects.for_page().get(pk=assignment.pk)
    return render(
        request,
        "portal/my_assignment.html",
        {
            "assignment": shown,
            "status": status_on(shown.period, today, is_called_off=shown.is_called_off),
            "goals": shown.goals.all(),
            "plan": reading.current_plan(shown, today),
            "reports": [(report, PROGRESS[report.progress]) for report in reading.reports_of(shown)],
            "meetings": shown.meetings.order_by("-held_on"),
            "final_report": getattr(shown, "final_report", None),
            "crumbs": [("Mina sidor", reverse("my_pages")), (shown.intervention.name, None)],
        },
    )


@page(who=RESIDENTS)
def my_readers(request: ActorRequest) -> HttpResponse:
    """Who has read about me, the latest first."""
    listed = KeysetPage(reading.my_readers(request.actor), READERS, request.GET)
    return render(
        request,
        "portal/my_readers.html",
        {
            "page": listed,
            "told": [tell(each, for_the_person=True) for each in listed.rows],
            "ground": GROUND,
            "crumbs": [("Mina sidor", reverse("my_pages")), ("Vem har läst om mig", None)],
        },
    )
