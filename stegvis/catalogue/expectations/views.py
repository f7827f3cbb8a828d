"""Pages of what is expected of people: read by all staff, changed by administrators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.catalogue.expectations import actions
from stegvis.catalogue.expectations.forms import EndForm, FullTimeForm, RequirementForm
from stegvis.catalogue.models import ActivityRequirement, FullTime
from stegvis.catalogue.permissions import may_edit_catalogue
from stegvis.catalogue.versions import COMING, IN_FORCE, PAST, TONES
from stegvis.core import clock
from stegvis.core.actor import STAFF, Role
from stegvis.core.answers import Answer
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import ONE_DAY, Period

EDITORS = frozenset({Role.ADMINISTRATOR})
TITLE = "Heltid och aktivitetskrav"


@page(who=STAFF)
def expectations(request: ActorRequest) -> HttpResponse:
    """Every measure, the latest first."""
    actor, today = request.actor, clock.today()
    return render(
        request,
        "catalogue/expectations.html",
        {
            "title": TITLE,
            "full_time": _dated(actions.measures(FullTime, actor.principal_id), today),
            "requirements": _dated(actions.measures(ActivityRequirement, actor.principal_id), today),
            "may_edit": may_edit_catalogue(actor).ok,
            "can_withdraw_full_time": actions.can_withdraw(FullTime, actor, today),
            "can_withdraw_requirement": actions.can_withdraw(ActivityRequirement, actor, today),
            "can_end_requirement": actions.can_end(actor, today),
            "crumbs": [("Insatser", reverse("interventions")), (TITLE, None)],
        },
    )


@page(who=EDITORS)
def new_full_time(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = FullTimeForm(request.POST or None, initial={"first_day": today + ONE_DAY})
    return _step(
        request,
        form,
        lambda: actions.begin_full_time(**form.cleaned_data, by=request.actor, today=today),
        title="Nytt heltidsmått",
        lead="Uppföljningen av dagar som har varit räknas med det mått som gällde då.",
        submit="Spara måttet",
        done="Heltidsmåttet är sparat.",
    )


@page(who=EDITORS)
def new_requirement(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    initial = {"first_day": today + ONE_DAY, "percent_of_full_time": 100, "adapted_to_capacity": True}
    form = RequirementForm(request.POST or None, initial=initial)
    return _step(
        request,
        form,
        lambda: actions.begin_requirement(**form.cleaned_data, by=request.actor, today=today),
        title="Nytt aktivitetskrav",
        lead="Kravet gäller dem som får ekonomiskt bistånd.",
        submit="Spara kravet",
        done="Aktivitetskravet är sparat.",
    )


@page(who=EDITORS)
def end_requirement(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = EndForm(request.POST or None)
    return _step(
        request,
        form,
        lambda: actions.end_requirement(form.cleaned_data["last_day"], by=request.actor, today=today),
        title="Avsluta aktivitetskravet",
        submit="Spara sista dagen",
        done="Aktivitetskravet upphör den dagen.",
        answer=actions.can_end(request.actor, today),
    )


@page(who=EDITORS)
def withdraw_full_time(request: ActorRequest) -> HttpResponse:
    return _withdraw(request, FullTime, "Ta tillbaka det kommande heltidsmåttet")


@page(who=EDITORS)
def withdraw_requirement(request: ActorRequest) -> HttpResponse:
    return _withdraw(request, ActivityRequirement, "Ta tillbaka det kommande aktivitetskravet")


def _withdraw(request: ActorRequest, kind: Any, title: str) -> HttpResponse:
    today = clock.today()
    form = Form(request.POST if request.method == "POST" else None)
    return _step(
        request,
        form,
        lambda: actions.withdraw_coming(kind, by=request.actor, today=today),
        title=title,
        lead="Det har inte börjat gälla. Det som gäller före fortsätter.",
        submit="Ta tillbaka",
        done="Det kommande är borttaget.",
        answer=actions.can_withdraw(kind, request.actor, today),
    )


def _step(
    request: ActorRequest,
    form: Form,
    act: Callable[[], Any],
    *,
    title: str,
    submit: str,
    done: str,
    lead: str = "",
    answer: Answer | None = None,
) -> HttpResponse:
    if form.acts(act):
        messages.success(request, done)
        return redirect("expectations")
    return render(
        request,
        "catalogue/expectation.html",
        {
            "title": title,
            "lead": lead,
            "submit": submit,
            "form": form,
            "answer": answer or Answer.yes(),
            "crumbs": [
                ("Insatser", reverse("interventions")),
                (TITLE, reverse("expectations")),
                (title, None),
            ],
        },
    )


def _dated(rows: list[Any], today: date) -> list[tuple[Any, str, str]]:
    states = [(row, _state(row.period, today)) for row in reversed(rows)]
    return [(row, state, TONES[state].value) for row, state in states]


def _state(period: Period, today: date) -> str:
    if period.start > today:
        return COMING
    return IN_FORCE if period.contains(today) else PAST
