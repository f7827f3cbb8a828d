"""Granting, refusing and correcting decisions on interventions, and supplementary vouchers."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from stegvis.casework import facts, possibilities
from stegvis.casework.carriers import grant_draft, refusal_draft, voucher_draft
from stegvis.casework.forms.deciding import GrantForm, RefuseForm, VoucherForm, proposed_period
from stegvis.casework.mandates import mandate_of, matter_of, matter_of_voucher
from stegvis.casework.models import Case, Decision, DecisionProposal
from stegvis.casework.rules.delegation import Delegated
from stegvis.casework.views.considering import considered
from stegvis.casework.views.drafting import answer_to, decision_context, may_be_prepared, note_of, previewed
from stegvis.casework.views.frame import step_page
from stegvis.catalogue.models import Intervention
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.answers import Answer
from stegvis.core.pages import ActorRequest, page


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
    amounts = facts.voucher_facts(decision, today=today).amounts
    form = VoucherForm(request.POST or None, amounts=amounts, notes=_notes(request, decision, amounts))
    done = answer_to(
        request,
        form,
        lambda: voucher_draft(decision, form.cleaned_data["amount"]),
        said="Tilläggschecken är beslutad.",
        then=decision.case,
    )
    return done or step_page(
        request,
        decision.case,
        form,
        title=f"Tilläggscheck till {decision.intervention.name}",
        lead="En tilläggscheck beslutas i särskilda fall, på anordnarens ansökan.",
        submit="Bevilja tilläggschecken" if not _notes(request, decision, amounts[:1]) else "Lägg fram",
        answer=possibilities.can_give_voucher(decision, request.actor, today),
    )


def _notes(request: ActorRequest, decision: Decision, amounts: tuple[int, ...]) -> dict[int, str]:
    """For each amount that the actor may not decide alone, who decides it."""
    today, found = clock.today(), {}
    for amount in amounts:
        matter = matter_of_voucher(decision.intervention, decision.pk, amount, today)
        note = note_of(mandate_of(request.actor, decision.case, matter, today))
        if note:
            found[amount] = note
    return found


def _offered(request: ActorRequest, pk: int) -> Intervention:
    return get_object_or_404(Intervention.objects.visible_to(request.actor), pk=pk)


def _grant(
    request: ActorRequest, case: Case, intervention: Intervention, corrects: Decision | None = None
) -> HttpResponse:
    today = clock.today()
    rules_day = facts.rules_day(case, corrects, today)
    one = considered(case, intervention, intervention.terms_on(rules_day), today, corrects=corrects)
    initial = _as_decided(corrects) if corrects else proposed_period(one.terms, today)
    form = GrantForm(request.POST or None, terms=one.terms, verdict=one.verdict, initial=initial)
    matter = matter_of(Delegated.GRANT, intervention)

    def make() -> DecisionProposal:
        return grant_draft(case, intervention, form.wanted(), corrects)

    done = answer_to(request, form, make, said=f"{intervention.name} är beviljad.")
    return done or step_page(
        request,
        case,
        form,
        title=f"Rätta beslut {corrects.number}" if corrects else f"Bevilja {intervention.name}",
        lead=_lead(corrects),
        answer=_answer(request, case, corrects) & may_be_prepared(request, case, matter),
        template="casework/grant.html",
        considered=one,
        document=previewed(request, form, make),
        **decision_context(request, case, matter),
    )


def _refuse(
    request: ActorRequest, case: Case, intervention: Intervention, corrects: Decision | None = None
) -> HttpResponse:
    form = RefuseForm(request.POST or None)
    matter = matter_of(Delegated.REFUSE, intervention)

    def make() -> DecisionProposal:
        return refusal_draft(case, intervention, form.cleaned_data["reason"], corrects)

    done = answer_to(request, form, make, said=f"Avslag på {intervention.name} är beslutat.")
    return done or step_page(
        request,
        case,
        form,
        title=f"Avslå {intervention.name}",
        lead=_lead(corrects),
        answer=_answer(request, case, corrects) & may_be_prepared(request, case, matter),
        template="casework/decision_step.html",
        document=previewed(request, form, make),
        **decision_context(request, case, matter),
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
    return {
        **days,
        "level": decision.level,
        "reason": decision.reason,
        "exception_reason": decision.exception_reason,
    }
