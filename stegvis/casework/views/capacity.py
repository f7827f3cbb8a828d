"""The page about a person's capacity: grades over time; recording, correcting and taking one away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from stegvis.casework import capacity_facts, facts
from stegvis.casework.actions.capacity import correct_grade, record_grade, remove_grade
from stegvis.casework.capacity_steps import can_ask, can_record
from stegvis.casework.capacity_story import grade_lines
from stegvis.casework.forms.capacity import CorrectGradeForm, GradeForm, RemoveGradeForm
from stegvis.casework.models import CapacityGrade, Case
from stegvis.casework.rules import capacity_timeline
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.capacity_timeline import Standing
from stegvis.casework.views.frame import crumbs_of, step_page, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page
from stegvis.core.templatetags.design import period as period_text

TITLE = "Förmåga"


@page(who=CASEWORKERS, shows=Case)
def capacity(request: ActorRequest, case: Case) -> HttpResponse:
    """Grades over time, what the medical adviser has been asked, and what has been changed."""
    today = clock.today()
    lines = grade_lines(case, today)
    return render(
        request,
        "casework/capacity.html",
        {
            "case": case,
            "who": who(case, request),
            "title": TITLE,
            "lines": lines,
            "now": next((line for line in lines if line.grade.period.contains(today)), None),
            "statements": capacity_facts.statements(case),
            "alterations": capacity_facts.alterations(case),
            "can_record": can_record(case, request.actor),
            "can_ask": can_ask(case, request.actor),
            "crumbs": crumbs_of(case, (TITLE, None)),
        },
    )


@page(who=CASEWORKERS, shows=Case)
def record(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    form = GradeForm(
        request.POST or None, standing=_standing(case), initial={"first_day": today, "source": "caseworker"}
    )
    if form.acts(lambda: record_grade(case, **form.said(), by=request.actor, today=today)):
        messages.success(request, f"{_words(form.outcome)} är registrerad.")
        return redirect("capacity", case.pk)
    return step_page(
        request,
        case,
        form,
        title="Registrera grad av förmåga",
        submit="Registrera graden",
        lead=_now_in_words(case, today),
        answer=can_record(case, request.actor),
    )


@page(who=CASEWORKERS, shows=CapacityGrade)
def correct(request: ActorRequest, grade: CapacityGrade) -> HttpResponse:
    case, today = grade.case, clock.today()
    form = CorrectGradeForm(
        request.POST or None,
        standing=[each for each in _standing(case) if each.key != grade.pk],
        initial=_as_typed(grade),
        stands=_fingerprint(grade),
        stands_in_words=_words(grade),
    )
    if form.acts(lambda: correct_grade(grade, **form.said(), by=request.actor, today=today)):
        messages.success(request, "Graden är rättad. Hur den såg ut förut finns kvar i historiken.")
        return redirect("capacity", case.pk)
    return step_page(
        request,
        case,
        form,
        title="Rätta graden",
        submit="Spara rättelsen",
        lead=f"{_words(grade)}.",
        answer=can_record(case, request.actor),
    )


@page(who=CASEWORKERS, shows=CapacityGrade)
def remove(request: ActorRequest, grade: CapacityGrade) -> HttpResponse:
    case, former = grade.case, _former(grade)
    form = RemoveGradeForm(
        request.POST or None,
        former=former,
        stands=f"{_fingerprint(grade)}|{former.percent if former else None}",
        stands_in_words=_with_former(grade, former),
    )
    if form.acts(
        lambda: remove_grade(
            grade,
            form.cleaned_data["reason"],
            former_goes_on=form.former_goes_on,
            by=request.actor,
            today=clock.today(),
        )
    ):
        messages.success(request, "Graden är borttagen. Den finns kvar i historiken.")
        return redirect("capacity", case.pk)
    return step_page(
        request,
        case,
        form,
        title="Ta bort graden",
        submit="Ta bort graden",
        lead=f"{_words(grade)}. Ta bara bort det som aldrig skulle ha registrerats. "
        "Har förmågan ändrats? Registrera en ny grad i stället.",
        answer=can_record(case, request.actor),
    )


def _standing(case: Case) -> list[Standing]:
    return [facts.standing(grade) for grade in facts.grades(case)]


def _former(grade: CapacityGrade) -> Standing | None:
    """The grade that this one follows directly."""
    others = (each for each in _standing(grade.case) if each.key != grade.pk)
    return next((each for each in others if each.period.end == grade.period.start), None)


def _as_typed(grade: CapacityGrade) -> dict[str, Any]:
    return {
        "percent": grade.percent,
        "first_day": grade.period.start,
        "last_day": grade.period.last_day,
        "source": grade.source,
        "assessed_by": grade.assessed_by,
        "note": grade.note,
    }


def _fingerprint(grade: CapacityGrade) -> str:
    """What the grade says, to tell whether somebody has changed it since the page was drawn."""
    return "|".join(str(value) for value in _as_typed(grade).values())


def _words(grade: CapacityGrade) -> str:
    return f"{capacity_in_words(grade.percent).capitalize()}, {period_text(grade.period)}"


def _with_former(grade: CapacityGrade, former: Standing | None) -> str:
    before = f", efter {capacity_in_words(former.percent)}" if former else ""
    return f"{_words(grade)}{before}"


def _now_in_words(case: Case, today: date) -> str:
    now = capacity_timeline.on(_standing(case), today)
    if now is None:
        return "Ingen grad gäller i dag."
    return f"I dag gäller {capacity_in_words(now.percent)}, {period_text(now.period)}."
