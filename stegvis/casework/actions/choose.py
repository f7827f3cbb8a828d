"""Choose the provider of a granted intervention, or let the rule pick one when the person does not choose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.casework import offers
from stegvis.casework.choice_terms import draw_for, rule_of, terms_on
from stegvis.casework.models import Choice, ChoiceInvitation, ChoiceTerms, Decision
from stegvis.casework.permissions import is_the_resident, may_work_in
from stegvis.casework.possibilities import can_choose
from stegvis.casework.rules.choice import may_take
from stegvis.casework.rules.non_choice import Rule, explained, may_use_rule, pick
from stegvis.core import readings, security_log
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check, Refused, Stale
from stegvis.core.locking import locked
from stegvis.core.refusals import SOMEBODY_WAS_FIRST, database_refusals
from stegvis.providers.models import Provider

NOBODY = "Ingen anordnare kan ta emot just nu."


@dataclass(frozen=True)
class NoChoice:
    """Why the person does not choose. `gives_up` = has said so before the time was over. `postal_code` is
    asked for when the nearest is picked; it is used and not kept."""

    reason: str
    gives_up: bool = False
    postal_code: str = ""


def choose_provider(
    decision: Decision, provider: Provider, made: str, reason: str = "", *, by: Actor, today: date
) -> Choice:
    """Records the choice. Two choices for one decision, or of one last place, give one: the other is refused.

    The provider is locked before the case and the case before the decision (`casework/holding.py`): one that
    is losing its right gets nobody, and a case that is being closed gets no choice. Raises Refused with every
    reason.
    """
    may_say_how(decision, made, by).or_refuse()
    with locked(provider) as chosen, _locked_to_choose(decision, by, today) as current:
        _require_that_it_may_take(current, chosen, by, today)
        return _recorded(current, chosen, made, reason, by=by, today=today)


def provider_asked_for(decision: Decision, pk: int, *, by: Actor) -> Provider:
    """The principal's provider with the key that was sent, offered or not: what it may take is asked under
    lock. Raises Refused when there is none."""
    provider = Provider.objects.filter(principal_id=decision.principal_id, pk=pk).first()
    if provider is None:
        _note_forged(decision, pk, by)
        raise Refused.at("provider", "Anordnaren finns inte. Välj en i listan.")
    return provider


def choose_by_rule(decision: Decision, no_choice: NoChoice, *, by: Actor, today: date) -> Choice:
    """The principal's rule picks. What it saw is kept with the choice, so that it can be done again.

    The terms are locked first: of two who do not choose at the same moment the second sees the first. Then
    who is picked, as in `choose_provider`, and the rule is asked once more: had somebody been before, it
    might have picked another.
    """
    may_work_in(by, decision.case).or_refuse()
    with _locked_terms(decision, today) as terms:
        as_it_stands = Decision.objects.select_related("case").get(pk=decision.pk)
        can_choose(as_it_stands, by, today).or_refuse()
        first = _picked(as_it_stands, terms, no_choice, today)
        with locked(first.provider) as chosen, _locked_to_choose(decision, by, today) as current:
            picked = _picked(current, terms, no_choice, today)
            if picked.provider != chosen or not may_take(offers.offer_facts(current, chosen, today)):
                raise Stale(SOMEBODY_WAS_FIRST)
            return _recorded(
                current,
                chosen,
                Choice.Made.NON_CHOICE,
                no_choice.reason,
                by=by,
                today=today,
                terms=terms,
                picked_by=picked.seen,
            )


def may_say_how(decision: Decision, made: str, by: Actor) -> Answer:
    """A resident has chosen himself; a caseworker says that they chose together."""
    own = is_the_resident(by, decision.case)
    return Answer.of(
        Check(
            made in (Choice.Made.RESIDENT, Choice.Made.TOGETHER),
            "Vid ickeval väljer huvudmannens regel, inte handläggaren.",
            "made",
        ),
        Check(
            own == (made == Choice.Made.RESIDENT),
            "Du väljer själv, utan handläggare." if own else "Bara deltagaren kan välja på egen hand.",
            "made",
        ),
    )


@dataclass(frozen=True)
class _Picked:
    provider: Provider
    seen: dict[str, Any]
    """All that the rule saw, so that it can be done again."""


def _picked(decision: Decision, terms: ChoiceTerms | None, no_choice: NoChoice, today: date) -> _Picked:
    """Raises Refused when the rule may not pick yet, or finds nobody."""
    _may_let_the_rule_pick(decision, terms, no_choice, today).or_refuse()
    draw = draw_for(decision, terms, today, no_choice.postal_code)
    picked = pick(draw)
    if picked is None:
        raise Refused(NOBODY)
    seen = draw.as_json() | {"picked": picked.provider_id, "why": explained(draw)}
    return _Picked(Provider.objects.get(pk=picked.provider_id), seen)


@contextmanager
def _locked_to_choose(decision: Decision, by: Actor, today: date) -> Iterator[Decision]:
    with locked(decision.case) as case, locked(decision) as current:
        current.case = case
        can_choose(current, by, today).or_refuse()
        yield current


@contextmanager
def _locked_terms(decision: Decision, today: date) -> Iterator[ChoiceTerms | None]:
    terms = terms_on(decision.principal_id, today)
    if terms is None:
        yield None
        return
    with locked(terms) as current:
        yield current


def _require_that_it_may_take(decision: Decision, provider: Provider, by: Actor, today: date) -> None:
    offer = offers.offer_facts(decision, provider, today)
    if offer.is_offered_to_nobody:
        _note_forged(decision, provider.pk, by)
    may_take(offer).or_refuse()


def _note_forged(decision: Decision, provider_id: int, by: Actor) -> None:
    """No page offers the provider: the form was written by hand, or lay open while it was stopped."""
    security_log.refused(by, "choice", decision=decision.pk, provider=provider_id)
    readings.note(
        by,
        readings.Kind.SHOWN,
        what="refused_choice",
        record=decision,
        detail=f"anordnare {provider_id}",
    )


def _may_let_the_rule_pick(
    decision: Decision, terms: ChoiceTerms | None, no_choice: NoChoice, today: date
) -> Answer:
    invitation = ChoiceInvitation.objects.filter(decision=decision).first()
    asks_for_place = rule_of(terms) is Rule.NEAREST and not decision.case.person.is_protected
    return may_use_rule(
        reason=no_choice.reason,
        choose_by=invitation.choose_by if invitation else None,
        gives_up=no_choice.gives_up,
        today=today,
    ) & Answer.of(
        Check(
            not asks_for_place or bool(no_choice.postal_code),
            "Fyll i postnumret där deltagaren bor.",
            "postal_code",
        )
    )


def _recorded(
    decision: Decision, provider: Provider, made: str, reason: str, *, by: Actor, today: date, **how: Any
) -> Choice:
    with database_refusals():
        return Choice.objects.create(
            principal_id=decision.principal_id,
            case_id=decision.case_id,
            decision=decision,
            replaces=_left_choice(decision),
            provider=provider,
            made=made,
            reason=reason,
            chosen_on=today,
            recorded_by_id=by.user_id,
            **how,
        )


def _left_choice(decision: Decision) -> Choice | None:
    """The latest choice when the person has left its provider: the next one takes its place."""
    latest = Choice.objects.filter(decision=decision).with_whose().last()
    return latest if latest is not None and latest.is_left else None
