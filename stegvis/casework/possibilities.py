"""What can be done in a case now, and why not: asked by pages for their buttons, by actions to guard them."""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts, permissions
from stegvis.casework.models import Attachment, Case, Decision, FollowUp
from stegvis.casework.rules import assessment, attachments, choice, entry, follow_up, opening, vouchers
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.registry import files


def can_assess(case: Case, actor: Actor) -> Answer:
    return permissions.may_work_in(actor, case) & assessment.may_assess(is_open=case.is_open)


def can_decide(case: Case, actor: Actor) -> Answer:
    return permissions.may_work_in(actor, case) & entry.may_decide(
        is_open=case.is_open, is_assessed=facts.latest_assessment(case) is not None
    )


def can_correct(decision: Decision, actor: Actor) -> Answer:
    """A decision is corrected by a new one as long as nobody has acted on it."""
    return permissions.may_work_in(actor, decision.case) & Answer.of(
        Check(decision.case.is_open, opening.CLOSED_ALREADY),
        Check(decision.grant_id is None, "Rätta det beslut som beviljade insatsen."),
        Check(facts.is_in_force(decision), "Beslutet är redan rättat."),
        Check(decision.choice is None, "En anordnare är vald. Avsluta insatsen i stället."),
        Check(not facts.is_assigned(decision), "Insatsen har ett uppdrag. Avsluta det i stället."),
        Check(
            not decision.vouchers.in_force().exists(),
            "En tilläggscheck är beslutad. Avsluta insatsen i stället.",
        ),
    )


def can_choose(decision: Decision, actor: Actor, today: date) -> Answer:
    return permissions.may_choose(actor, decision) & choice.may_choose(
        facts.choice_facts(decision), today=today
    )


def can_set_time_to_choose(decision: Decision, actor: Actor, today: date) -> Answer:
    return permissions.may_work_in(actor, decision.case) & choice.may_choose(
        facts.choice_facts(decision), today=today
    )


def can_ask_for_help(decision: Decision, actor: Actor, today: date) -> Answer:
    return permissions.may_ask_for_help(actor, decision) & choice.may_choose(
        facts.choice_facts(decision), today=today
    )


def can_give_help(decision: Decision, actor: Actor) -> Answer:
    invitation = getattr(decision, "invitation", None)
    awaits = invitation is not None and invitation.awaits_help
    return permissions.may_work_in(actor, decision.case) & Answer.of(
        Check(awaits, "Deltagaren väntar inte på hjälp.")
    )


def can_give_voucher(decision: Decision, actor: Actor, today: date) -> Answer:
    return permissions.may_work_in(actor, decision.case) & vouchers.may_give_voucher(
        facts.voucher_facts(decision, today=today), today=today
    )


def can_close(case: Case, actor: Actor, today: date) -> Answer:
    """Could the case be closed today?"""
    return permissions.may_work_in(actor, case) & opening.may_close(
        facts.closing_facts(case, today), today, note_needed=False, note="", today=today
    )


def can_reopen(case: Case, actor: Actor, today: date) -> Answer:
    return permissions.may_work_in(actor, case) & opening.may_reopen(facts.reopening_facts(case), today=today)


def can_follow_up(planned: FollowUp, actor: Actor, today: date) -> Answer:
    return permissions.may_work_in(actor, planned.case) & follow_up.may_follow_up(
        due_on=planned.due_on, held_on=planned.held_on, today=today
    )


def can_hand_over(case: Case, actor: Actor) -> Answer:
    """Could the case be given to somebody else, or be taken?"""
    if case.person.is_protected:
        permitted = permissions.may_say_who_knows(actor, case)
    else:
        permitted = permissions.may_hand_over(actor, case, actor.user_id)
    return permitted & Answer.of(Check(case.is_open, opening.CLOSED_ALREADY))


def can_attach(case: Case, actor: Actor) -> Answer:
    return (
        permissions.may_work_in(actor, case)
        & attachments.may_attach(sum(not each.is_withdrawn for each in facts.attachments(case)))
        & files.may_receive()
    )


def can_withdraw_attachment(attachment: Attachment, actor: Actor) -> Answer:
    return permissions.may_work_in(actor, attachment.case) & attachments.may_withdraw(
        is_withdrawn=attachment.is_withdrawn
    )
