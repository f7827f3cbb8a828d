"""The officer's verbs: take an application, judge its conditions, ask for completion, propose."""

from __future__ import annotations

from datetime import date

from stegvis.core.actor import Actor
from stegvis.core.answers import Refused
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers import applicants, letters, reviewing
from stegvis.providers.deciding_permissions import may_try
from stegvis.providers.models import (
    Application,
    ApplicationProposal,
    CompletionRequest,
    ConditionAnswer,
    ConditionVersion,
    ProposalReturn,
)
from stegvis.providers.rules import reviewing as rules
from stegvis.providers.rules.applying import State
from stegvis.providers.rules.reviewing import Outcome, Verdict


def take(application: Application, *, by: Actor) -> Application:
    """The officer handles the application from now on, whoever did before."""
    may_try(by, application).or_refuse()
    with locked(application) as current:
        current.officer_id = by.user_id
        current.save(update_fields=["officer"])
    return current


def judge(
    application: Application,
    version: ConditionVersion,
    verdict: Verdict,
    note: str,
    question: str,
    *,
    by: Actor,
    today: date,
    seen: str | None = None,
) -> ConditionAnswer:
    """What the officer finds of one condition. `note` is for officers; `question` is what the applicant reads
    when completion is asked for. `seen` is the answer that he judges (`as_it_stands`): another that has come
    in its place, or another officer's judgement, is not written over."""
    may_try(by, application).or_refuse()
    found = {
        "verdict": verdict,
        "officer_note": note,
        "question": question if verdict is Verdict.UNCLEAR else "",
        "reviewed_on": today,
        "reviewed_by_id": by.user_id,
    }
    with locked(application) as current:
        rules.may_judge(State(current.state), verdict, note, question).or_refuse()
        reviewing.is_asked(current, version, today).or_refuse()
        if seen not in (None, reviewing.as_it_stands(current.answers.filter(version=version).first())):
            raise Refused(rules.JUDGED_MEANWHILE)
        with database_refusals():
            answer, _ = ConditionAnswer.objects.update_or_create(
                application=current,
                version=version,
                defaults=found,
                create_defaults={"principal_id": current.principal_id, **found},
            )
        _becomes_mine(current, by)
    return answer


def try_by_other_conditions(application: Application, day: date, *, by: Actor, today: date) -> Application:
    """The wordings that hold on the day are tried instead. What was found of those that are the same stands;
    the others are answered in a completion. What was found of wordings that are left is kept, and counts
    again if they are tried again."""
    may_try(by, application).or_refuse()
    with locked(application) as current:
        reviewing.can_try_by(current, by, day).or_refuse()
        current.conditions_on = day
        current.save(update_fields=["conditions_on"])
        _becomes_mine(current, by)
    return current


def ask_for_completion(
    application: Application, text: str, due_on: date, *, by: Actor, today: date
) -> CompletionRequest:
    """The applicant gets a letter, and may change what is not fulfilled, until `due_on`."""
    may_try(by, application).or_refuse()
    with locked(application) as current:
        rules.may_ask_for_completion(reviewing.tried(current, today), due_on, today=today).or_refuse()
        with database_refusals():
            asked = CompletionRequest.objects.create(
                principal_id=current.principal_id,
                application=current,
                text=text,
                asked_on=today,
                due_on=due_on,
                asked_by_id=by.user_id,
            )
        current.state = State.COMPLETION
        current.save(update_fields=["state"])
        _becomes_mine(current, by)
        letters.send(
            current.contact_email, f"Ansökan {current.number} behöver kompletteras", _asking(current, due_on)
        )
    return asked


def stop_waiting(application: Application, *, by: Actor, today: date) -> Application:
    """The time to complete has passed: the application is tried as it is."""
    may_try(by, application).or_refuse()
    with locked(application) as current:
        reviewing.can_stop_waiting(current, by, today).or_refuse()
        current.state = State.SUBMITTED
        current.save(update_fields=["state"])
    return current


def propose(
    application: Application,
    outcome: Outcome,
    reasons: str,
    period: Period | None,
    *,
    by: Actor,
    today: date,
) -> ApplicationProposal:
    """Puts the application to who is to decide. The reasons will stand in the decision."""
    may_try(by, application).or_refuse()
    with locked(application) as current:
        found = reviewing.tried(current, today)
        answer = rules.may_propose_so(found, outcome, reasons, period, today=today)
        if outcome is Outcome.GRANT:
            answer &= reviewing.tried_by_what_holds(current, period, today)
        answer.or_refuse()
        with database_refusals():
            proposal = ApplicationProposal.objects.create(
                principal_id=current.principal_id,
                application=current,
                outcome=outcome,
                reasons=reasons,
                period=period if outcome is Outcome.GRANT else None,
                proposed_on=today,
                proposed_by_id=by.user_id,
            )
        current.state = State.PROPOSED
        current.save(update_fields=["state"])
        _becomes_mine(current, by)
    return proposal


def send_back(application: Application, reason: str, *, by: Actor, today: date) -> ProposalReturn:
    """The proposal does not become a decision: who is to decide wants more, or who made it takes it back."""
    with locked(application) as current:
        reviewing.can_send_back(current, by).or_refuse()
        rules.may_send_back(State(current.state), reason).or_refuse()
        proposal = reviewing.proposal_of(current)
        assert proposal is not None, "can_send_back has asked"
        with database_refusals():
            returned = ProposalReturn.objects.create(
                principal_id=current.principal_id,
                proposal=proposal,
                reason=reason,
                returned_on=today,
                returned_by_id=by.user_id,
            )
        current.state = State.SUBMITTED
        current.save(update_fields=["state"])
    return returned


def _becomes_mine(application: Application, by: Actor) -> None:
    """Who first does something with an application handles it."""
    if application.officer_id is None:
        application.officer_id = by.user_id
        application.save(update_fields=["officer"])


def _asking(application: Application, due_on: date) -> list[str]:
    return [
        "Hej!",
        "",
        f"Ansökan {application.number} behöver kompletteras senast {due_on}. Vad som saknas, och i vilka",
        "villkor, ser du här:",
        "",
        applicants.address_for(application),
        "",
        "Skicka in ansökan igen när du är klar. Kompletterar du inte i tid prövar vi ansökan som den är.",
    ]
