"""Follow-up of full time: the day in numbers, who is behind them, and how it has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    Number,
    Told,
    month_ends,
    pictures,
    told,
    told_outside,
)
from stegvis.assignments.activation.forms import DayForm, ListForm
from stegvis.assignments.activation.rules import Level
from stegvis.assignments.activation.scope import (
    FOLLOWERS,
    HEADS,
    WRITERS,
)
from stegvis.assignments.activation.sources import Source
from stegvis.assignments.activation.trend import chart_of
from stegvis.assignments.jobs import KEEP_ACTIVATION
from stegvis.casework.models import Case
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.answers import Refused
from stegvis.core.cells import taken_out
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.kinds import FileKind
from stegvis.core.numbers import format_number
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage
from stegvis.registry import exports, recounting

TITLE = "Heltidsaktivering"
LIST_TITLE = "Vem är inte i heltidsaktivering och varför"


@page(who=FOLLOWERS)
def activation(request: ActorRequest) -> HttpResponse:
    """The day in numbers, each with the way to those whom it counts."""
    form = DayForm(request.GET, request.actor, clock.today())
    source = told_by(form, form.counted)
    shown: dict[str, Any] = {}
    if source:
        (found,) = figures_of(form, source, [source.day])
        shown = _overview(form, found)
    return render(
        request,
        "assignments/activation/overview.html",
        {
            "title": TITLE,
            "form": form,
            "source": source,
            "recount": _recount(request.actor, form, source),
            "found": None,
            "query": form.query if source else "",
            **_places(request.actor),
            **shown,
            "crumbs": [("Start", reverse("start")), (TITLE, None)],
        },
    )


@page(who=CASEWORKERS)
def activation_list(request: ActorRequest) -> HttpResponse:
    """Who, in the actor's own units."""
    form = ListForm(request.GET, request.actor, clock.today())
    source = told_by(form, form.source)
    found = KeysetPage(_for_list(form, source), listing.SORTINGS, request.GET)
    readings.listed(request.actor, "activation_list", [case.person_id for case in found.rows])
    return render(
        request,
        "assignments/activation/list.html",
        {
            "title": LIST_TITLE,
            "form": form,
            "source": source,
            "recount": _recount(request.actor, form, source),
            "page": found,
            "lines": listing.lines_of(found.rows, source) if source and found.rows else [],
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
    source = told_by(form, form.source)
    if source is None:
        messages.error(request, "Rätta urvalet först.")
        return redirect(f"{reverse('activation_list')}?{request.GET.urlencode()}")
    in_order = _for_list(form, source).order_by("person__sort_key", "id")
    files = listing.parted(in_order.values_list("pk", flat=True))
    for number, keys in enumerate(files, start=1):
        part = f", del {number} av {len(files)}" if len(files) > 1 else ""
        _offer(request.actor, source, list(in_order.filter(pk__in=keys)), part)
    messages.success(request, _made(files))
    return redirect("my_exports")


@page(who=FOLLOWERS)
def activation_trend(request: ActorRequest) -> HttpResponse:
    """The last twelve month ends."""
    form = DayForm(request.GET, request.actor, clock.today())
    source = told_by(form, lambda: form.counted(earliest=month_ends(form.day)[0]))
    found = figures_of(form, source, month_ends(source.day)) if source else []
    return render(
        request,
        "assignments/activation/trend.html",
        {
            "title": "Utveckling månad för månad",
            "form": form,
            "source": source,
            "recount": _recount(request.actor, form, source),
            "chart": chart_of(found) if any(each.picture.total for each in found) else None,
            "months": [
                {
                    "title": words.month_end(each.day),
                    "url": _overview_url(form, each.day),
                    "numbers": [each.levels[level] for level in Level],
                    "total": each.total,
                }
                for each in reversed(found)
            ],
            "hides": any(number.hidden for each in found for number in (each.total, *each.levels.values())),
            "why_hidden": words.WHY_HIDDEN,
            **_places(request.actor),
            "crumbs": [("Start", reverse("start")), (TITLE, reverse("activation")), ("Utveckling", None)],
        },
    )


@page(who=WRITERS)
@require_POST
def activation_recount(request: ActorRequest) -> HttpResponse:
    """Compute what is kept anew, now."""
    recounting.ask_for(KEEP_ACTIVATION, request, request.actor)
    return redirect("activation")


def figures_of(form: DayForm, source: Source, days: list[date]) -> list[Told]:
    """The days in numbers, of the cases that the form asks for; small groups hidden outside their unit."""
    found = source.counts(days)
    if form.is_open:
        return [told(picture) for picture in pictures(found, days)]
    return told_outside(found, days, form.unit_ids)


def told_by(form: DayForm, source: Callable[[], Source]) -> Source | None:
    """None when something in the address is wrong, or the cases are too many; the form then says what."""
    if not form.is_valid():
        return None
    try:
        return source()
    except Refused as refusal:
        form.show(refusal.problems)
        return None


def _recount(actor: Actor, form: DayForm, source: Source | None) -> recounting.Recount | None:
    """Where what is kept is shown, or would be."""
    if form.non_field_errors() or (source and source.known_at):
        return recounting.offered(KEEP_ACTIVATION, actor, reverse("activation_recount"))
    return None


def _offer(actor: Actor, source: Source, cases: list[Case], part: str) -> None:
    exports.offer(
        actor,
        f"Heltidsaktivering {source.day}{part}",
        listing.as_file(listing.lines_of(cases, source), mark=f"{taken_out(actor.name, clock.now())}{part}"),
        FileKind.CSV,
        what="activation_export",
        rows=len(cases),
        person_ids=[case.person_id for case in cases],
    )


def _made(files: Sequence[Sequence[int]]) -> str:
    if len(files) == 1:
        return "Filen är gjord. Hämta den här."
    rows = format_number(sum(map(len, files)))
    return f"Listan har {rows} rader och är delad i {len(files)} filer. Hämta dem här."


def _overview(form: DayForm, found: Told) -> dict[str, Any]:
    linked = form.is_open
    return {
        "found": found,
        "total": found.total,
        "cards": [
            (number.share_text, words.LEVELS[level], _of(number), _list_url(form, linked, status=level.value))
            for level, number in found.levels.items()
        ],
        "requirement": found.requirement,
        "requirement_note": _met(found.requirement) if found.requirement else "",
        "reasons": [
            (words.reason(reason), number, _list_url(form, linked, skal=reason.value))
            for reason, number in found.reasons
        ],
        "below": found.levels[Level.BELOW],
        "below_url": _list_url(form, linked),
        "definitions": [(words.LEVELS[level], text) for level, text in words.DEFINITIONS.items()],
        "why_hidden": words.WHY_HIDDEN,
    }


def _of(number: Number) -> str:
    return f"{number.text} av {words.cases(number.of)}"


def _met(number: Number) -> str:
    """Of how many is told only together with how many: those who are asked can be few themselves."""
    return number.hidden or _of(number)


def _list_url(form: DayForm, linked: bool, **asked: str) -> str:
    """The list behind a number; empty for who may not see it."""
    if not linked:
        return ""
    more = urlencode(asked)
    return f"{reverse('activation_list')}?{form.query}{'&' if more else ''}{more}"


def _overview_url(form: DayForm, day: date) -> str:
    unit = {"enhet": form.unit_id} if form.unit_id else {}
    return f"{reverse('activation')}?{urlencode({'dag': day, **unit})}"


def _for_list(form: ListForm, source: Source | None) -> Any:
    cases = form.cases(source) if source else Case.objects.none()
    return cases.in_list().select_related("unit").only(*_SHOWN)


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
