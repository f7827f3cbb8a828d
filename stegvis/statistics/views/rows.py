"""The rows behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.casework.models import Case, ClosureReason
from stegvis.catalogue.models import Intervention
from stegvis.core import readings
from stegvis.core.actor import REPORT_READERS
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers.models import Provider
from stegvis.registry.models import Person
from stegvis.registry.naming import shown_name
from stegvis.statistics import engine
from stegvis.statistics.measures import MEASURES, TOTAL
from stegvis.statistics.views.report import CRUMB, period_form

SORTINGS = {"nummer": Sorting("Ärende", ("number", "id"))}


@dataclass(frozen=True, slots=True)
class Line:
    """One case behind the number. Name and address only for those who may see the case."""

    number: str
    day: date
    name: str
    url: str

    @classmethod
    def of(cls, case: Case, day: date, *, visible: bool) -> Self:
        return cls(
            number=case.number,
            day=day,
            name=shown_name(case.person) if visible else "",
            url=case.get_absolute_url() if visible else "",
        )


@page(who=REPORT_READERS)
def rows(request: ActorRequest, key: str) -> HttpResponse:
    """The cases that one number counts. Everybody sees their numbers, nobody a name too many."""
    measure = MEASURES.get(key)
    form = period_form(request)
    group = request.GET.get("grupp", TOTAL)
    if measure is None or not form.is_valid() or "\0" in group:  # PostgreSQL has no NUL in texts
        raise Http404
    found = engine.case_rows(measure, group, request.actor.principal_id, form.period)
    days = {row.case_id: row.day for row in reversed(found)}
    behind = Case.objects.filter(principal_id=request.actor.principal_id, pk__in=days).select_related(
        "person"
    )
    listed = KeysetPage(behind, SORTINGS, request.GET)
    visible = set(
        Case.objects.visible_to(request.actor)
        .filter(pk__in=[case.pk for case in listed.rows])
        .values_list("pk", flat=True)
    )
    readings.listed(
        request.actor, "report_rows", [case.person_id for case in listed.rows if case.pk in visible]
    )
    report = f"{reverse('board_report')}?fran={form.period.start}&till={form.period.last_day}"
    return render(
        request,
        "statistics/rows.html",
        {
            "measure": measure,
            "group": _group_name(request.actor.principal_id, group),
            "period": form.period,
            "number": len({row.counted_id for row in found}),
            "cases": len(days),
            "page": listed,
            "lines": [Line.of(case, days[case.pk], visible=case.pk in visible) for case in listed.rows],
            "some_hidden": len(visible) < len(listed.rows),
            "crumbs": [("Start", reverse("start")), (CRUMB, report), (measure.name, None)],
        },
    )


def _group_name(principal_id: int, group: str) -> str:
    """What the category is called; the category itself when it is nobody's name any more."""
    fixed = {**dict(ClosureReason.choices), Person.Sex.WOMAN.value: "Kvinnor", Person.Sex.MAN.value: "Män"}
    if group in fixed or not group:
        return fixed.get(group, "")
    named = (
        Intervention.objects.filter(principal_id=principal_id, code=group).first()
        or Provider.objects.filter(principal_id=principal_id, organisation_number=group).first()
    )
    return str(named or group)
