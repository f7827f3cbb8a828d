"""The ladder: the chart with its table, and the card on the case page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.casework import ladder
from stegvis.casework.capacity_story import grade_lines
from stegvis.casework.ladder import Ladder
from stegvis.casework.models import Case
from stegvis.casework.panels import Panel
from stegvis.casework.rules import ladder as rules
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.ladder import Level, Row
from stegvis.casework.views.frame import crumbs_of, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import Period
from stegvis.core.templatetags.design import month as month_in_words
from stegvis.core.time_charts import Span, Steps, TimeChart

CAPACITY, PLANNED, DONE = "Förmåga", "Planerad tid", "Utförd tid"
STEPS_ON_CARD = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A month in the table, with the grade in words."""

    row: Row
    capacity: str


@page(who=CASEWORKERS, shows=Case)
def ladder_page(request: ActorRequest, case: Case) -> HttpResponse:
    """What the person can do, what is planned and what has been done, side by side over time."""
    found = ladder.ladder_of(case, clock.today())
    return render(
        request,
        "casework/ladder.html",
        {
            "case": case,
            "who": who(case, request),
            "chart": None if found.is_empty else chart_of(found),
            "rows": [
                Shown(row, capacity_in_words(row.capacity).capitalize()) for row in rules.rows(found.facts)
            ],
            "bars": found.bars,
            "window": found.facts.window,
            "crumbs": crumbs_of(case, ("Förmåga", reverse("capacity", args=[case.pk])), ("Stegen", None)),
        },
    )


def ladder_panel(case: Case, actor: Actor, today: date) -> Panel | None:
    """The ladder in short on the case page: drawn without a chart, so that the page is as quick as before."""
    if not actor.has(CASEWORKERS):
        return None
    found = ladder.ladder_of(case, today)
    if found.is_empty:
        return None
    lines, months = grade_lines(case, today), rules.rows(found.facts)
    return Panel(
        "casework/ladder_card.html",
        {
            "case": case,
            "now": next((line for line in lines if line.grade.period.contains(today)), None),
            "lines": lines[:STEPS_ON_CARD],
            "month": months[0],
            "reported": next((row for row in months if row.done is not None), None),
        },
    )


def chart_of(found: Ladder) -> TimeChart:
    planned, done = rules.levels(found.facts)
    return TimeChart(
        title="Stegen",
        description=" ".join(_told(found)),
        window=found.facts.window,
        lines=(
            Steps(CAPACITY, _stretches(found.facts.grades)),
            Steps(PLANNED, _stretches(planned)),
        ),
        columns=Steps(DONE, _stretches(done)),
        spans=tuple(Span(bar.title, bar.period) for bar in found.bars if _seen(bar.period, found)),
    )


def _stretches(levels: tuple[Level, ...] | list[Level]) -> tuple[tuple[Period, int], ...]:
    return tuple((level.period, level.percent) for level in levels)


def _seen(period: Period, found: Ladder) -> bool:
    return period.overlaps(found.facts.window)


def _told(found: Ladder) -> Iterator[str]:
    """The picture in sentences: from where to where, and what the latest month says."""
    window = found.facts.window
    yield f"Från {month_in_words(window.start)} till {month_in_words(rules.last_day(window))}."
    seen = [grade for grade in found.facts.grades if grade.period.overlaps(window)]
    if seen:
        yield f"Förmågan går från {seen[0].percent} till {seen[-1].percent} procent av heltid."
    planned, done = rules.levels(found.facts)
    if planned:
        yield f"Planerad tid är {planned[-1].percent} procent av heltid i slutet."
    if done:
        yield f"Utförd tid var {done[-1].percent} procent den senast rapporterade månaden."
    yield "Samma uppgifter står i tabellen."
