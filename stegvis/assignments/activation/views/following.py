"""Follow-up of full time: the day in numbers, who is behind them, and how it has changed."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.assignments.activation import listing, words
from stegvis.assignments.activation.figures import (
    SMALLEST_SHOWN,
    Number,
    Told,
    month_ends,
    pictures,
    told,
)
from stegvis.assignments.activation.forms import DayForm, ListForm
from stegvis.assignments.activation.query import counts
from stegvis.assignments.activation.rules import Level
from stegvis.assignments.activation.scope import (
    FOLLOWERS,
    HEADS,
    WRITERS,
    counted_cases,
    sees_all_counted,
)
from stegvis.assignments.activation.trend import chart_of
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.cells import taken_out
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage
from stegvis.registry import exports

TITLE = "Heltidsaktivering"
LIST_TITLE = "Vem är inte i heltidsaktivering och varför"


@page(who=FOLLOWERS)
def activation(request: ActorRequest) -> HttpResponse:
    """The day in numbers, each with the way to those whom it counts."""
    form = DayForm(request.GET, request.actor, clock.today())
    shown: dict[str, Any] = {}
    if form.is_valid():
        (found,) = figures_of(request.actor, form, [form.day])
        shown = _overview(request.actor, form, found)
    return render(
        request,
        "assignments/activation/overview.html",
        {
            "title": TITLE,
            "form": form,
            "found": None,
            "query": form.query if form.is_valid() else "",
            **_places(request.actor),
            **shown,
            "crumbs": [("Start", reverse("start")), (TITLE, None)],
        },
    )


@page(who=CASEWORKERS)
def activation_list(request: ActorRequest) -> HttpResponse:
    """Who, in the actor's own units."""
    form = ListForm(request.GET, request.actor, clock.today())
    found = KeysetPage(_for_list(form), listing.SORTINGS, request.GET)
    readings.listed(request.actor, "activation_list", [case.person_id for case in found.rows])
    return render(
        request,
        "assignments/activation/list.html",
        {
            "title": LIST_TITLE,
            "form": form,
            "page": found,
            "lines": listing.lines_of(found.rows, request.actor.principal_id, form.day) if found.rows else [],
            "several_units": len(request.actor.unit_ids) > 1,
            "export_url": f"{reverse('activation_export')}?{request.GET.urlencode()}",
            **_places(request.actor),
            "crumbs": [("Start", reverse("start")), (TITLE, reverse("activation")), ("Lista", None)],
        },
    )


@page(who=HEADS, step_up=True)
@require_POST
@limited(EXPORTS)
def activation_export(request: ActorRequest) -> HttpResponse:
    """Make a table file of the whole list."""
    form = ListForm(request.GET, request.actor, clock.today())
    cases = list(_for_list(form).order_by("person__sort_key", "id"))
    lines = listing.lines_of(cases, request.actor.principal_id, form.day) if cases else []
    exports.offer(
        request.actor,
        f"Heltidsaktivering {form.day if form.is_valid() else ''}".strip(),
        listing.as_file(lines, mark=taken_out(request.actor.name, clock.now())),
        FileKind.CSV,
        what="activation_export",
        rows=len(lines),
        person_ids=[case.person_id for case in cases],
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    return redirect("my_exports")


@page(who=FOLLOWERS)
def activation_trend(request: ActorRequest) -> HttpResponse:
    """The last twelve month ends."""
    form = DayForm(request.GET, request.actor, clock.today())
    found = figures_of(request.actor, form, month_ends(form.day)) if form.is_valid() else []
    return render(
        request,
        "assignments/activation/trend.html",
        {
            "title": "Utveckling månad för månad",
            "form": form,
            "chart": chart_of(found) if any(each.picture.total for each in found) else None,
            "months": [
                {
                    "title": words.month_end(each.day),
                    "url": _overview_url(form, each.day),
                    "numbers": [each.levels[level] for level in Level],
                    "total": each.picture.total,
                }
                for each in reversed(found)
            ],
            "hides": any(each.hides for each in found),
            "smallest": SMALLEST_SHOWN,
            **_places(request.actor),
            "crumbs": [("Start", reverse("start")), (TITLE, reverse("activation")), ("Utveckling", None)],
        },
    )


def figures_of(actor: Actor, form: DayForm, days: list[date]) -> list[Told]:
    """The days in numbers, of the cases that the actor follows up; small groups hidden outside their unit."""
    cases = counted_cases(actor, form.unit_id)
    masked = not sees_all_counted(actor, form.unit_id)
    return [
        told(picture, masked=masked) for picture in pictures(counts(cases, actor.principal_id, days), days)
    ]


def _overview(actor: Actor, form: DayForm, found: Told) -> dict[str, Any]:
    linked = sees_all_counted(actor, form.unit_id)
    return {
        "found": found,
        "total": found.picture.total,
        "cards": [
            (number.share_text, words.LEVELS[level], _of(number), _list_url(form, linked, status=level.value))
            for level, number in found.levels.items()
        ],
        "requirement": found.requirement,
        "requirement_note": _of(found.requirement) if found.requirement else "",
        "reasons": [
            (words.reason(reason), number, _list_url(form, linked, skal=reason.value))
            for reason, number in found.reasons
        ],
        "below": found.levels[Level.BELOW],
        "below_url": _list_url(form, linked),
        "definitions": [(words.LEVELS[level], text) for level, text in words.DEFINITIONS.items()],
        "smallest": SMALLEST_SHOWN,
    }


def _of(number: Number) -> str:
    return f"{number.text} av {words.cases(number.of)}"


def _list_url(form: DayForm, linked: bool, **asked: str) -> str:
    """The list behind a number; empty for who may not see it."""
    if not linked:
        return ""
    more = urlencode(asked)
    return f"{reverse('activation_list')}?{form.query}{'&' if more else ''}{more}"


def _overview_url(form: DayForm, day: date) -> str:
    unit = {"enhet": form.unit_id} if form.unit_id else {}
    return f"{reverse('activation')}?{urlencode({'dag': day, **unit})}"


def _for_list(form: ListForm) -> Any:
    return form.cases().in_list().select_related("unit").only(*_SHOWN)


def _places(actor: Actor) -> dict[str, bool]:
    """Which of the pages of full time the actor has."""
    return {
        "may_list": actor.has(CASEWORKERS),
        "may_export": actor.has(HEADS),
        "may_write": actor.has(WRITERS),
    }


_SHOWN = (
    "number",
    "opened_on",
    "unit__name",
    *(f"person__{name}" for name in ("first_name", "last_name", "protection", "pseudonym", "sort_key")),
    *(f"caseworker__{name}" for name in ("first_name", "last_name", "email")),
)
