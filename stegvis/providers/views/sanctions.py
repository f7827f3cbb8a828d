"""The pages about warnings, proposals to revoke, and what the chair decides."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from stegvis.core import clock
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.providers import control_steps, effects
from stegvis.providers.actions import sanctions as acts
from stegvis.providers.control_panels import evidence_of
from stegvis.providers.control_permissions import DECIDERS
from stegvis.providers.forms.control import (
    DecideForm,
    ProposalFilter,
    ProposeForm,
    ReasonForm,
    SuspendForm,
    WarnForm,
)
from stegvis.providers.models import CONTROLLING, Provider, ProviderDecision, RevocationProposal
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.rules.lifecycle import Verb
from stegvis.providers.rules.sanctions import is_unfelt
from stegvis.providers.standing import current_state, may_now
from stegvis.providers.views.control_frame import Crumbs, ask, crumbs_to, how_many_are_touched
from stegvis.providers.views.frame import crumbs_of

SORTINGS = {
    "dag": Sorting("Föreslaget", ("proposed_on", "id"), descending=True),
    "anordnare": Sorting("Anordnare", ("provider__name", "id")),
}
FOR_NOW = "Deltagarnas uppdrag hos anordnaren slutar dagen före. De väljer en ny anordnare."
AT_ONCE = f"{FOR_NOW} Det går inte att ångra."


@page(who=KEEPERS, shows=Provider)
def warn_provider(request: ActorRequest, provider: Provider) -> HttpResponse:
    today = clock.today()
    form = WarnForm(request.POST or None, scopes=control_steps.scopes_for(Verb.WARN, provider, today))
    if form.acts(
        lambda: acts.warn(
            provider, form.intervention, form.cleaned_data["reasons"], by=request.actor, today=today
        )
    ):
        messages.success(request, f"Varningen är beslutad, {form.outcome.number}.")
        return redirect(provider)
    lead = "Varningen blir ett beslut med nummer och handling. Anordnaren behåller sin auktorisation."
    return _about(
        request, provider, form, Verb.WARN, title="Varna anordnaren", submit="Besluta om varning", lead=lead
    )


@page(who=KEEPERS, shows=Provider)
def propose(request: ActorRequest, provider: Provider) -> HttpResponse:
    today = clock.today()
    form = ProposeForm(request.POST or None, scopes=control_steps.scopes_for(Verb.PROPOSE, provider, today))
    if form.acts(
        lambda: acts.propose_revocation(
            provider,
            form.intervention,
            form.cleaned_data["reasons"],
            evidence_of(provider),
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, "Förslaget är lämnat till ordföranden.")
        return redirect(form.outcome)
    lead = "Ordföranden beslutar. Anordnarens öppna brister, varningar och besök följer med som underlag."
    return _about(
        request,
        provider,
        form,
        Verb.PROPOSE,
        title="Föreslå återkallelse",
        submit="Lämna förslaget",
        lead=lead,
    )


@page(who=DECIDERS, shows=Provider)
def suspend_provider(request: ActorRequest, provider: Provider) -> HttpResponse:
    today = clock.today()
    scopes = control_steps.scopes_for(Verb.SUSPEND, provider, today)
    form = SuspendForm(request.POST or None, scopes=scopes, initial={"holds_from": today})
    if form.acts(
        lambda: acts.suspend(
            provider,
            form.intervention,
            form.cleaned_data["holds_from"],
            form.cleaned_data["reasons"],
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, f"Auktorisationen är återkallad tills vidare, {form.outcome.number}.")
        return redirect(provider)
    return _about(
        request,
        provider,
        form,
        Verb.SUSPEND,
        title="Återkalla tills vidare",
        submit="Återkalla tills vidare",
        lead=f"{FOR_NOW} {how_many_are_touched(provider, None, today)}",
    )


@page(who=CONTROLLING)
def proposals(request: ActorRequest) -> HttpResponse:
    form = ProposalFilter(request.GET)
    found = form.narrow(request.actor).select_related(
        "provider", "intervention", "proposed_by", "answer__decision"
    )
    listed = KeysetPage(found, SORTINGS, request.GET)
    return render(
        request,
        "providers/revocation_proposals.html",
        {
            "form": form,
            "page": listed,
            "lines": [(each, getattr(each, "answer", None)) for each in listed.rows],
            "crumbs": [("Återkallelser", None)],
        },
    )


@page(who=CONTROLLING, shows=RevocationProposal)
def proposal(request: ActorRequest, found: RevocationProposal) -> HttpResponse:
    today = clock.today()
    return render(
        request,
        "providers/revocation_proposal.html",
        {
            "proposal": found,
            "provider": found.provider,
            "answer": getattr(found, "answer", None),
            "state": current_state(found.provider, found.intervention, today).value,
            "evidence": list(found.evidence.items()),
            "steps": list(control_steps.of_proposal(found, request.actor, today)),
            "crumbs": [*_crumbs(request, found)[:-1], (_title(found), None)],
        },
    )


@page(who=DECIDERS, shows=RevocationProposal)
def revoke_provider(request: ActorRequest, found: RevocationProposal) -> HttpResponse:
    today = clock.today()
    form = DecideForm(request.POST or None, initial={"holds_from": today, "reasons": found.reasons})
    if form.acts(lambda: acts.revoke(found, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, f"Auktorisationen är återkallad, {form.outcome.number}.")
        return redirect(found)
    return ask(
        request,
        form,
        found.provider,
        title="Återkalla auktorisationen",
        submit="Återkalla auktorisationen",
        answer=acts.may_be_answered(found, request.actor)
        & may_now(Verb.REVOKE, found.provider, found.intervention, today),
        back_url=found.get_absolute_url(),
        crumbs=_crumbs(request, found),
        lead=f"{AT_ONCE} {how_many_are_touched(found.provider, found.intervention, today)}",
        danger=True,
    )


@page(who=DECIDERS, shows=RevocationProposal)
def dismiss(request: ActorRequest, found: RevocationProposal) -> HttpResponse:
    today = clock.today()
    form = ReasonForm(request.POST or None)
    if form.acts(
        lambda: acts.dismiss_proposal(found, form.cleaned_data["reason"], by=request.actor, today=today)
    ):
        messages.success(request, "Förslaget är avskrivet.")
        return redirect(found)
    return ask(
        request,
        form,
        found.provider,
        title="Avskriv förslaget",
        submit="Avskriv förslaget",
        answer=acts.may_be_answered(found, request.actor)
        & may_now(Verb.DISMISS, found.provider, found.intervention, today),
        back_url=found.get_absolute_url(),
        crumbs=_crumbs(request, found),
        lead="Anordnaren behåller den rätt den har.",
        quoted=found.reasons,
    )


@page(who=DECIDERS, shows=ProviderDecision)
def lift_revocation(request: ActorRequest, found: ProviderDecision) -> HttpResponse:
    today, provider = clock.today(), found.provider
    if provider is None:
        raise Http404
    form = DecideForm(request.POST or None, initial={"holds_from": max(today, found.holds_from)})
    waiting = effects.waiting_for(found)
    if form.acts(lambda: acts.lift(found, **form.cleaned_data, by=request.actor, today=today)):
        told = _given_back(waiting - effects.waiting_for(found))
        messages.success(
            request, f"Den tillfälliga återkallelsen är upphävd, {form.outcome.number}. {told}".strip()
        )
        return redirect(found.get_absolute_url())
    return ask(
        request,
        form,
        provider,
        title="Upphäv den tillfälliga återkallelsen",
        submit="Upphäv återkallelsen",
        answer=acts.may_be_lifted(found, today),
        back_url=found.get_absolute_url(),
        crumbs=[(found.number, found.get_absolute_url())],
        lead=what_a_lift_does(found, waiting, today),
        quoted=found.reasons,
    )


def what_a_lift_does(interim: ProviderDecision, waiting: int, today: date) -> str:
    """Which of the two it is: as if the revocation had never been, or a gap after which nobody comes back."""
    people = "1 person" if waiting == 1 else f"{waiting} personer"
    if not is_unfelt(today, interim.holds_from):
        return (
            f"Återkallelsen har gällt sedan {interim.holds_from}. Anordnaren får tillbaka de dagar som är "
            "kvar och kan väljas igen, men avslutade uppdrag börjar inte om. "
            f"{people} har inte valt en ny anordnare."
        )
    return (
        f"Upphäver du från {interim.holds_from}, samma dag som återkallelsen gäller från, blir allt som det "
        f"var: {people} får tillbaka sitt uppdrag med samma dagar. Den som redan har valt en annan anordnare "
        "stannar där. Upphäver du från en senare dag blir det ett uppehåll, och då får ingen tillbaka sitt "
        "uppdrag."
    )


def _given_back(number: int) -> str:
    if number <= 0:
        return ""
    return "1 person har sitt uppdrag kvar." if number == 1 else f"{number} personer har sina uppdrag kvar."


def _about(
    request: ActorRequest,
    provider: Provider,
    form: WarnForm | ProposeForm | SuspendForm,
    verb: Verb,
    *,
    title: str,
    submit: str,
    lead: str,
) -> HttpResponse:
    """A step about the whole right or a part; when it can be about nothing, why."""
    return ask(
        request,
        form,
        provider,
        title=title,
        submit=submit,
        answer=control_steps.may_any(verb, provider, clock.today()),
        back_url=provider.get_absolute_url(),
        crumbs=crumbs_of(request, provider),
        lead=lead,
        danger=verb is Verb.SUSPEND,
    )


def _crumbs(request: ActorRequest, found: RevocationProposal) -> Crumbs:
    return crumbs_to(
        request, "Återkallelser", "revocation_proposals", (_title(found), found.get_absolute_url())
    )


def _title(found: RevocationProposal) -> str:
    return f"Förslag om {found.provider.name}"
