"""The list of assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.http import HttpResponse
from django.shortcuts import render

from stegvis.assignments.forms.listing import ALL, AssignmentFilter
from stegvis.assignments.models import Assignment
from stegvis.assignments.permissions import FOLLOWERS
from stegvis.assignments.rules.reporting import due_on
from stegvis.assignments.words import Status, status_on
from stegvis.core import clock, readings
from stegvis.core.edge.rates import SEARCHES, limited, searching
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.registry.naming import shown_name

SORTINGS = {
    "start": Sorting("Period", ("starts_on", "id"), descending=True),
    "namn": Sorting("Namn", ("person__sort_key", "id")),
    "nummer": Sorting("Uppdrag", ("number", "id")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment in the list, with the words that the list shows."""

    assignment: Assignment
    name: str
    status: Status
    missing_month: date | None
    is_overdue: bool

    @classmethod
    def of(cls, assignment: Any, today: date) -> Self:
        missing = assignment.missing_month
        return cls(
            assignment,
            shown_name(assignment.person),
            status_on(assignment.period, today, is_called_off=assignment.is_called_off),
            missing,
            missing is not None and due_on(missing) < today,
        )


@page(who=FOLLOWERS)
@limited(SEARCHES, when=searching("q"))
def assignments(request: ActorRequest) -> HttpResponse:
    """The assignments of the actor's units or provider; all of them for those who look after the whole."""
    today = clock.today()
    form = AssignmentFilter(request.GET, request.actor)
    listed = KeysetPage(form.assignments(today).in_list(today), SORTINGS, request.GET)
    people = [assignment.person_id for assignment in listed.rows]
    readings.listed(request.actor, "assignments", people, searched=form["q"].value() or "")
    return render(
        request,
        "assignments/assignments.html",
        {
            "form": form,
            "page": listed,
            "lines": [Line.of(assignment, today) for assignment in listed.rows],
            "shows_provider": request.actor.provider_id is None,
            "search_all_url": _also_ended(request) if form.searches_current_only else "",
        },
    )


def _also_ended(request: ActorRequest) -> str:
    """The same search among all assignments."""
    params = request.GET.copy()
    params["visa"] = ALL
    return "?" + params.urlencode()
