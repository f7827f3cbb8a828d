"""The lists of control as files: the calendar, the deficiencies and the visits, as they were filtered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock
from stegvis.core.csv_files import Value, csv_file
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.control_panels import stage_tag, titles_of
from stegvis.providers.forms.control import ControlFilter, DeficiencyFilter
from stegvis.providers.forms.visits import VisitFilter
from stegvis.providers.models import CONTROLLING, ControlTask, Deficiency, QualityVisit
from stegvis.providers.visit_stages import visit_tag
from stegvis.registry import exports

MOST = 50_000
"""Rows of one file."""
CONTROL_COLUMNS = ("Anordnare", "Villkor", "Ska göras", "Gjord", "Uppfyllt", "Gjord av")
DEFICIENCY_COLUMNS = (
    "Anordnare",
    "Brist",
    "Allvar",
    "Hur den upptäcktes",
    "Villkor",
    "Upptäckt",
    "Läge",
    "Åtgärd",
    "Åtgärdas senast",
    "Besvarad",
    "Bedömd",
)
VISIT_COLUMNS = ("Anordnare", "Planerat", "Gjort", "Anledning", "Meddelat i förväg", "Gör besöket", "Läge")


@page(who=CONTROLLING)
@require_POST
@limited(EXPORTS)
def controls_export(request: ActorRequest) -> HttpResponse:
    """Makes a file of the whole calendar, to be fetched under Mina exporter."""
    found = ControlFilter(request.GET, actor=request.actor, today=clock.today()).narrow()
    rows = list(found.select_related("provider", "condition", "done_by").order_by("due_on", "id")[:MOST])
    return _offer(request, "Kontroller av anordnare", "controls", CONTROL_COLUMNS, _control_rows(rows))


@page(who=CONTROLLING)
@require_POST
@limited(EXPORTS)
def deficiencies_export(request: ActorRequest) -> HttpResponse:
    found = DeficiencyFilter(request.GET).narrow(request.actor, clock.today())
    rows = list(found.select_related("provider", "remedy").order_by("-found_on", "-id")[:MOST])
    return _offer(
        request, "Brister hos anordnare", "deficiencies", DEFICIENCY_COLUMNS, _deficiency_rows(rows)
    )


@page(who=CONTROLLING)
@require_POST
@limited(EXPORTS)
def quality_visits_export(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    found = VisitFilter(request.GET, actor=request.actor, today=today).narrow(
        QualityVisit.objects.visible_to(request.actor)
    )
    rows = found.select_related("provider", "visitor").order_by("-planned_on", "-id")[:MOST]
    lines = (_visit_row(visit, today) for visit in rows)
    return _offer(request, "Kvalitetsbesök", "quality_visits", VISIT_COLUMNS, lines)


def _offer(
    request: ActorRequest, title: str, listed: str, columns: tuple[str, ...], found: Iterable[list[Value]]
) -> HttpResponse:
    now, rows = clock.now(), list(found)
    exports.offer(
        request.actor,
        title,
        csv_file(columns, rows, by=request.actor.name, at=now),
        FileKind.CSV,
        what=f"{listed}_export",
        rows=len(rows),
        at=now,
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    if len(rows) == MOST:
        messages.warning(request, "Filen rymmer inte alla rader. Filtrera listan och gör en fil till.")
        return redirect(f"{reverse(listed)}?{request.GET.urlencode()}")
    return redirect("my_exports")


def _control_rows(tasks: list[ControlTask]) -> Iterator[list[Value]]:
    titles = titles_of({task.condition_id for task in tasks}, clock.today())
    for task in tasks:
        yield [
            task.provider.name,
            titles.get(task.condition_id, task.condition.code),
            _day(task.due_on),
            _day(task.done_on),
            {True: "ja", False: "nej", None: ""}[task.fulfilled],
            task.done_by.display_name if task.done_by else "",
        ]


def _deficiency_rows(found: list[Deficiency]) -> Iterator[list[Value]]:
    today = clock.today()
    titles = titles_of({each.condition_id for each in found}, today)
    for each in found:
        remedy = getattr(each, "remedy", None)
        yield [
            each.provider.name,
            each.text,
            each.get_severity_display(),
            each.get_source_display(),
            titles.get(each.condition_id or 0, ""),
            _day(each.found_on),
            stage_tag(each, today).text,
            remedy.what if remedy else "",
            _day(remedy.due_on if remedy else None),
            _day(remedy.answered_on if remedy else None),
            _day(remedy.closed_on if remedy else each.dismissed_on),
        ]


def _visit_row(visit: QualityVisit, today: date) -> list[Value]:
    return [
        visit.provider.name,
        _day(visit.planned_on),
        _day(visit.held_on),
        visit.get_why_display(),
        "ja" if visit.is_announced else "nej",
        visit.visitor.display_name,
        visit_tag(visit, today).text,
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
