"""Leaving a provider for another: the wish, and the caseworker's answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.casework import leaving, permissions
from stegvis.casework.actions.change_provider import answer_change, ask_to_change, can_ask
from stegvis.casework.forms.changing_provider import AnswerForm, WishForm
from stegvis.casework.models import Choice, ProviderChange
from stegvis.casework.views.frame import step_page
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.answers import Answer, Check
from stegvis.core.pages import ActorRequest, page


@page(who=CASEWORKERS, shows=Choice)
def wish_for_change(request: ActorRequest, choice: Choice) -> HttpResponse:
    """The caseworker notes that the person wants another provider, and goes on to the answer."""
    today = clock.today()
    form = WishForm(request.POST or None)
    if form.acts(lambda: ask_to_change(choice, form.wish, by=request.actor, today=today)):
        return redirect("answer_change", pk=form.outcome.pk)
    return step_page(
        request,
        choice.case,
        form,
        title=f"Byt anordnare för {choice.decision.intervention.name}",
        lead=f"Personen har {choice.provider.name} nu. Skriv varför hen vill byta.",
        submit="Gå vidare",
        answer=can_ask(choice, request.actor, today),
    )


@page(who=CASEWORKERS, shows=ProviderChange)
def answer_to_change(request: ActorRequest, change: ProviderChange) -> HttpResponse:
    """The answer: yes with the last day, or no with the reason."""
    today, choice = clock.today(), change.choice
    form = AnswerForm(request.POST or None, initial={"last_day": today})
    if form.acts(lambda: answer_change(change, **form.given, by=request.actor, today=today)):
        chooses = form.given["granted"]
        said = "Bytet är beviljat. Nu väljer personen en ny anordnare." if chooses else "Svaret är sparat."
        messages.success(request, said)
        return redirect(choice.case)
    unanswered = Answer.of(Check(not hasattr(change, "answer"), "Önskan är redan besvarad."))
    return step_page(
        request,
        choice.case,
        form,
        title="Svara på önskan om byte av anordnare",
        lead=f"{choice.decision.intervention.name} hos {choice.provider.name}.",
        submit="Spara svaret",
        answer=permissions.may_work_in(request.actor, choice.case) & unanswered,
        template="casework/answer_change.html",
        change=change,
        stay=leaving.stay_of(choice),
        choice=choice,
    )
