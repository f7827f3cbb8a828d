"""Give a person a code to answer with, and take in the answer: nothing kept joins the two."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.crypto import salted_hmac

from stegvis.accounts.paper_codes import new_code
from stegvis.assignments.models import Assignment
from stegvis.assignments.models.voices import Voice, VoiceInvitation
from stegvis.assignments.rules.calling_off import may_go_on
from stegvis.assignments.voices import rules
from stegvis.casework.permissions import may_work_in
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Refused
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


@dataclass(frozen=True, slots=True)
class Given:
    """What one person answers: 1–5 each; a question may be left out."""

    satisfied: int
    language: str
    answers: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""


def can_invite(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """Who works in the case and meets the person; about an assignment that runs or has just ended."""
    return (
        may_work_in(actor, assignment.case)
        & may_go_on(is_called_off=assignment.is_called_off)
        & rules.may_invite(assignment.period, _last_answered(assignment), today)
    )


def invite(assignment: Assignment, *, by: Actor, today: date) -> str:
    """The code, in clear this once. One that was given before and not used stops working."""
    with locked(assignment) as current:
        can_invite(current, by, today).or_refuse()
        code = new_code()
        with database_refusals():
            VoiceInvitation.objects.filter(assignment=current, is_used=False).delete()
            VoiceInvitation.objects.create(
                principal_id=current.principal_id,
                assignment=current,
                code_hash=digest(code),
                issued_on=today,
                last_day=rules.last_day_of(today),
                issued_by_id=by.user_id,
            )
    return code


def take_in(principal_id: int, code: str, given: Given, today: date) -> None:
    """Takes in one answer and spends its code. Raises Refused without a word of why a code is wrong."""
    with transaction.atomic():
        invitation = _locked_invitation(principal_id, code)
        rules.may_answer(is_used=invitation.is_used, last_day=invitation.last_day, today=today).or_refuse()
        invitation.is_used = True
        with database_refusals():
            invitation.save(update_fields=["is_used"])
            _keep(invitation.assignment, given, today)
            _write_the_used_anew(invitation.assignment)


def digest(code: str) -> str:
    """What is kept of a code, however it was typed."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("stegvis.assignments.voices", signs, algorithm="sha256").hexdigest()


def _last_answered(assignment: Assignment) -> date | None:
    used = VoiceInvitation.objects.filter(assignment=assignment, is_used=True)
    return used.order_by("-issued_on").values_list("issued_on", flat=True).first()


def _locked_invitation(principal_id: int, code: str) -> VoiceInvitation:
    found = VoiceInvitation.objects.select_for_update(of=("self",)).filter(
        principal_id=principal_id, code_hash=digest(code)
    )
    invitation = found.select_related("assignment").first()
    if invitation is None:
        raise Refused.at("code", rules.WRONG)
    return invitation


def _write_the_used_anew(assignment: Assignment) -> None:
    """The database numbers the transaction that wrote a row, and keeps rows in the order they were written:
    both would join the answer to its invitation. So all the used ones of the provider are written together
    with the latest, in an order that says nothing."""
    used = VoiceInvitation.objects.select_for_update(of=("self",)).filter(
        is_used=True, principal_id=assignment.principal_id, assignment__provider_id=assignment.provider_id
    )
    for each in used.order_by("code_hash"):
        each.save(update_fields=["is_used"])


def _keep(assignment: Assignment, given: Given, today: date) -> None:
    Voice.objects.create(
        id=uuid.uuid4(),
        principal_id=assignment.principal_id,
        provider_id=assignment.provider_id,
        intervention_id=assignment.intervention_id,
        quarter=rules.quarter_of(today),
        language=given.language,
        satisfied=given.satisfied,
        answers=dict(given.answers),
        comment=given.comment.strip(),
    )
