"""Searching in the record of one case."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from stegvis.casework import record
from stegvis.casework.forms.record import RecordSearchForm
from stegvis.casework.models import Case
from stegvis.casework.views.frame import crumbs_of, who
from stegvis.core import readings
from stegvis.core.actor import CASEWORKERS
from stegvis.core.edge.rates import SEARCHES, limited, searching
from stegvis.core.pages import ActorRequest, page


@page(who=CASEWORKERS, shows=Case)
@limited(SEARCHES, when=searching("q"))
def search(request: ActorRequest, case: Case) -> HttpResponse:
    """Where in the record the words stand. The log keeps that this record was searched, and not for what."""
    form = RecordSearchForm(request.GET)
    words = form.words
    found = record.search(case, words)
    if words:
        readings.note(
            request.actor,
            readings.Kind.SEARCHED,
            what="search_record",
            record=case,
            detail=readings.term(" ".join(words)),
        )
    return render(
        request,
        "casework/search_record.html",
        {
            "case": case,
            "who": who(case, request),
            "form": form,
            "asked": bool(words),
            "found": found,
            "most": record.MOST_OF_A_KIND,
            "crumbs": crumbs_of(case, ("Sök i akten", None)),
        },
    )
