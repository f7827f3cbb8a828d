"""What can be done now with a deficiency, a proposal and a provider's right, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.steps import Step
from stegvis.providers.actions.deficiencies import facts_of
from stegvis.providers.actions.sanctions import may_be_answered
from stegvis.providers.control_permissions import may_control, may_decide, may_mend
from stegvis.providers.models import Deficiency, Provider, ProviderDecision, RevocationProposal
from stegvis.providers.rules import deficiencies as rules
from stegvis.providers.rules.lifecycle import Verb, allows, may
from stegvis.providers.standing import current_state, interims_on, may_now


def of_deficiency(deficiency: Deficiency, actor: Actor, today: date) -> Iterator[Step]:
    facts, pk = facts_of(deficiency), deficiency.pk
    if facts.is_closed:
        return
    if facts.due_on is not None and may_mend(actor, deficiency.remedy).ok:
        answer = rules.may_answer(facts)
        yield Step("answer", "Svara på bristen", reverse("answer_remedy", args=[pk]), answer, main=True)
    if not may_control(actor, deficiency.provider).ok:
        return
    if facts.due_on is None:
        url = reverse("order_remedy", args=[pk])
        yield Step("order", "Begär åtgärd", url, rules.may_order(facts, today=today), main=True)
        yield Step("dismiss", "Avskriv", reverse("dismiss_deficiency", args=[pk]), rules.may_dismiss(facts))
    else:
        url = reverse("close_remedy", args=[pk])
        yield Step("close", "Bedöm åtgärden", url, rules.may_close(facts, today=today), main=True)
        url = reverse("prolong_remedy", args=[pk])
        yield Step("prolong", "Ge längre tid", url, rules.may_prolong(facts, today=today))


def of_proposal(proposal: RevocationProposal, actor: Actor, today: date) -> Iterator[Step]:
    if not may_decide(actor, proposal).ok or hasattr(proposal, "answer"):
        return
    own, provider, about = may_be_answered(proposal, actor), proposal.provider, proposal.intervention
    for key, title, verb in (
        ("revoke_provider", "Återkalla", Verb.REVOKE),
        ("dismiss_revocation", "Avskriv förslaget", Verb.DISMISS),
    ):
        answer = own & may_now(verb, provider, about, today)
        yield Step(key, title, reverse(key, args=[proposal.pk]), answer, main=verb is Verb.REVOKE)


def of_provider(provider: Provider, actor: Actor, today: date) -> Iterator[Step]:
    if may_control(actor, provider).ok:
        yield Step("deficiency", "Anteckna en brist", _url("record_deficiency", provider), Answer.yes())
        yield _about_right("warn_provider", "Varna", Verb.WARN, provider, today)
        yield _about_right("propose_revocation", "Föreslå återkallelse", Verb.PROPOSE, provider, today)
    if may_decide(actor, provider).ok:
        yield _about_right("suspend_provider", "Återkalla tills vidare", Verb.SUSPEND, provider, today)
        for interim in interims_of(provider, today):
            title = f"Upphäv den tillfälliga återkallelsen {interim.number}"
            yield Step(
                f"lift-{interim.pk}", title, reverse("lift_revocation", args=[interim.pk]), Answer.yes()
            )


def interims_of(provider: Provider, today: date) -> Iterable[ProviderDecision]:
    """Interim revocations that stand."""
    interim = provider.decisions.filter(kind=ProviderDecision.Kind.INTERIM, lifted_by__isnull=True)
    return [
        each
        for each in interim.select_related("intervention").order_by("id")
        if each.pk in interims_on(provider, each.intervention, today)
    ]


def scopes_for(verb: Verb, provider: Provider, today: date) -> list[Intervention | None]:
    """What the verb can be about now: the whole of the provider's right, or one intervention of it."""
    interventions = Intervention.objects.filter(principal_id=provider.principal_id).order_by("name", "id")
    every: list[Intervention | None] = [None, *interventions]
    return [each for each in every if allows(current_state(provider, each, today), verb)]


def may_any(verb: Verb, provider: Provider, today: date) -> Answer:
    """Can it be done to the whole or to any part?"""
    answer = may(verb, current_state(provider, None, today))
    return answer if answer.ok or not scopes_for(verb, provider, today) else Answer.yes()


def _about_right(name: str, title: str, verb: Verb, provider: Provider, today: date) -> Step:
    return Step(name, title, _url(name, provider), may_any(verb, provider, today))


def _url(name: str, provider: Provider) -> str:
    return reverse(name, args=[provider.pk])
