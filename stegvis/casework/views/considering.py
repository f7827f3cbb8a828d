"""The interventions of the day, weighed for one person: which suit, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from stegvis.casework import facts, possibilities
from stegvis.casework.models import Case, Decision
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.entry import EntryTerms, Fit, Verdict, suits
from stegvis.casework.rules.verdict import Rule
from stegvis.casework.views.frame import crumbs_of, who
from stegvis.catalogue import words
from stegvis.catalogue.models import Intervention, Terms
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.forms import FilterForm
from stegvis.core.pages import ActorRequest, page
from stegvis.core.parts import Tone

TONES = {Fit.FITS: Tone.SUCCESS, Fit.FITS_BY_EXCEPTION: Tone.WARNING, Fit.DOES_NOT_FIT: Tone.DANGER}
IN_ADDRESS = {Fit.FITS: "passar", Fit.FITS_BY_EXCEPTION: "undantag", Fit.DOES_NOT_FIT: "passar-inte"}


@dataclass(frozen=True, slots=True)
class WeighedLevel:
    """A level with the capacity that it suits, and whether the person's lies there."""

    name: str
    suited: str
    fits: bool | None
    """None = it is for everybody, or nothing is known of the person's capacity."""


@dataclass(frozen=True, slots=True)
class Considered:
    """An intervention as it is weighed for one person today."""

    intervention: Intervention
    current: Terms | None
    terms: EntryTerms | None
    verdict: Verdict
    capacity: int | None

    @property
    def tone(self) -> Tone:
        return TONES[self.verdict.fit]

    @property
    def fits(self) -> bool:
        return self.verdict.fit is not Fit.DOES_NOT_FIT

    @property
    def fits_later(self) -> bool:
        """Is all that speaks against it something that comes to an end?"""
        against = {reason.rule for reason in self.verdict.found if not reason.can_be_set_aside}
        return against == {Rule.EXCLUSION}

    @property
    def levels(self) -> list[WeighedLevel]:
        levels = self.terms.levels if self.terms else ()
        return [
            WeighedLevel(
                level.name,
                level.suited,
                None if level.is_for_all or self.capacity is None else level.suits(self.capacity),
            )
            for level in levels
        ]


def considered(
    case: Case,
    intervention: Intervention,
    current: Terms | None,
    today: date,
    names: Mapping[str, str] | None = None,
    *,
    corrects: Decision | None = None,
) -> Considered:
    """The intervention weighed by the terms given; `names` as in `facts.entry_terms`.

    What is granted by the decision that it `corrects` does not stand in its way.
    """
    terms = facts.entry_terms(current, intervention.name, names)
    known = facts.entry_facts(case, intervention.pk, today=today, apart_from=corrects)
    return Considered(intervention, current, terms, suits(known, terms), known.capacity)


class FitFilter(FilterForm):
    passar = forms.ChoiceField(label="Visa", required=False)

    def __init__(self, *args: Any, weighed: Iterable[Considered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = Counter(one.verdict.fit for one in weighed)
        field: Any = self.fields["passar"]
        field.choices = [
            ("", f"Alla ({counts.total()})"),
            *((IN_ADDRESS[fit], f"{fit.value.capitalize()} ({counts[fit]})") for fit in Fit),
        ]

    @property
    def shown(self) -> list[Fit]:
        wanted = self.cleaned_data.get("passar") if self.is_valid() else ""
        return [fit for fit in Fit if not wanted or IN_ADDRESS[fit] == wanted]


@page(who=CASEWORKERS, shows=Case)
def decide(request: ActorRequest, case: Case) -> HttpResponse:
    """The interventions of the day: which suit the person, and why the others do not."""
    today = clock.today()
    weighed = weigh_all(case, Intervention.objects.visible_to(request.actor).with_what_holds_on(today), today)
    fit_filter = FitFilter(request.GET, weighed=weighed)
    return render(
        request,
        "casework/decide.html",
        {
            "case": case,
            "who": who(case, request),
            "groups": [(fit, [one for one in weighed if one.verdict.fit is fit]) for fit in fit_filter.shown],
            "has_any": bool(weighed),
            "filter": fit_filter,
            "assessment": facts.latest_assessment(case),
            "capacity": capacity_in_words(facts.capacity_on(case, today)),
            "answer": possibilities.can_decide(case, request.actor),
            "crumbs": crumbs_of(case, ("Besluta om insats", None)),
        },
    )


def weigh_all(case: Case, offered: Iterable[Intervention], today: date) -> list[Considered]:
    """Every intervention that has terms today; what the codes are called is asked for once."""
    current = [(each, each.current_terms[0]) for each in offered if each.current_terms]
    codes = [
        code for _, terms in current for code in (*terms.must_combine_with, *terms.must_not_combine_with)
    ]
    names = words.names_of(case.principal_id, codes)
    return [considered(case, intervention, terms, today, names) for intervention, terms in current]
