"""The page of one case: what the person does each week, what that makes, and what stands in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.assignments.activation import words
from stegvis.assignments.activation.facts import Week, facts_on, week_on
from stegvis.assignments.activation.forms import ActivityForm, HindranceForm, LastDayForm, typed
from stegvis.assignments.activation.rules import status
from stegvis.casework.actions import activities as actions
from stegvis.casework.models import Case, CaseActivity, Hindrance
from stegvis.casework.views.frame import crumbs_of, step_page, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page

Recorded = TypeVar("Recorded", CaseActivity, Hindrance)
TITLE = "Aktiviteter och heltid"


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One kind of activity in a week: what the providers have planned, what is the person's own."""

    kind: str
    planned: int
    own: int
    counted: int


@page(who=CASEWORKERS, shows=Case)
def case_activities(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    week = week_on(case, today)
    facts = facts_on(case, today, week)
    found = status(facts)
    return render(
        request,
        "assignments/activation/case.html",
        {
            "case": case,
            "who": who(case, request),
            "today": today,
            "facts": facts,
            "level": words.LEVELS[found.level],
            "tone": words.TONES[found.level].value,
            "sentences": words.explanation(facts, found),
            "week": _lines(week),
            "activities": _recorded(case.activities.select_related("recorded_by"), today),
            "hindrances": _recorded(case.hindrances.select_related("recorded_by"), today),
            "can_record": actions.can_record(case, request.actor),
            "title": TITLE,
            "crumbs": crumbs_of(case, (TITLE, None)),
        },
    )


@page(who=CASEWORKERS, shows=Case)
def add_activity(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    form = ActivityForm(typed(request), initial={"first_day": max(today, case.opened_on)})
    if form.acts(lambda: actions.add_activity(case, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, "Aktiviteten är inlagd.")
        return _to_activities(case)
    return step_page(
        request,
        case,
        form,
        title="Lägg till en aktivitet",
        lead="Det som personen gör varje vecka vid sidan av anordnarens plan.",
        submit="Spara aktiviteten",
        answer=actions.can_record(case, request.actor),
    )


@page(who=CASEWORKERS, shows=Case)
def add_hindrance(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    form = HindranceForm(typed(request), initial={"first_day": max(today, case.opened_on)})
    if form.acts(lambda: actions.add_hindrance(case, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, "Skälet är inlagt.")
        return _to_activities(case)
    return step_page(
        request,
        case,
        form,
        title="Lägg in varför det inte är heltid",
        lead="Ett skäl i taget. Skälet syns i uppföljningen så länge timmarna inte räcker.",
        submit="Spara skälet",
        answer=actions.can_record(case, request.actor),
    )


@page(who=CASEWORKERS, shows=CaseActivity)
def end_activity(request: ActorRequest, activity: CaseActivity) -> HttpResponse:
    form = _last_day_form(request, activity)
    if form.acts(lambda: actions.end_activity(activity, form.cleaned_data["last_day"], by=request.actor)):
        messages.success(request, "Slutdagen är ändrad.")
        return _to_activities(activity.case)
    return _end_page(request, form, activity, activity.get_kind_display())


@page(who=CASEWORKERS, shows=Hindrance)
def end_hindrance(request: ActorRequest, hindrance: Hindrance) -> HttpResponse:
    form = _last_day_form(request, hindrance)
    if form.acts(lambda: actions.end_hindrance(hindrance, form.cleaned_data["last_day"], by=request.actor)):
        messages.success(request, "Slutdagen är ändrad.")
        return _to_activities(hindrance.case)
    return _end_page(request, form, hindrance, hindrance.get_kind_display())


@page(who=CASEWORKERS, shows=CaseActivity)
def remove_activity(request: ActorRequest, activity: CaseActivity) -> HttpResponse:
    return _remove_page(request, activity, activity.get_kind_display())


@page(who=CASEWORKERS, shows=Hindrance)
def remove_hindrance(request: ActorRequest, hindrance: Hindrance) -> HttpResponse:
    return _remove_page(request, hindrance, hindrance.get_kind_display())


def _last_day_form(request: ActorRequest, recorded: CaseActivity | Hindrance) -> LastDayForm:
    last_day = recorded.period.last_day
    return LastDayForm(
        typed(request),
        initial={"last_day": last_day},
        stands=str(last_day),
        stands_in_words=f"sista dag {last_day}" if last_day else "ingen sista dag",
    )


def _end_page(
    request: ActorRequest, form: LastDayForm, recorded: CaseActivity | Hindrance, what: str
) -> HttpResponse:
    return step_page(
        request,
        recorded.case,
        form,
        title=f"Ändra slutdag: {what.lower()}",
        lead=f"Gäller från {recorded.period.start}.",
        submit="Spara slutdagen",
        answer=actions.can_record(recorded.case, request.actor),
    )


def _remove_page(request: ActorRequest, recorded: CaseActivity | Hindrance, what: str) -> HttpResponse:
    form = Form(typed(request))
    if form.acts(actions.remove_mistake, recorded, by=request.actor):
        messages.success(request, "Uppgiften är borttagen.")
        return _to_activities(recorded.case)
    return step_page(
        request,
        recorded.case,
        form,
        title=f"Ta bort: {what.lower()}",
        lead="Ta bara bort det som blev fel. Har det upphört ändrar du i stället slutdagen. "
        "Det borttagna finns kvar i ärendets ändringar.",
        submit="Ta bort uppgiften",
        answer=actions.can_record(recorded.case, request.actor),
    )


def _lines(week: Week) -> list[WeekLine]:
    planned, own = _summed(week.planned), _summed(week.own)
    return [
        WeekLine(words.KINDS[kind], planned[kind], own[kind], hours)
        for kind, hours in sorted(week.counted.items(), key=lambda line: words.KINDS[line[0]])
    ]


def _summed(weekly: list[tuple[str, int]]) -> dict[str, int]:
    hours: dict[str, int] = defaultdict(int)
    for kind, number in weekly:
        hours[kind] += number
    return hours


def _recorded(rows: Iterable[Recorded], today: date) -> list[tuple[Recorded, tuple[str, str]]]:
    """The latest first, each with how it stands today."""
    return [(row, _standing(row, today)) for row in sorted(rows, key=lambda row: row.period, reverse=True)]


def _standing(row: CaseActivity | Hindrance, today: date) -> tuple[str, str]:
    if row.period.contains(today):
        return "Gäller nu", "success"
    return ("Kommer", "info") if row.period.start > today else ("Har upphört", "neutral")


def _to_activities(case: Case) -> HttpResponse:
    return redirect(reverse("case_activities", args=[case.pk]))
