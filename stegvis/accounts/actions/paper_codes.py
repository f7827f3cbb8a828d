"""A login code on paper is handed out, and used."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from stegvis.accounts.actions.residents import resident_seat
from stegvis.accounts.models import Membership, PaperCode
from stegvis.accounts.paper_codes import WRONG, digest, may_use, new_code
from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.answers import Refused
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def issue_paper_code(case: Any, *, by: Actor, today: date) -> str:
    """A new code for the person of the case, in clear this once; the earlier ones stop working.

    The caller has seen to it that the actor may: this room does not know who works in a case.
    """
    code = new_code()
    with transaction.atomic(), database_refusals(), locked(case.person) as person:
        PaperCode.objects.filter(person=person).open().update(voided_at=clock.now())
        PaperCode.objects.create(
            principal_id=case.principal_id,
            person=person,
            case=case,
            digest=digest(code),
            issued_by_id=by.user_id,
            issued_at=clock.now(),
            last_day=today + timedelta(days=settings.PAPER_CODE_DAYS),
        )
    return code


def use_paper_code(
    principal_id: int, case_number: str, born: date | None, code: str, today: date
) -> Membership:
    """The seat of the person with the code and the case number or the day of birth. Raises Refused.

    The code is used up in the same transaction in which the seat is found: of two who type it at once, one
    gets in.
    """
    found = _candidate(principal_id, case_number, born, code)
    if found is None:
        raise Refused.at("code", WRONG)
    with locked(found.person) as person, locked(found) as current:
        may_use(
            is_used=current.used_at is not None,
            is_void=current.voided_at is not None,
            last_day=current.last_day,
            today=today,
        ).or_refuse()
        current.used_at = clock.now()
        current.save(update_fields=["used_at"])
        return resident_seat(person, today)


def _candidate(principal_id: int, case_number: str, born: date | None, code: str) -> PaperCode | None:
    codes = PaperCode.objects.filter(principal_id=principal_id, digest=digest(code)).open()
    codes = codes.filter(person__birth_date=born) if born else codes.filter(case__number__iexact=case_number)
    return codes.select_related("person").first()
