"""The choice of provider for what has been granted, as the caseworker helps with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from stegvis.casework import offers, possibilities
from stegvis.casework.actions import choose_provider
from stegvis.casework.actions.choose import choose_by_rule, provider_asked_for
from stegvis.casework.actions.invite import give_help, set_time_to_choose
from stegvis.casework.choice_terms import draw_for, rule_of, terms_on
from stegvis.casework.forms.choosing import ChooseForm, NonChoiceForm, OfferFilter, TimeToChooseForm
from stegvis.casework.models import Choice, ChoiceTerms, Decision
from stegvis.casework.rules.non_choice import Rule, explained, in_turn, stands
from stegvis.casework.shown_offers import (
    MOST_COMPARED,
    OffersPage,
    in_full,
    named,
    result_rows,
    shown,
    to_tick,
)
from stegvis.casework.views.frame import crumbs_of, step_page
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.answers import Refused
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.results import freshness
from stegvis.registry.naming import shown_name


@dataclass(frozen=True, slots=True)
class Turn:
    """A provider's place in the rule's order, and what it stands on."""

    name: str
    stands: str


@page(who=CASEWORKERS, shows=Decision)
def choose(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The providers to choose among, in an order that favours nobody."""
    today = clock.today()
    _require_days(decision)
    form = ChooseForm(request.POST or None)
    if form.acts(lambda: _choose(form, decision, request)):
        choice: Choice = form.outcome
        messages.success(request, f"{choice.provider.name} är vald.")
        return redirect(decision.case)
    answer = possibilities.can_choose(decision, request.actor, today)
    found = shown(offers.open_offers(decision, today) if answer else [])
    wishes = OfferFilter(request.GET, offers=found)
    offers_page = OffersPage.of(wishes.fitting(), request.GET, decision, today)
    return step_page(
        request,
        decision.case,
        form,
        title=f"Välj anordnare för {decision.intervention.name}",
        lead="Det är personen som väljer. Ordningen är slumpad för det här ärendet och gynnar ingen.",
        submit="Registrera valet",
        answer=answer,
        template="casework/choose.html",
        decision=decision,
        invitation=getattr(decision, "invitation", None),
        can_give_help=possibilities.can_give_help(decision, request.actor).ok,
        offers=offers_page.offers,
        offers_page=offers_page,
        wishes=wishes,
        are_any=bool(found),
        chosen=request.POST.get("provider", request.GET.get("provider", "")),
        most_compared=MOST_COMPARED,
        freshness=freshness(decision.principal_id),
        today=today,
    )


def _choose(form: ChooseForm, decision: Decision, request: ActorRequest) -> Choice:
    provider = provider_asked_for(decision, form.cleaned_data["provider"], by=request.actor)
    reason = form.cleaned_data["reason"]
    return choose_provider(
        decision, provider, Choice.Made.TOGETHER, reason, by=request.actor, today=clock.today()
    )


@page(who=CASEWORKERS, shows=Decision)
def compare_offers(request: ActorRequest, decision: Decision) -> HttpResponse:
    """Up to three of the providers side by side."""
    today = clock.today()
    _require_days(decision)
    answer = possibilities.can_choose(decision, request.actor, today)
    found = shown(offers.open_offers(decision, today) if answer else [])
    asked = named(found, request.GET.getlist("jamfor"))
    compared = in_full(asked[:MOST_COMPARED], decision, today)
    title = "Jämför anordnare"
    return render(
        request,
        "casework/compare_offers.html",
        {
            "decision": decision,
            "case": decision.case,
            "name": shown_name(decision.case.person, request.actor),
            "title": title,
            "answer": answer,
            "are_any": bool(found),
            "to_tick": to_tick(found, compared),
            "compared": compared,
            "result_rows": result_rows(compared),
            "are_too_many": len(asked) > MOST_COMPARED,
            "most_compared": MOST_COMPARED,
            "freshness": freshness(decision.principal_id),
            "crumbs": crumbs_of(decision.case, (title, None)),
        },
    )


@page(who=CASEWORKERS, shows=Decision)
def non_choice(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The person does not choose: what the rule sees today, and whom it would pick."""
    today = clock.today()
    _require_days(decision)
    answer = possibilities.can_choose(decision, request.actor, today)
    terms = terms_on(decision.principal_id, today)
    asks_for_place = rule_of(terms) is Rule.NEAREST and not decision.case.person.is_protected
    invitation = getattr(decision, "invitation", None)
    form = NonChoiceForm(
        request.POST or None,
        asks_for_place=asks_for_place,
        has_time=invitation is not None and today <= invitation.choose_by,
    )
    if form.acts(lambda: choose_by_rule(decision, form.no_choice(), by=request.actor, today=today)):
        choice: Choice = form.outcome
        messages.success(request, f"{choice.provider.name} får uppdraget. {choice.picked_by['why']}")
        return redirect(decision.case)
    draw = draw_for(decision, terms, today) if answer else None
    return step_page(
        request,
        decision.case,
        form,
        title=f"Ickeval för {decision.intervention.name}",
        lead="När deltagaren inte väljer utser huvudmannens regel en anordnare. Du väljer inte själv.",
        submit="Låt regeln välja",
        answer=answer,
        template="casework/non_choice.html",
        decision=decision,
        terms=terms,
        rule=_rule_in_words(terms),
        asks_for_place=asks_for_place,
        why=explained(draw) if draw else "",
        turns=[Turn(each.name, stands(draw.rule, each)) for each in in_turn(draw)] if draw else [],
    )


@page(who=CASEWORKERS, shows=Decision)
def time_to_choose(request: ActorRequest, decision: Decision) -> HttpResponse:
    """Until when the person may choose."""
    today = clock.today()
    _require_days(decision)
    invitation = getattr(decision, "invitation", None)
    form = TimeToChooseForm(
        request.POST or None, initial={"choose_by": invitation.choose_by if invitation else today}
    )
    if form.acts(
        lambda: set_time_to_choose(decision, form.cleaned_data["choose_by"], by=request.actor, today=today)
    ):
        messages.success(request, f"Deltagaren väljer senast {form.cleaned_data['choose_by']}.")
        return redirect("choose", pk=decision.pk)
    return step_page(
        request,
        decision.case,
        form,
        title="Tid att välja anordnare",
        lead="Deltagaren ser dagen på sina sidor. Efter den kan huvudmannens regel utse en anordnare.",
        submit="Spara dagen",
        answer=possibilities.can_set_time_to_choose(decision, request.actor, today),
    )


@page(who=CASEWORKERS, shows=Decision)
@require_POST
def help_given(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The person has got the help with the choice."""
    try:
        give_help(decision, by=request.actor, today=clock.today())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Du har hjälpt deltagaren med valet.")
    return redirect("choose", pk=decision.pk)


def _rule_in_words(terms: ChoiceTerms | None) -> str:
    return "Lottning" if terms is None else str(terms.get_non_choice_display())


def _require_days(decision: Decision) -> None:
    if decision.period is None:
        raise Http404
