"""The list of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.casework.forms.listing import ALL, CaseFilter
from stegvis.casework.models import Case
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.registry.naming import shown_name, shown_number

SORTINGS = {
    "oppnat": Sorting("Öppnat", ("opened_on", "id"), descending=True),
    "namn": Sorting("Namn", ("person__sort_key", "id")),
    "nummer": Sorting("Ärende", ("number", "id")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the list, with the words that the list shows."""

    case: Case
    name: str
    number: str
    caseworker: str
    target_group: str
    url: str

    @classmethod
    def of(cls, case: Case) -> Self:
        return cls(
            case=case,
            name=shown_name(case.person),
            number=shown_number(case.person),
            caseworker=case.caseworker.display_name if case.caseworker else "",
            target_group=case.get_target_group_display(),
            url=reverse("case", args=[case.pk]),
        )


@page(who=CASEWORKERS)
def cases(request: ActorRequest) -> HttpResponse:
    """The cases of the actor's units."""
    form = CaseFilter(request.GET, request.actor)
    listed = KeysetPage(form.cases().in_list(), SORTINGS, request.GET)
    return render(
        request,
        "casework/cases.html",
        {
            "form": form,
            "page": listed,
            "lines": [Line.of(case) for case in listed.rows],
            "search_all_url": _also_closed(request) if form.searches_open_only else "",
        },
    )


def _also_closed(request: ActorRequest) -> str:
    """The same search among all cases."""
    params = request.GET.copy()
    params["status"] = ALL
    return "?" + params.urlencode()
