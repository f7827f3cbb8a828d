"""The catalogue of conditions: what is in force, what has been, and what is to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.catalogue.models import Intervention
from stegvis.core import clock
from stegvis.core.actor import STAFF, Role
from stegvis.core.answers import Answer
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.parts import Tone
from stegvis.core.period import ONE_DAY
from stegvis.providers.actions import conditions as actions
from stegvis.providers.forms.conditions import (
    ComingWordingForm,
    ConditionForm,
    LastDayForm,
    WordingForm,
    worded,
)
from stegvis.providers.models import Condition, ConditionVersion
from stegvis.providers.permissions import may_write_conditions
from stegvis.providers.touched import touched

READERS = STAFF | {Role.CHAIR}
WRITERS = frozenset({Role.ADMINISTRATOR})
CONFIRM = "genomfor"


@page(who=READERS)
def conditions(request: ActorRequest) -> HttpResponse:
    """Every condition with the wording in force, general ones first."""
    today = clock.today()
    found = Condition.objects.visible_to(request.actor).select_related("intervention")
    listed = [_told(each, today) for each in found.prefetch_related(_versions())]
    return render(
        request,
        "providers/conditions.html",
        {
            "groups": [
                (kind.heading, [each for each in listed if each["condition"].kind == kind])
                for kind in Condition.Kind
            ],
            "may_write": may_write_conditions(request.actor, request.actor.principal_id).ok,
            "crumbs": [("Villkor", None)],
        },
    )


@page(who=READERS, shows=Condition)
def condition(request: ActorRequest, found: Condition) -> HttpResponse:
    """All wordings of one condition, the latest first."""
    today = clock.today()
    versions = found.versions.select_related("written_by").order_by("-period")
    return render(
        request,
        "providers/condition.html",
        {
            "condition": found,
            "versions": [{"row": each, **_state(each, today)} for each in versions],
            "may_write": may_write_conditions(request.actor, found.principal_id).ok,
            "crumbs": _crumbs(_title_of(found)),
        },
    )


@page(who=WRITERS)
def new_condition(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = ConditionForm(request.POST or None, actor=request.actor, initial={"first_day": today + ONE_DAY})

    def act() -> Condition:
        given = form.cleaned_data
        return actions.add_condition(
            given["kind"],
            given["intervention"],
            form.wording,
            given["first_day"],
            by=request.actor,
            today=today,
        )

    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    editing = Editing("Lägg till ett villkor", reverse("conditions"), act, given.get("intervention"))
    return _previewed(request, form, editing, given.get("first_day", today))


@page(who=WRITERS, shows=Condition)
def new_wording(request: ActorRequest, found: Condition) -> HttpResponse:
    """Filled in with what is said now."""
    today = clock.today()
    latest = found.versions.order_by("-period").first()
    initial = {**(worded(latest) if latest else {}), "decided_in": "", "first_day": today + ONE_DAY}
    form = WordingForm(request.POST or None, initial=initial)

    def act() -> ConditionVersion:
        return actions.write_wording(
            found, form.wording, form.cleaned_data["first_day"], by=request.actor, today=today
        )

    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    title = f"Ny lydelse: {_title_of(found)}"
    editing = Editing(title, found.get_absolute_url(), act, found.intervention)
    return _previewed(request, form, editing, given.get("first_day", today))


@page(who=WRITERS, shows=ConditionVersion)
def change_wording(request: ActorRequest, version: ConditionVersion) -> HttpResponse:
    today, found = clock.today(), version.condition
    form = ComingWordingForm(request.POST or None, initial=worded(version))

    def act() -> ConditionVersion:
        return actions.change_wording(version, form.wording, by=request.actor, today=today)

    title = f"Ändra lydelsen från {version.period.start}"
    answer = actions.can_change(version, request.actor, today=today)
    editing = Editing(title, found.get_absolute_url(), act, found.intervention, answer)
    return _previewed(request, form, editing, version.period.start)


@page(who=WRITERS, shows=ConditionVersion)
def withdraw_wording(request: ActorRequest, version: ConditionVersion) -> HttpResponse:
    today, found = clock.today(), version.condition
    form = Form({} if request.method == "POST" else None)
    answer = actions.can_change(version, request.actor, today=today)

    def act() -> bool:
        actions.withdraw_wording(version, by=request.actor, today=today)
        return True

    if form.acts(act):
        messages.success(request, "Lydelsen är tillbakatagen.")
        gone = not Condition.objects.filter(pk=found.pk).exists()
        return redirect("conditions") if gone else redirect(found)
    lead = f"{version.title}, från {version.period.start}. Lydelsen före gäller i stället vidare."
    return _small_step(request, found, form, "Ta tillbaka lydelsen", lead, answer)


@page(who=WRITERS, shows=Condition)
def end_condition(request: ActorRequest, found: Condition) -> HttpResponse:
    today = clock.today()
    form = LastDayForm(request.POST or None, initial={"last_day": today})

    def act() -> bool:
        actions.end_condition(found, form.cleaned_data["last_day"], by=request.actor, today=today)
        return True

    if form.acts(act):
        messages.success(request, f"Villkoret upphör {form.cleaned_data['last_day']}.")
        return redirect(found)
    lead = f"{_title_of(found)}. Efter sista dagen prövas ingen mot villkoret, och det kontrolleras inte."
    return _small_step(request, found, form, "Avsluta villkoret", lead, Answer.yes())


@dataclass(frozen=True, slots=True)
class Editing:
    """What is edited and what is done when it is confirmed."""

    title: str
    back: str
    act: Callable[[], Any]
    intervention: Intervention | None
    answer: Answer = Answer.yes()  # noqa: RUF009 - an answer never changes


def _previewed(request: ActorRequest, form: WordingForm, editing: Editing, first_day: date) -> HttpResponse:
    """Fill in, look at whom it touches, confirm."""
    wanted = form.is_bound and form.is_valid()
    if wanted and CONFIRM in request.POST and form.acts(editing.act):
        messages.success(request, "Ändringen är sparad.")
        done = form.outcome if isinstance(form.outcome, Condition) else form.outcome.condition
        return redirect(done)
    shown = wanted and not form.errors
    return render(
        request,
        "providers/wording.html",
        {
            "form": form,
            "title": editing.title,
            "back": editing.back,
            "answer": editing.answer,
            "confirm": CONFIRM,
            "first_day": first_day,
            "touched": touched(request.actor.principal_id, editing.intervention, first_day)
            if shown
            else None,
            "crumbs": _crumbs(editing.title),
        },
    )


def _small_step(
    request: ActorRequest, found: Condition, form: Form, title: str, lead: str, answer: Answer
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "answer": answer,
        "condition": found,
        "crumbs": [*_crumbs(_title_of(found), found.get_absolute_url()), (title, None)],
    }
    return render(request, "providers/condition_step.html", context)


def _versions() -> Prefetch[Any]:
    return Prefetch("versions", ConditionVersion.objects.order_by("-period"))


def _told(found: Condition, today: date) -> dict[str, Any]:
    """The wording in force, else the next to come, else the last there was."""
    versions = list(found.versions.all())
    current = next((each for each in versions if each.period.contains(today)), None)
    shown = current or next(iter(versions), None)
    coming = [each for each in versions if each.period.start > today and each is not shown]
    return {
        "condition": found,
        "version": shown,
        "coming": coming[-1] if coming else None,
        **(_state(shown, today) if shown else {"state": "Har ingen lydelse", "tone": Tone.NEUTRAL}),
    }


def _state(version: ConditionVersion, today: date) -> dict[str, Any]:
    if version.period.start > today:
        return {"state": "Kommande", "tone": Tone.INFO, "is_coming": True}
    if version.period.contains(today):
        return {"state": "Gäller nu", "tone": Tone.SUCCESS, "is_coming": False}
    return {"state": "Har upphört", "tone": Tone.NEUTRAL, "is_coming": False}


def _title_of(found: Condition) -> str:
    latest = found.versions.order_by("-period").first()
    return latest.title if latest else found.code


def _crumbs(title: str, url: str | None = None) -> list[tuple[str, str | None]]:
    return [("Villkor", reverse("conditions")), (title, url)]
