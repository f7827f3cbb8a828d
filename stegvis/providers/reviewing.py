"""An application as the officer and the decider see it, gathered from the database."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.period import Period
from stegvis.providers import applying
from stegvis.providers.deciding_permissions import may_decide, may_try
from stegvis.providers.models import Application, ApplicationProposal, ConditionAnswer, ConditionVersion
from stegvis.providers.rules import reviewing as rules
from stegvis.providers.rules.applying import State
from stegvis.providers.rules.reviewing import Judged, Tried, Verdict
from stegvis.providers.standing import may_be_given


def tried(application: Application, today: date) -> Tried:
    """Every condition asked, with what was found. One that nobody has answered has not been judged."""
    verdicts: dict[int, str] = dict(application.answers.values_list("version_id", "verdict"))
    return Tried(
        State(application.state),
        tuple(
            Judged(version.title, Verdict(verdicts.get(version.pk, "")))
            for version in applying.versions_asked(application, today)
        ),
    )


def proposal_of(application: Application) -> ApplicationProposal | None:
    """The latest, unless it has been sent back."""
    latest = application.proposals.select_related("returned", "proposed_by").first()
    return None if latest is None or hasattr(latest, "returned") else latest


def is_asked(application: Application, version: ConditionVersion, today: date) -> Answer:
    """Is the application tried by this wording?"""
    asked = {each.pk for each in applying.versions_asked(application, today)}
    return Answer.yes() if version.pk in asked else Answer.no("Villkoret hör inte till ansökan.")


def as_it_stands(answer: ConditionAnswer | None) -> str:
    """Tells apart what an officer has before him of one condition: the answer with its papers, and what has
    been found of it."""
    if answer is None:
        return ""
    papers = tuple(answer.evidence.order_by("id").values_list("pk", flat=True))
    told = (answer.confirms, answer.text, papers)
    found = (answer.verdict, answer.officer_note, answer.question, answer.reviewed_by_id)
    return sha256(repr((told, found)).encode()).hexdigest()[:16]


def in_words(answer: ConditionAnswer | None) -> str:
    """What is told when it has changed under somebody's hands."""
    if answer is None or answer.reviewed_by is None:
        return "ett svar från den sökande som ingen har bedömt"
    return f"bedömningen ”{answer.get_verdict_display()}”, av {answer.reviewed_by.display_name}"


def can_try_by(application: Application, actor: Actor, day: date | None) -> Answer:
    """May the application be tried by the conditions of another day? None: is there any such day?"""
    return may_try(actor, application) & rules.may_try_by(
        State(application.state),
        applying.earliest_conditions(application),
        day,
        differs=applying.differs(application, day),
    )


def tried_by_what_holds(application: Application, period: Period | None, today: date) -> Answer:
    """Of a right for the period: is it given by the conditions that hold when it begins? In a
    re-authorisation it may go on before the conditions that are tried hold."""
    days = rules.first_day(period, today=today) if period else None
    if days is None:
        return Answer.yes()
    newer = [each.title for each in applying.newer_wordings(application, days.start)]
    answer = rules.tried_by_what_holds(newer, days.start)
    if application.reauthorisation_id is None:
        older = [each.title for each in applying.older_wordings(application, days.start)]
        answer &= rules.begins_when_tried(older, days.start, application.conditions_on)
    return answer


def can_judge(application: Application, actor: Actor) -> Answer:
    return may_try(actor, application) & rules.is_tried(State(application.state))


def can_ask_for_completion(application: Application, actor: Actor, today: date) -> Answer:
    asks = rules.may_ask_for_completion(tried(application, today), None, today=today)
    return may_try(actor, application) & asks


def can_stop_waiting(application: Application, actor: Actor, today: date) -> Answer:
    due_on = applying.awaited(application)
    return may_try(actor, application) & rules.may_stop_waiting(State(application.state), due_on, today=today)


def can_propose(application: Application, actor: Actor, today: date) -> Answer:
    return may_try(actor, application) & rules.may_propose(tried(application, today))


def can_decide(application: Application, actor: Actor, today: date) -> Answer:
    """May the actor decide as proposed? A suspended right is not given back by an application."""
    proposal = proposal_of(application)
    proposed_by = proposal.proposed_by_id if proposal else None
    answer = may_decide(actor, application) & rules.may_be_decided(
        State(application.state), proposed_by, actor.user_id
    )
    if answer.ok and proposal and proposal.outcome == ApplicationProposal.Outcome.GRANT:
        holds = tried_by_what_holds(application, proposal.period, today)
        return answer & _may_be_given(application, today) & holds
    return answer


def can_send_back(application: Application, actor: Actor) -> Answer:
    """Who may decide, and who has proposed it: both can stop it."""
    proposal = proposal_of(application)
    is_own = proposal is not None and proposal.proposed_by_id == actor.user_id
    permitted = may_try(actor, application) if is_own else may_decide(actor, application)
    awaits = State(application.state) is State.PROPOSED and proposal is not None
    return permitted & (Answer.yes() if awaits else Answer.no(rules.CHANGED))


def _may_be_given(application: Application, today: date) -> Answer:
    if application.provider is None:
        return Answer.yes()
    answer = Answer.yes()
    for part in application.parts.select_related("intervention"):
        answer &= may_be_given(application.provider, part.intervention, today)
    return answer
