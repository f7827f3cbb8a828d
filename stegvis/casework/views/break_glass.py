"""Reading another unit's case in an emergency, and the head's page of such readings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stegvis.casework.actions.break_glass import (
    end_opening,
    judge_opening,
    open_in_emergency,
    stop_opening,
)
from stegvis.casework.forms.break_glass import BreakGlassForm, JudgeForm
from stegvis.casework.models import BreakGlass, BreakGlassTerms, BreakGlassVerdict, Case
from stegvis.casework.permissions import may_judge_opening
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.registry.naming import shown_name, shown_text

HEADS = frozenset({Role.HEAD_OF_UNIT})
SORTINGS = {"oppnat": Sorting("Öppnat", ("opened_at", "id"), descending=True)}
STOP = "avsluta"


@page(who=CASEWORKERS, step_up=True)
def break_glass(request: ActorRequest) -> HttpResponse:
    """Asks for the exact number and the reason, and opens the case for reading."""
    form = BreakGlassForm(request.POST or None)
    if form.acts(lambda: _open(form, request)):
        opening: BreakGlass = form.outcome
        until = f"{timezone.localtime(opening.expires_at):%H:%M}"
        messages.success(request, f"Du kan läsa ärendet till {until}. Enhetschefen har fått veta det.")
        return redirect(opening.case)
    return render(
        request,
        "casework/break_glass.html",
        {
            "form": form,
            "minutes": BreakGlassTerms.minutes_on(request.actor.principal_id, clock.today()),
            "crumbs": [("Ärenden", reverse("cases")), ("Nödöppna ett ärende", None)],
        },
    )


@page(who=CASEWORKERS)
def my_openings(request: ActorRequest) -> HttpResponse:
    """What the actor reads in an emergency now, with a way to end each."""
    mine = BreakGlass.objects.opened_by(request.actor).in_force(clock.now()).for_list()
    return render(
        request,
        "casework/my_openings.html",
        {
            "openings": mine.order_by("expires_at", "id"),
            "crumbs": [("Ärenden", reverse("cases")), ("Mina nödöppningar", None)],
        },
    )


@page(who=CASEWORKERS, shows=Case)
def end_reading(request: ActorRequest, case: Case) -> HttpResponse:
    """Ends the actor's own reading of the case."""
    if request.method == "POST" and end_opening(case, by=request.actor, now=clock.now()):
        messages.success(request, f"Du läser inte längre ärende {case.number}.")
    return redirect("my_openings")


@page(who=HEADS)
def openings(request: ActorRequest) -> HttpResponse:
    """All emergency openings of the cases of the units that the actor is head of, the latest first."""
    found = KeysetPage(BreakGlass.objects.visible_to(request.actor).for_list(), SORTINGS, request.GET)
    return render(
        request,
        "casework/openings.html",
        {
            "page": found,
            "lines": [_line(opening, request.actor) for opening in found.rows],
            "crumbs": [("Ärenden", reverse("cases")), ("Nödöppningar", None)],
        },
    )


@page(who=HEADS, shows=BreakGlass, hides_names=True)
def opening(request: ActorRequest, opening: BreakGlass) -> HttpResponse:
    """One opening, which the head judges or ends."""
    now = clock.now()
    if request.method == "POST" and STOP in request.POST:
        stop_opening(opening, by=request.actor, now=now)
        messages.success(request, "Läsningen är avslutad.")
        return redirect("opening", pk=opening.pk)
    form = JudgeForm(request.POST or None)
    if form.acts(lambda: _judge(form, opening, request)):
        messages.success(request, "Din bedömning är sparad.")
        return redirect("openings")
    shown = BreakGlass.objects.for_list().select_related("case__person").get(pk=opening.pk)
    return render(
        request,
        "casework/opening.html",
        {
            **_line(shown, request.actor),
            "form": form,
            "answer": may_judge_opening(request.actor, shown),
            "is_in_force": BreakGlass.objects.in_force(now).filter(pk=shown.pk).exists(),
            "stop": STOP,
            "crumbs": [
                ("Ärenden", reverse("cases")),
                ("Nödöppningar", reverse("openings")),
                (shown.case.number, None),
            ],
        },
    )


def _open(form: BreakGlassForm, request: ActorRequest) -> BreakGlass:
    given = form.cleaned_data
    return open_in_emergency(given["number"], given["reason"], by=request.actor, now=clock.now())


def _judge(form: JudgeForm, opening: BreakGlass, request: ActorRequest) -> BreakGlassVerdict:
    given = form.cleaned_data
    return judge_opening(opening, given["verdict"], given["comment"], by=request.actor, now=clock.now())


def _line(opening: BreakGlass, actor: Actor) -> dict[str, Any]:
    """An opening in words; of who has become protected since, without what was written about it."""
    person, verdict = opening.case.person, getattr(opening, "verdict", None)
    return {
        "opening": opening,
        "person": shown_name(person),
        "reason": shown_text(opening.reason, person, actor),
        "verdict": verdict,
        "comment": shown_text(verdict.comment, person, actor) if verdict else "",
        "end": getattr(opening, "end", None),
    }
