"""The cases of the actor's own units in which new terms of an intervention change the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.casework.models import Case
from stegvis.casework.rules.verdict import Shift
from stegvis.casework.touched import cases_with_another_verdict
from stegvis.casework.views.listing import SORTINGS
from stegvis.catalogue import contents
from stegvis.catalogue.impact import Change, Link
from stegvis.catalogue.models import Intervention, Terms
from stegvis.core import readings
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage
from stegvis.core.parts import Tone
from stegvis.registry.naming import shown_name

TONES = {Shift.NO_LONGER: Tone.DANGER, Shift.BY_EXCEPTION: Tone.WARNING, Shift.NOW: Tone.SUCCESS}


@page(who=CASEWORKERS, shows=Terms)
def touched_cases(request: ActorRequest, terms: Terms) -> HttpResponse:
    intervention = terms.intervention
    became = cases_with_another_verdict(_change(terms), Case.objects.of_own_units(request.actor))
    chosen = Case.objects.of_own_units(request.actor).filter(pk__in=became)
    listed = KeysetPage(chosen.in_list(), SORTINGS, request.GET)
    readings.listed(request.actor, "touched_cases", [case.person_id for case in listed.rows])
    return render(
        request,
        "casework/touched.html",
        {
            "terms": terms,
            "intervention": intervention,
            "page": listed,
            "lines": [
                (case, shown_name(case.person), became[case.pk].value, TONES[became[case.pk]])
                for case in listed.rows
            ],
            "crumbs": [
                ("Start", "/"),
                ("Insatser", reverse("interventions")),
                (intervention.name, intervention.get_absolute_url()),
                ("Ärenden som berörs", None),
            ],
        },
    )


def links_to_touched(intervention: Intervention, actor: Actor, today: date) -> Iterator[Link]:
    """For who works in cases: to those of the own units that terms to come would touch."""
    if not actor.has(CASEWORKERS):
        return
    coming = [terms for terms in intervention.terms.all() if terms.period.start > today]
    for terms in sorted(coming, key=lambda each: each.period):
        yield Link(
            f"Dina enheters ärenden och villkoren från {terms.period.start}",
            reverse("touched_cases", args=[terms.pk]),
        )


def _change(terms: Terms) -> Change:
    """These terms in place of those that hold the day before them."""
    day = terms.period.start
    former = terms.intervention.terms_on(day - timedelta(1))
    return Change(terms.intervention, day, former, contents.content_of(terms))
