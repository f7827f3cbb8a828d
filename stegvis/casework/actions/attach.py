"""Put a paper into a case, and withdraw one that should not be there."""

from __future__ import annotations

from datetime import date

from stegvis.casework.models import Attachment, AttachmentWithdrawal, Case
from stegvis.casework.permissions import may_work_in
from stegvis.casework.possibilities import can_attach, can_withdraw_attachment
from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.files.inspection import Inspected
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.registry import files


def attach(case: Case, file: Inspected, kind: str, title: str, *, by: Actor, today: date) -> Attachment:
    """Keeps the file in the case. Raises Refused, also when the virus scanner finds something in it."""
    may_work_in(by, case).or_refuse()
    at = clock.now()
    examined = files.examine(file, at=at)
    with locked(case) as current:
        (
            can_attach(current, by)
            & Answer.of(Check(kind in Attachment.Kind.values, "Välj vad det är.", "kind"))
        ).or_refuse()
        with database_refusals():
            return Attachment.objects.create(
                principal_id=current.principal_id,
                case=current,
                file=files.keep(examined, by=by, at=at),
                kind=kind,
                title=title,
                added_on=today,
                added_by_id=by.user_id,
            )


def withdraw_attachment(
    attachment: Attachment, reason: str, *, by: Actor, today: date
) -> AttachmentWithdrawal:
    """Nobody can open the attachment any more. It still shows that it was there, who withdrew it and why."""
    may_work_in(by, attachment.case).or_refuse()
    with locked(attachment) as current:
        (
            can_withdraw_attachment(current, by)
            & Answer.of(Check(bool(reason.strip()), "Skriv varför bilagan återkallas.", "reason"))
        ).or_refuse()
        with database_refusals():
            return AttachmentWithdrawal.objects.create(
                principal_id=current.principal_id,
                attachment=current,
                reason=reason,
                withdrawn_on=today,
                withdrawn_by_id=by.user_id,
            )
