"""The case page and the page of one decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from stegvis.casework import facts, panels, possibilities
from stegvis.casework.actions.change import can_change, can_end_grant
from stegvis.casework.documents import PERIODS, level_name
from stegvis.casework.models import Case, Decision
from stegvis.casework.road import road
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.states import State
from stegvis.casework.states import current_state
from stegvis.casework.timeline import timeline
from stegvis.casework.views.frame import crumbs_of
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.answers import Answer
from stegvis.core.pages import ActorRequest, page
from stegvis.core.parts import Tone
from stegvis.core.steps import Step
from stegvis.registry.naming import identity, shown_name

NOT_A_GRANT = Answer.no("Ändra det beslut som beviljade insatsen.")


STATE_TONES = {State.OPENED: Tone.INFO, State.ASSESSED: Tone.INFO, State.GRANTED: Tone.SUCCESS}
"""The others are closed, and lie still."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision among the others of the case."""

    decision: Decision
    provider: str
    is_corrected: bool

    @classmethod
    def of(cls, decision: Decision) -> Self:
        provider = decision.choice.provider.name if decision.choice else ""
        return cls(decision, provider, is_corrected=not facts.is_in_force(decision))


@page(who=CASEWORKERS, shows=Case, hides_names=True)
def case(request: ActorRequest, found: Case) -> HttpResponse:
    """All about one case: the person, where on the road it is, what can be done now, what has happened."""
    today = clock.today()
    shown = facts.with_road(Case.objects.for_page().get(pk=found.pk))
    who = identity(shown.person, request.actor, today)
    page_of_case = {
        "case": shown,
        "who": who,
        "caseworker": shown.caseworker.display_name if shown.caseworker else "Ingen än",
        "steps": _steps(shown, request.actor, today),
        "title": shown_name(shown.person),
        "crumbs": [crumbs_of(shown)[0], (shown_name(shown.person), None)],
    }
    if who.is_hidden:
        return render(request, "casework/hidden_case.html", _without_what_could_tell(page_of_case))
    return render(request, "casework/case.html", {**page_of_case, **_told(request, shown, today)})


def _steps(shown: Case, actor: Actor, today: date) -> list[Step]:
    """All that can be thought of, for those who work there; for others only what they can do."""
    steps = panels.available(shown, actor, today)
    at_home = shown.unit_id in actor.unit_ids
    return steps if at_home else [step for step in steps if step.allowed]


def _told(request: ActorRequest, shown: Case, today: date) -> dict[str, Any]:
    """What has been found, decided and done."""
    state = current_state(shown, today)
    return {
        "assessment": facts.latest_assessment(shown),
        "capacity": _capacity(shown),
        "decisions": [DecisionLine.of(each) for each in reversed(shown.decisions.all())],
        "stages": road(shown, today),
        "panels": _drawn_panels(request, shown, today),
        "entries": timeline(shown),
        "state_words": state.value,
        "state_tone": STATE_TONES.get(state, Tone.NEUTRAL),
    }


def _without_what_could_tell(page_of_case: dict[str, Any]) -> dict[str, Any]:
    """For who is not named: that the case is there, who has it, and what a head can do about that."""
    return {**page_of_case, "steps": [step for step in page_of_case["steps"] if step.allowed]}


@page(who=CASEWORKERS, shows=Decision)
def decision(request: ActorRequest, found: Decision) -> HttpResponse:
    """One decision with its reasons."""
    shown = Decision.objects.for_page().get(pk=found.pk)
    today, is_grant = clock.today(), found.kind == Decision.Kind.GRANT
    return render(
        request,
        "casework/decision.html",
        {
            "decision": shown,
            "case": shown.case,
            "name": shown_name(shown.case.person, request.actor),
            "capacity": capacity_in_words(shown.capacity_percent),
            "decided_by": shown.decided_by.display_name if shown.decided_by else "",
            "choice": shown.choice,
            "correction": getattr(shown, "corrected_by", None),
            "can_correct": possibilities.can_correct(shown, request.actor),
            "level": level_name(shown),
            "period_title": PERIODS.get(shown.kind, "Period"),
            "delegation": f"Punkt {shown.delegation.code}" if shown.delegation else "",
            "document": getattr(shown, "document", None),
            "can_change": can_change(shown, request.actor, today) if is_grant else NOT_A_GRANT,
            "can_end": can_end_grant(shown, request.actor, today) if is_grant else NOT_A_GRANT,
            "crumbs": crumbs_of(shown.case, (f"Beslut {shown.number}", None)),
        },
    )


def _drawn_panels(request: ActorRequest, shown: Case, today: date) -> list[SafeString]:
    found = panels.panels(shown, request.actor, today)
    return [render_to_string(panel.template, panel.context, request=request) for panel in found]


def _capacity(shown: Case) -> str:
    assessment = facts.latest_assessment(shown)
    return capacity_in_words(assessment.capacity_percent) if assessment else ""
