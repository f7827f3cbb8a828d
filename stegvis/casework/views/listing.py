"""The list of cases."""

from __future__ import annotations

from typing import TypedDict

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.casework.forms.listing import ALL, CaseFilter
from stegvis.casework.models import Case, TargetGroup
from stegvis.core import readings
from stegvis.core.actor import CASEWORKERS
from stegvis.core.edge.rates import SEARCHES, limited, searching
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.registry.naming import shown_name, shown_numbers

TARGET_GROUPS: dict[str, str] = {group.value: group.label for group in TargetGroup}
SORTINGS = {
    "oppnat": Sorting("Öppnat", ("opened_on", "id"), descending=True),
    "namn": Sorting("Namn", ("person__sort_key", "id")),
    "nummer": Sorting("Ärende", ("number", "id")),
}


class Line(TypedDict):
    """One case in the list, in the words that the list shows.

    A dictionary, because a template finds a key at once and an attribute only after trying for a key.
    """

    url: str
    name: str
    personal_number: str
    number: str
    caseworker: str
    target_group: str
    opened: str
    closed: str


def lines_of(cases: list[Case]) -> list[Line]:
    """The lines of a page, with the people's numbers read in one query."""
    numbers = shown_numbers(case.person for case in cases)
    return [
        Line(
            url=reverse("case", args=[case.pk]),
            name=shown_name(case.person),
            personal_number=numbers[case.person_id],
            number=case.number,
            caseworker=case.caseworker.display_name if case.caseworker else "",
            target_group=TARGET_GROUPS[case.target_group],
            opened=case.opened_on.isoformat(),
            closed=case.closed_on.isoformat() if case.closed_on else "",
        )
        for case in cases
    ]


@page(who=CASEWORKERS)
@limited(SEARCHES, when=searching("q"))
def cases(request: ActorRequest) -> HttpResponse:
    """The cases of the actor's units."""
    form = CaseFilter(request.GET, request.actor)
    listed = KeysetPage(form.cases().in_list(), SORTINGS, request.GET)
    people = [case.person_id for case in listed.rows]
    readings.listed(request.actor, "cases", people, searched=form["q"].value() or "")
    return render(
        request,
        "casework/cases.html",
        {
            "form": form,
            "page": listed,
            "lines": lines_of(listed.rows),
            "search_all_url": _also_closed(request) if form.searches_open_only else "",
        },
    )


def _also_closed(request: ActorRequest) -> str:
    """The same search among all cases."""
    params = request.GET.copy()
    params["status"] = ALL
    return "?" + params.urlencode()
