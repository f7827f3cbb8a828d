"""Assessment, decisions, vouchers and the choice of provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from stegvis.casework import facts, offers, possibilities
from stegvis.casework.actions import (
    choose_provider,
    give_voucher,
    grant_intervention,
    refuse_intervention,
    sign_assessment,
)
from stegvis.casework.forms.assessment import AssessmentForm
from stegvis.casework.forms.deciding import ChooseForm, GrantForm, RefuseForm, VoucherForm, proposed_period
from stegvis.casework.models import Case, Choice, Decision
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.entry import EntryTerms, Fit, Verdict, suits
from stegvis.casework.views.frame import crumbs_of, step_page, who
from stegvis.catalogue.models import Intervention, Terms
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.answers import Answer
from stegvis.core.pages import ActorRequest, page
from stegvis.core.parts import Tone

TONES = {Fit.FITS: Tone.SUCCESS, Fit.FITS_BY_EXCEPTION: Tone.WARNING, Fit.DOES_NOT_FIT: Tone.DANGER}
ORDER = list(TONES)


@page(who=CASEWORKERS, shows=Case)
def assess(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    form = AssessmentForm(request.POST or None, initial={"held_on": today})
    if form.acts(lambda: sign_assessment(case, form.findings(), by=request.actor, today=today)):
        messages.success(request, "Kartläggningen är undertecknad.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title="Kartläggning",
        lead="När du skriver under kan kartläggningen inte ändras. Gör då en ny i stället.",
        submit="Skriv under kartläggningen",
        answer=possibilities.can_assess(case, request.actor),
    )


@dataclass(frozen=True, slots=True)
class Considered:
    """An intervention as it is weighed for one person today."""

    intervention: Intervention
    terms: EntryTerms | None
    verdict: Verdict

    @property
    def tone(self) -> Tone:
        return TONES[self.verdict.fit]

    @property
    def fits(self) -> bool:
        return self.verdict.fit is not Fit.DOES_NOT_FIT


@page(who=CASEWORKERS, shows=Case)
def decide(request: ActorRequest, case: Case) -> HttpResponse:
    """The interventions of the day: which suit the person, and why the others do not."""
    today = clock.today()
    offered = Intervention.objects.visible_to(request.actor).with_what_holds_on(today)
    considered = [
        _considered(case, each, each.current_terms[0], today) for each in offered if each.current_terms
    ]
    considered.sort(key=lambda each: ORDER.index(each.verdict.fit))
    assessment = facts.latest_assessment(case)
    return render(
        request,
        "casework/decide.html",
        {
            "case": case,
            "who": who(case, request),
            "considered": considered,
            "assessment": assessment,
            "capacity": capacity_in_words(assessment.capacity_percent) if assessment else "",
            "answer": possibilities.can_decide(case, request.actor),
            "crumbs": crumbs_of(case, ("Besluta om insats", None)),
        },
    )


@page(who=CASEWORKERS, shows=Case)
def grant(request: ActorRequest, case: Case, intervention: int) -> HttpResponse:
    return _grant(request, case, _offered(request, intervention))


@page(who=CASEWORKERS, shows=Case)
def refuse(request: ActorRequest, case: Case, intervention: int) -> HttpResponse:
    return _refuse(request, case, _offered(request, intervention))


@page(who=CASEWORKERS, shows=Decision)
def correct(request: ActorRequest, decision: Decision) -> HttpResponse:
    """A new decision with other particulars in place of the one that was wrong."""
    return _grant(request, decision.case, decision.intervention, corrects=decision)


@page(who=CASEWORKERS, shows=Decision)
def correct_to_refusal(request: ActorRequest, decision: Decision) -> HttpResponse:
    return _refuse(request, decision.case, decision.intervention, corrects=decision)


@page(who=CASEWORKERS, shows=Decision)
def voucher(request: ActorRequest, decision: Decision) -> HttpResponse:
    today = clock.today()
    if decision.period is None:
        raise Http404
    form = VoucherForm(request.POST or None, amounts=facts.voucher_facts(decision, today=today).amounts)
    if form.acts(lambda: give_voucher(decision, form.cleaned_data["amount"], by=request.actor, today=today)):
        messages.success(request, "Tilläggschecken är beslutad.")
        return redirect(decision.case)
    return step_page(
        request,
        decision.case,
        form,
        title=f"Tilläggscheck till {decision.intervention.name}",
        lead="En tilläggscheck beslutas i särskilda fall, på anordnarens ansökan.",
        submit="Bevilja tilläggschecken",
        answer=possibilities.can_give_voucher(decision, request.actor, today),
    )


@page(who=CASEWORKERS, shows=Decision)
def choose(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The providers to choose among, in an order that favours nobody."""
    today = clock.today()
    if decision.period is None:
        raise Http404
    answer = possibilities.can_choose(decision, request.actor, today)
    found = offers.open_offers(decision, today) if answer else []
    form = ChooseForm(request.POST or None, offers=found)
    if form.acts(lambda: _choose(form, decision, request)):
        choice: Choice = form.outcome
        messages.success(request, f"{choice.provider.name} är vald.")
        return redirect(decision.case)
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
        offers=found,
        chosen=request.POST.get("provider", ""),
    )


