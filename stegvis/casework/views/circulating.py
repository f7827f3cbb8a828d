"""The list of people who go round, on screen and as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.casework.caseload.circulating import (
    MOST_IN_A_FILE,
    CirculatingPage,
    Question,
    Row,
    last_steps,
)
from stegvis.casework.forms.circulating import CirculatingFilter
from stegvis.casework.jobs import KEEP_CIRCULATION
from stegvis.casework.models import Case
from stegvis.casework.rules.circulation import DAYS_OF_A_YEAR
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, Role
from stegvis.core.answers import Refused
from stegvis.core.csv_files import csv_file
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.kinds import FileKind
from stegvis.core.numbers import format_number
from stegvis.core.pages import ActorRequest, page
from stegvis.core.templatetags.design import number
from stegvis.registry import exports, recounting
from stegvis.registry.naming import shown_name

HEADS = frozenset({Role.HEAD_OF_UNIT})
TITLE = "Personer i rundgång"
DAYS_OF_A_MONTH = 30.4375
COLUMNS = (
    "Ärende",
    "Namn",
    "Insatser",
    "Dagar i insatser",
    "Dagar utan egen försörjning",
    "Senaste steg",
    "Datum för steget",
    "Handläggare",
)


class Line(TypedDict):
    case: Case
    name: str
    caseworker: str
    interventions: int
    days_in: int
    in_words: str
    days_without: int
    without_words: str
    step: str
    stepped_on: str


@page(who=CASEWORKERS)
def circulating(request: ActorRequest) -> HttpResponse:
    form = CirculatingFilter(request.GET)
    found, not_yet = _attempted(request, form)
    run = found.question.run if found else None
    recount = recounting.offered(KEEP_CIRCULATION, request.actor, reverse("circulating_recount"))
    lines = _lines(found.rows) if found else []
    readings.listed(request.actor, "circulating", [line["case"].person_id for line in lines])
    return render(
        request,
        "casework/circulating.html",
        {
            "form": form,
            "page": found,
            "run": run,
            "not_yet": not_yet,
            "recount": recount if run or not_yet else None,
            "lines": lines,
            "query": request.GET.urlencode(),
            "crumbs": [("Ärenden", reverse("cases")), (TITLE, None)],
        },
    )


@page(who=CASEWORKERS, step_up=True)
@require_POST
@limited(EXPORTS)
def circulating_export(request: ActorRequest) -> HttpResponse:
    """The whole list as a file, with the limits and the order that the address says."""
    form = CirculatingFilter(request.GET)
    whole = request.GET.copy()
    for place in ("efter", "fore"):
        whole.pop(place, None)
    try:
        found = _page(request, form, whole, size=MOST_IN_A_FILE)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("circulating")
    if found is None:
        messages.error(request, "Rätta gränserna för listan först.")
        return redirect("circulating")
    if found.has_next:
        messages.error(request, f"En fil får ha högst {format_number(MOST_IN_A_FILE)} rader. Höj gränserna.")
        return redirect("circulating")
    lines = _lines(found.rows)
    exports.offer(
        request.actor,
        f"Personer i rundgång {clock.today()}",
        csv_file(COLUMNS, map(_cells, lines), by=request.actor.name, at=clock.now()),
        FileKind.CSV,
        what="circulating_export",
        rows=len(lines),
        person_ids=[line["case"].person_id for line in lines],
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    return redirect("my_exports")


@page(who=HEADS)
@require_POST
def circulating_recount(request: ActorRequest) -> HttpResponse:
    """Compute what is kept anew, now."""
    recounting.ask_for(KEEP_CIRCULATION, request, request.actor)
    return redirect("circulating")


def _attempted(request: ActorRequest, form: CirculatingFilter) -> tuple[CirculatingPage | None, str]:
    """The page, or why there is none yet."""
    try:
        return _page(request, form, request.GET), ""
    except Refused as refusal:
        return None, str(refusal)


def _page(
    request: ActorRequest, form: CirculatingFilter, asked: QueryDict, size: int = 50
) -> CirculatingPage | None:
    if form.limits is None:
        return None
    question = Question.of(request.actor, form.limits, clock.today())
    return CirculatingPage(question, asked, size=size)


def _lines(rows: Iterable[Row]) -> list[Line]:
    """The rows with whom they are about, in the same order."""
    figures = {row.id: row for row in rows}
    cases: Any = Case.objects.filter(pk__in=figures).in_list().in_bulk()
    steps = last_steps(list(figures))
    return [_line(cases[key], row, steps.get(key)) for key, row in figures.items() if key in cases]


def _line(case: Case, row: Row, step: Any) -> Line:
    return Line(
        case=case,
        name=shown_name(case.person),
        caseworker=case.caseworker.display_name if case.caseworker else "",
        interventions=row.interventions,
        days_in=row.days_in_interventions,
        in_words=_in_words(row.days_in_interventions),
        days_without=row.days_without,
        without_words=_in_words(row.days_without),
        step=step.what if step else "",
        stepped_on=step.on.isoformat() if step else "",
    )


def _in_words(days: int) -> str:
    """`2,5 år`, `8 månader`, `12 dagar`: as exact as it helps to know."""
    if days >= DAYS_OF_A_YEAR:
        return f"{number(days / DAYS_OF_A_YEAR, 1)} år"
    months = round(days / DAYS_OF_A_MONTH)
    if months:
        return "1 månad" if months == 1 else f"{months} månader"
    return "1 dag" if days == 1 else f"{days} dagar"


def _cells(line: Line) -> list[str | int]:
    return [
        line["case"].number,
        line["name"],
        line["interventions"],
        line["days_in"],
        line["days_without"],
        line["step"],
        line["stepped_on"],
        line["caseworker"],
    ]
