"""Statements about capacity, for those who work in the case: asking, calling off, answering from paper, and
taking a stand on the answer."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework import capacity_facts, facts
from stegvis.casework.actions import statements
from stegvis.casework.capacity_steps import (
    can_ask,
    can_call_off,
    can_record_answer,
    can_take_stand,
)
from stegvis.casework.forms.capacity import AskForm, CallOffForm, DeclineForm, PaperAnswerForm
from stegvis.casework.models import CapacityStatement, Case
from stegvis.casework.rules import capacity_timeline
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.capacity_timeline import Standing
from stegvis.casework.views.frame import Crumbs, crumbs_of, step_page, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page

USUAL_TIME = timedelta(days=28)
"""Proposed on the form; a certificate of sickness seldom holds longer before it is renewed."""


@page(who=CASEWORKERS, shows=Case)
def ask(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    form = AskForm(request.POST or None, initial={"due_on": today + USUAL_TIME})
    if form.acts(lambda: statements.ask_adviser(case, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, "Begäran är skickad till förtroendeläkaren.")
        return redirect("statement", form.outcome.pk)
    return step_page(
        request,
        case,
        form,
        title="Begär utlåtande om förmåga",
        submit="Skicka begäran",
        answer=can_ask(case, request.actor),
    )


@page(who=CASEWORKERS, shows=CapacityStatement)
def statement(request: ActorRequest, found: CapacityStatement) -> HttpResponse:
    """What was asked, what the answer is, and what came of it."""
    case = found.case
    return render(
        request,
        "casework/statement.html",
        {
            "statement": found,
            "given": found.given,
            "answer_words": _answer_in_words(found),
            "stand": found.given.stand if found.given else None,
            "case": case,
            "who": who(case, request),
            "can_call_off": can_call_off(found, request.actor),
            "can_record_answer": can_record_answer(found, request.actor),
            "can_take_stand": can_take_stand(found, request.actor),
            "is_late": found.due_on < clock.today() and capacity_facts.request_of(found).awaits_answer,
            "crumbs": _crumbs(case, "Utlåtande"),
        },
    )


@page(who=CASEWORKERS, shows=CapacityStatement)
def call_off(request: ActorRequest, found: CapacityStatement) -> HttpResponse:
    form = CallOffForm(request.POST or None)
    if form.acts(
        lambda: statements.call_off_statement(
            found, form.cleaned_data["reason"], by=request.actor, today=clock.today()
        )
    ):
        messages.success(request, "Begäran är återkallad.")
        return redirect("capacity", found.case_id)
    return step_page(
        request,
        found.case,
        form,
        title="Återkalla begäran",
        submit="Återkalla begäran",
        lead="Förtroendeläkaren ser inte frågan efter det.",
        answer=can_call_off(found, request.actor),
    )


@page(who=CASEWORKERS, shows=CapacityStatement)
def record_answer(request: ActorRequest, found: CapacityStatement) -> HttpResponse:
    case, today = found.case, clock.today()
    form = PaperAnswerForm(request.POST or None, papers=facts.attachments(case), initial={"first_day": today})
    if form.acts(
        lambda: statements.record_answer(
            found, form.opinion, form.cleaned_data["adviser"], form.paper, by=request.actor, today=today
        )
    ):
        messages.success(request, "Svaret är sparat. Ta ställning till det.")
        return redirect("take_stand", found.pk)
    return step_page(
        request,
        case,
        form,
        title="Skriv in svar som kom på papper",
        submit="Spara svaret",
        lead=f"Fråga: {found.question}",
        answer=can_record_answer(found, request.actor),
    )


@page(who=CASEWORKERS, shows=CapacityStatement)
def take_stand(request: ActorRequest, found: CapacityStatement) -> HttpResponse:
    """Accept the answer with one button, or say why it does not become a grade."""
    case, today = found.case, clock.today()
    possible = can_take_stand(found, request.actor)
    accepts = "accept" in request.POST
    accepting = Form(request.POST if accepts else None)
    declining = DeclineForm(request.POST if request.method == "POST" and not accepts else None)
    if possible and accepting.acts(
        lambda: statements.accept_answer(found.answer, by=request.actor, today=today)
    ):
        messages.success(request, f"{_answer_in_words(found)} är registrerad som grad.")
        return redirect("capacity", case.pk)
    if possible and declining.acts(
        lambda: statements.decline_answer(
            found.answer, declining.cleaned_data["reason"], by=request.actor, today=today
        )
    ):
        messages.success(request, "Det är antecknat varför utlåtandet inte blev en grad.")
        return redirect("statement", found.pk)
    return step_page(
        request,
        case,
        declining,
        title="Ta ställning till utlåtandet",
        submit="Anteckna skälet",
        answer=possible,
        template="casework/take_stand.html",
        accepting=accepting,
        statement=found,
        given=found.given,
        answer_words=_answer_in_words(found),
        after=_preview(found) if possible else [],
    )


def _preview(found: CapacityStatement) -> list[tuple[str, Standing]]:
    """The grades as they would be if the answer were accepted, the new one without a key."""
    standing = [facts.standing(grade) for grade in facts.grades(found.case)]
    after = capacity_timeline.recorded(standing, Standing(None, found.answer.percent, found.answer.valid))
    return [(capacity_in_words(each.percent).capitalize(), each) for each in after]


def _answer_in_words(found: CapacityStatement) -> str:
    return capacity_in_words(found.given.percent).capitalize() if found.given else ""


def _crumbs(case: Case, title: str) -> Crumbs:
    return crumbs_of(case, ("Förmåga", reverse("capacity", args=[case.pk])), (title, None))
