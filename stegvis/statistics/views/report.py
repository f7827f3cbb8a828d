"""The board's report on a page, as a memo in Word and PDF, and as a table file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.core import clock, readings
from stegvis.core.actor import REPORT_READERS
from stegvis.core.cells import taken_out
from stegvis.core.documents.blocks import sections
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.documents.word import as_word
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import Period
from stegvis.registry.models import Principal, Unit
from stegvis.statistics import actions, words
from stegvis.statistics.figures import Figure
from stegvis.statistics.forms import MemoForm, PeriodForm, memo_start
from stegvis.statistics.matter import matter
from stegvis.statistics.memo import as_memo, definitions, summary, title
from stegvis.statistics.permissions import may_keep_figures
from stegvis.statistics.report import BoardReport
from stegvis.statistics.report import board_report as counted
from stegvis.statistics.rules import latest_reports
from stegvis.statistics.table_file import as_table_file

CRUMB = "Nämndrapport"


@page(who=REPORT_READERS)
def board_report(request: ActorRequest) -> HttpResponse:
    """The report of a period beside the same period a year before."""
    form = period_form(request)
    report = _report(request, form)
    return render(
        request,
        "statistics/board_report.html",
        {
            "form": form,
            "suggestions": _suggestions(request),
            "report": report,
            "query": _query(form.period) if report else "",
            "may_keep_figures": may_keep_figures(request.actor).ok,
            "crumbs": [("Start", reverse("start")), (CRUMB, None)],
            **(_told(report) if report else {"title": CRUMB}),
        },
    )


@page(who=REPORT_READERS)
@limited(EXPORTS, when=lambda request: request.method == "POST")
def memo(request: ActorRequest) -> HttpResponse:
    """Write the memo: fill in what the program cannot know, then take it home as Word or PDF."""
    periods = period_form(request)
    report = _report(request, periods)
    form = MemoForm(request.POST or None, initial=_start_of_memo(request))
    if report and form.is_bound and form.is_valid():
        _note_export(request, "report_memo", report)
        document = as_memo(report, form.details())
        name = f"rapport-{report.period.start}-{report.period.last_day}"
        if request.POST.get("fil") == "pdf":
            return _file(as_pdf(document), FileKind.PDF, name)
        return _file(as_word(document, mark=_mark(request)), FileKind.WORD, name)
    back = reverse("board_report")
    return render(
        request,
        "statistics/memo.html",
        {
            "form": form,
            "report": report,
            "back": f"{back}?{_query(periods.period)}" if report else back,
            "crumbs": [("Start", reverse("start")), (CRUMB, back), ("Tjänsteskrivelse", None)],
        },
    )


@page(who=REPORT_READERS)
@limited(EXPORTS)
def tables(request: ActorRequest) -> HttpResponse:
    """All figures of the report as a csv file, one figure a line."""
    form = period_form(request)
    report = _report(request, form)
    if report is None:
        return board_report(request)
    _note_export(request, "report_tables", report)
    name = f"rapport-{report.period.start}-{report.period.last_day}"
    return _file(as_table_file(report, mark=_mark(request)), FileKind.CSV, name)


def period_form(request: HttpRequest) -> PeriodForm:
    """The period in the address; without one, the latest reporting time's."""
    if "fran" in request.GET or "till" in request.GET:
        return PeriodForm(request.GET)
    latest = _latest(request, count=1)
    return PeriodForm(_days(latest[0].period))


def rows_address(figure: Figure) -> str:
    """Where the rows behind a figure are listed; empty for a figure from outside."""
    if figure.rows is None:
        return ""
    parts = {**_days(figure.period), "grupp": figure.rows.group}
    return f"{reverse('report_rows', args=[figure.rows.measure])}?{urlencode(parts)}"


def _report(request: ActorRequest, form: PeriodForm) -> BoardReport | None:
    if not form.is_valid():
        return None
    principal = Principal.objects.get(pk=request.actor.principal_id)
    return counted(principal, form.period, today=clock.today())


def _told(report: BoardReport) -> dict[str, Any]:
    return {
        "title": title(report),
        "summary": summary(report),
        "sections": sections(matter(report, rows_address)),
        "definitions": list(definitions(report)),
        "headline": [
            (
                words.number(part.now.numerator, part.now.unit),
                part.name,
                _before(part),
                rows_address(part.now),
            )
            for part in (report.persons, report.current, report.closed, report.self_sufficient)
        ],
        "before": words.period(report.previous),
    }


def _before(comparison: Any) -> str:
    return f"{words.number(comparison.before.numerator, comparison.before.unit)} samma period året innan"


def _suggestions(request: ActorRequest) -> list[tuple[str, str]]:
    """The reporting times, each with its address."""
    return [
        (
            f"{words.capital(words.month(report.reported_in))}: {words.period(report.period)}",
            f"?{_query(report.period)}",
        )
        for report in _latest(request, count=4)
    ]


def _latest(request: Any, *, count: int) -> list[Any]:
    return latest_reports(actions.schedules(request.actor.principal_id), clock.today(), count=count)


def _start_of_memo(request: ActorRequest) -> dict[str, Any]:
    unit = Unit.objects.filter(principal_id=request.actor.principal_id, pk__in=request.actor.unit_ids).first()
    return memo_start(clock.today(), request.actor.name, str(unit or ""))


def _days(period: Period) -> dict[str, str]:
    return {"fran": str(period.start), "till": str(period.last_day)}


def _query(period: Period) -> str:
    return urlencode(_days(period))


def _note_export(request: ActorRequest, what: str, report: BoardReport) -> None:
    period = f"{report.period.start}–{report.period.last_day}"
    readings.note(request.actor, readings.Kind.EXPORTED, what=what, detail=period)


def _mark(request: ActorRequest) -> str:
    return taken_out(request.actor.name, clock.now())


def _file(content: bytes, kind: FileKind, name: str) -> HttpResponse:
    """Figures without persons go out directly; what names people is kept for a day (`registry.exports`)."""
    return as_attachment(content, f"{name}.{kind.extension}", kind.media_type)
