"""A provider leaves the register on its own request: what it asks for, and what is decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import PROVIDERS
from stegvis.core.answers import Answer
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.steps import Step
from stegvis.providers.actions import ask_to_end as wishes
from stegvis.providers.actions.end_on_request import can_decide, end_on_request, rights_to_end
from stegvis.providers.end_requests import tag_of, was_taken_back
from stegvis.providers.forms.ending import AskToEndForm, EndOnRequestForm, name_of
from stegvis.providers.models import CONTROLLING, EndRequest, Provider
from stegvis.providers.permissions import KEEPERS, may_ask_to_end, may_keep
from stegvis.providers.rules.ending import may_settle
from stegvis.providers.views.control_frame import ask, how_many_are_touched
from stegvis.providers.views.frame import crumbs_of, exists_only_if, form_page

WHAT_FOLLOWS = (
    "Ett beslut skrivs. Uppdrag som pågår slutar, och deltagarna får välja på nytt. "
    "Ska de som är där få gå klart? Avsluta auktorisationen i listan på anordnarens sida i stället."
)


@page(who=KEEPERS, shows=Provider)
def end_provider_on_request(request: ActorRequest, found: Provider) -> HttpResponse:
    """When the provider has asked in another way than here."""
    today = clock.today()
    form = EndOnRequestForm(
        request.POST or None, rights=rights_to_end(found, today), initial={"last_day": today}
    )
    if _decides(request, found, form, None, today):
        return redirect(found)
    return form_page(
        request,
        found,
        form,
        title="Avsluta på anordnarens begäran",
        submit="Besluta",
        lead=f"{WHAT_FOLLOWS} {how_many_are_touched(found, None, today)}",
        color="danger",
    )


@page(who=PROVIDERS, shows=Provider)
def ask_provider_to_end(request: ActorRequest, found: Provider) -> HttpResponse:
    today = clock.today()
    exists_only_if(may_ask_to_end(request.actor, found))
    form = AskToEndForm(request.POST or None, rights=wishes.own_rights(found, today))
    if form.acts(lambda: _ask(request, found, form, today)):
        messages.success(
            request, "Begäran är skickad. Kommunen beslutar, och till dess gäller allt som förut."
        )
        return redirect(form.outcome)
    return ask(
        request,
        form,
        found,
        title="Begär att få avsluta",
        submit="Skicka begäran",
        answer=wishes.can_ask_to_end(found, request.actor, today),
        back_url=found.get_absolute_url(),
        crumbs=crumbs_of(request, found),
        lead="Kommunen beslutar. Era uppdrag slutar den dag som beslutas, och deltagarna får välja på nytt.",
    )


@page(who=CONTROLLING | PROVIDERS, shows=EndRequest)
def end_request(request: ActorRequest, found: EndRequest) -> HttpResponse:
    """What was asked, and what came of it."""
    return render(
        request,
        "providers/end_request.html",
        {
            "asked": found,
            "provider": found.provider,
            "about": name_of(found.intervention),
            "tag": tag_of(found),
            "was_taken_back": was_taken_back(found),
            "steps": list(_steps(request, found, clock.today())),
            "crumbs": [*crumbs_of(request, found.provider), ("Begäran om avslut", None)],
        },
    )


@page(who=KEEPERS, shows=EndRequest)
def decide_end_request(request: ActorRequest, found: EndRequest) -> HttpResponse:
    today = clock.today()
    if found.decision is not None:  # pressed twice, or another officer was first
        messages.info(request, f"Begäran är besvarad med beslut {found.decision.number}.")
        return redirect(found)
    answer = can_decide(found, request.actor, today)
    initial = {"last_day": max(found.last_day, today), "reasons": _what_was_asked(found)}
    form = EndOnRequestForm(request.POST or None, rights=[found.intervention], initial=initial)
    if _decides(request, found.provider, form, found, today):
        return redirect(found)
    return ask(
        request,
        form,
        found.provider,
        title="Besluta om avslut",
        submit="Besluta",
        answer=answer,
        back_url=found.get_absolute_url(),
        crumbs=_crumbs(request, found),
        lead=f"{WHAT_FOLLOWS} {how_many_are_touched(found.provider, found.intervention, today)}",
        quoted=_what_was_asked(found),
        danger=True,
    )


@page(who=PROVIDERS, shows=EndRequest)
def take_back_end_request(request: ActorRequest, found: EndRequest) -> HttpResponse:
    exists_only_if(may_ask_to_end(request.actor, found.provider))
    form = _bare(request)
    if form.acts(lambda: wishes.take_back(found, by=request.actor, today=clock.today())):
        messages.success(request, "Begäran är återtagen. Er auktorisation gäller som förut.")
        return redirect(found)
    return ask(
        request,
        form,
        found.provider,
        title="Ta tillbaka begäran",
        submit="Ta tillbaka begäran",
        answer=may_settle(closed_on=found.closed_on),
        back_url=found.get_absolute_url(),
        crumbs=_crumbs(request, found),
        quoted=_what_was_asked(found),
    )


@page(who=KEEPERS, shows=EndRequest)
def drop_end_request(request: ActorRequest, found: EndRequest) -> HttpResponse:
    today, form = clock.today(), _bare(request)
    if form.acts(lambda: wishes.drop(found, by=request.actor, today=today)):
        messages.success(request, "Begäran är stängd.")
        return redirect(found)
    return ask(
        request,
        form,
        found.provider,
        title="Stäng begäran",
        submit="Stäng begäran",
        answer=wishes.can_drop(found, request.actor, today),
        back_url=found.get_absolute_url(),
        crumbs=_crumbs(request, found),
        lead="När det inte finns någon auktorisation kvar att avsluta behövs inget beslut.",
        quoted=_what_was_asked(found),
    )


def _decides(
    request: ActorRequest, found: Provider, form: EndOnRequestForm, asked: EndRequest | None, today: date
) -> bool:
    decided = form.acts(
        lambda: end_on_request(
            found,
            form.intervention,
            form.cleaned_data["last_day"],
            form.cleaned_data["reasons"],
            asked=asked,
            by=request.actor,
            today=today,
        )
    )
    if decided:
        messages.success(request, f"Beslut {form.outcome.number} är fattat.")
    return decided


def _ask(request: ActorRequest, found: Provider, form: AskToEndForm, today: date) -> EndRequest:
    given = form.cleaned_data
    return wishes.ask_to_end(
        found, form.intervention, given["last_day"], given["reason"], by=request.actor, today=today
    )


def _steps(request: ActorRequest, found: EndRequest, today: date) -> Iterator[Step]:
    if found.closed_on is not None:
        return
    if may_ask_to_end(request.actor, found.provider).ok:
        yield _step("take_back_end_request", "Ta tillbaka begäran", found, Answer.yes())
    if may_keep(request.actor, found.provider).ok:
        decide, drop = can_decide(found, request.actor, today), wishes.can_drop(found, request.actor, today)
        yield _step("decide_end_request", "Besluta om avslut", found, decide, main=decide.ok)
        if drop.ok:
            yield _step("drop_end_request", "Stäng begäran", found, drop, main=True)


def _step(name: str, title: str, found: EndRequest, answer: Answer, *, main: bool = False) -> Step:
    return Step(name, title, reverse(name, args=[found.pk]), answer, main=main)


def _what_was_asked(found: EndRequest) -> str:
    told = f"Anordnaren begärde {found.asked_on} att få avsluta med {found.last_day} som sista dag."
    return f"{told}\n\n{found.reason}".strip()


def _crumbs(request: ActorRequest, found: EndRequest) -> list[tuple[str, str | None]]:
    return [*crumbs_of(request, found.provider), ("Begäran om avslut", found.get_absolute_url())]


def _bare(request: ActorRequest) -> Form:
    """Nothing is asked for but the button."""
    return Form({} if request.method == "POST" else None)
