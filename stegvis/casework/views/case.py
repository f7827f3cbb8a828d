"""The case page and the page of one decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from stegvis.casework import facts, panels, possibilities
from stegvis.casework.models import Case, Decision
from stegvis.casework.road import road
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.timeline import timeline
from stegvis.casework.views.frame import crumbs_of
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page
from stegvis.registry.models import Person
from stegvis.registry.naming import current_number, shown_name


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision among the others of the case."""

    decision: Decision
    provider: str
    is_corrected: bool

    @classmethod
    def of(cls, decision: Decision) -> Self:
        provider = decision.choice.provider.name if hasattr(decision, "choice") else ""
        return cls(decision, provider, is_corrected=not facts.is_in_force(decision))


@page(who=CASEWORKERS, shows=Case)
def case(request: ActorRequest, found: Case) -> HttpResponse:
    """All about one case: the person, where on the road it is, what can be done now, what has happened."""
    today = clock.today()
    shown = facts.with_road(Case.objects.for_page().get(pk=found.pk))
    return render(
        request,
        "casework/case.html",
        {
            "case": shown,
            "person": shown.person,
            "number": current_number(shown.person),
            "caseworker": shown.caseworker.display_name if shown.caseworker else "Ingen än",
            "age": shown.person.age_on(today),
            "protection": _protection(shown.person),
            "assessment": facts.latest_assessment(shown),
            "capacity": _capacity(shown),
            "decisions": [DecisionLine.of(each) for each in reversed(shown.decisions.all())],
            "stages": road(shown, today),
            "steps": panels.available(shown, request.actor, today),
            "panels": _drawn_panels(request, shown, today),
            "entries": timeline(shown),
            "title": shown_name(shown.person),
            "crumbs": [crumbs_of(shown)[0], (shown_name(shown.person), None)],
        },
    )


@page(who=CASEWORKERS, shows=Decision)
def decision(request: ActorRequest, found: Decision) -> HttpResponse:
    """One decision with its reasons."""
    shown = Decision.objects.for_page().get(pk=found.pk)
    return render(
        request,
        "casework/decision.html",
        {
            "decision": shown,
            "case": shown.case,
            "capacity": capacity_in_words(shown.capacity_percent),
            "decided_by": shown.decided_by.display_name if shown.decided_by else "",
            "choice": getattr(shown, "choice", None),
            "correction": getattr(shown, "corrected_by", None),
            "can_correct": possibilities.can_correct(shown, request.actor),
            "crumbs": crumbs_of(shown.case, (f"Beslut {shown.number}", None)),
        },
    )


def _drawn_panels(request: ActorRequest, shown: Case, today: date) -> list[SafeString]:
    found = panels.panels(shown, request.actor, today)
    return [render_to_string(panel.template, panel.context, request=request) for panel in found]


def _capacity(shown: Case) -> str:
    assessment = facts.latest_assessment(shown)
    return capacity_in_words(assessment.capacity_percent) if assessment else ""


def _protection(person: Person) -> str:
    """What a caseworker must know before telling anybody anything about the person."""
    return "" if person.protection == Person.Protection.NONE else str(person.get_protection_display())