def _choose(form: ChooseForm, decision: Decision, request: ActorRequest) -> Choice:
    made, reason = form.cleaned_data["made"], form.cleaned_data["reason"]
    return choose_provider(decision, form.chosen, made, reason, by=request.actor, today=clock.today())


def _considered(case: Case, intervention: Intervention, current: Terms | None, today: date) -> Considered:
    terms = facts.entry_terms(current, intervention.name)
    return Considered(
        intervention, terms, suits(facts.entry_facts(case, intervention.pk, today=today), terms)
    )


def _offered(request: ActorRequest, pk: int) -> Intervention:
    return get_object_or_404(Intervention.objects.visible_to(request.actor), pk=pk)


def _grant(
    request: ActorRequest, case: Case, intervention: Intervention, corrects: Decision | None = None
) -> HttpResponse:
    today = clock.today()
    one = _considered(case, intervention, intervention.terms_on(today), today)
    initial = _as_decided(corrects) if corrects else proposed_period(one.terms, today)
    form = GrantForm(request.POST or None, terms=one.terms, verdict=one.verdict, initial=initial)
    act = partial(grant_intervention, case, intervention, by=request.actor, today=today, corrects=corrects)
    if form.acts(lambda: act(form.wanted())):
        messages.success(request, f"{intervention.name} är beviljad.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title=f"Rätta beslut {corrects.number}" if corrects else f"Bevilja {intervention.name}",
        lead=_lead(corrects),
        submit="Fatta beslutet",
        answer=_answer(request, case, corrects),
        template="casework/grant.html",
        considered=one,
    )


def _refuse(
    request: ActorRequest, case: Case, intervention: Intervention, corrects: Decision | None = None
) -> HttpResponse:
    form = RefuseForm(request.POST or None)
    act = partial(
        refuse_intervention, case, intervention, by=request.actor, today=clock.today(), corrects=corrects
    )
    if form.acts(lambda: act(form.cleaned_data["reason"])):
        messages.success(request, f"Avslag på {intervention.name} är beslutat.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title=f"Avslå {intervention.name}",
        lead=_lead(corrects),
        submit="Fatta beslutet",
        answer=_answer(request, case, corrects),
    )


def _answer(request: ActorRequest, case: Case, corrects: Decision | None) -> Answer:
    if corrects is not None:
        return possibilities.can_correct(corrects, request.actor)
    return possibilities.can_decide(case, request.actor)


def _lead(corrects: Decision | None) -> str:
    if corrects is None:
        return "Beslutet gäller från i dag och kan inte ändras. Rätta fel med ett nytt beslut."
    return f"Ditt beslut ersätter beslut {corrects.number}, som finns kvar och hänvisar hit."


def _as_decided(decision: Decision) -> dict[str, object]:
    period = decision.period
    days = {"start": period.start, "last_day": period.last_day} if period else {}
    return {**days, "reason": decision.reason, "exception_reason": decision.exception_reason}
