"""What the report stands on beside the cases: unemployment figures, and when reports are due."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock
from stegvis.core.answers import Refused
from stegvis.core.pages import ActorRequest, page
from stegvis.statistics import actions, words
from stegvis.statistics.forms import ReportingTimeForm, UnemploymentForm
from stegvis.statistics.models import UnemploymentMonth
from stegvis.statistics.permissions import KEEPERS
from stegvis.statistics.rules import report_of
from stegvis.statistics.views.report import CRUMB

MONTHS_LISTED = 36


@page(who=KEEPERS)
def sources(request: ActorRequest) -> HttpResponse:
    """Read in a monthly file, and decide when reports are due. Two forms, told apart by their button."""
    sent = request.POST.get("spara", "")
    upload = UnemploymentForm(*((request.POST, request.FILES) if sent == "fil" else ()))
    time = ReportingTimeForm(request.POST if sent == "tid" else None)
    if upload.acts(lambda: actions.import_unemployment(upload.cleaned_data["file"].read(), by=request.actor)):
        messages.success(request, f"Filen är inläst. {_months(upload.outcome)} har nya siffror.")
        return redirect("report_sources")
    if time.acts(lambda: actions.set_reporting_time(time.schedule(), by=request.actor)):
        messages.success(request, "Rapporteringstillfället är sparat.")
        return redirect("report_sources")
    return render(
        request,
        "statistics/sources.html",
        {
            "upload": upload,
            "time": time,
            "times": _times(request),
            "months": UnemploymentMonth.objects.filter(principal_id=request.actor.principal_id).order_by(
                "-month"
            )[:MONTHS_LISTED],
            "crumbs": [("Start", reverse("start")), (CRUMB, reverse("board_report")), ("Underlag", None)],
        },
    )


@page(who=KEEPERS)
@require_POST
def remove_time(request: ActorRequest) -> HttpResponse:
    """No report in that month any more."""
    month = request.POST.get("manad", "")
    if not (month.isdecimal() and 1 <= int(month) <= 12):
        raise Http404
    try:
        actions.remove_reporting_time(int(month), by=request.actor)
        messages.success(request, "Rapporteringstillfället är borttaget.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("report_sources")


def _times(request: ActorRequest) -> list[tuple[int, str, str]]:
    """Month number, its name, and which period its report covers this year."""
    return [
        (
            schedule.reported_in,
            words.capital(words.MONTHS[schedule.reported_in - 1]),
            words.period(report_of(schedule, clock.today().year).period),
        )
        for schedule in actions.schedules(request.actor.principal_id)
    ]


def _months(count: int) -> str:
    return "En månad" if count == 1 else f"{count or 'Inga'} månader"
