"""Keeping files: examined when they come, in quarantine until scanned, and handed out only when fit.

Who may have a file is said by the row that it belongs to (an attachment, an export); here it is said whether
anybody may.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check, Refused
from stegvis.core.files import scanning
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.files.inspection import Inspected
from stegvis.core.files.kinds import FIELD
from stegvis.core.locking import locked
from stegvis.registry.models import FileContent, StoredFile

logger = logging.getLogger(__name__)

NO_SCANNER = (
    "Filer kan inte tas emot, för viruskontrollen är inte inkopplad. Kontakta den som sköter systemet."
)
AWAITS_SCAN = "Filen väntar på viruskontroll. Försök igen om en stund."
WAS_INFECTED = "Viruskontrollen fann skadlig kod i filen. Den är inte sparad. Kontakta it-stödet."
IS_REMOVED = "Filen är borttagen, för viruskontrollen fann skadlig kod i den."


@dataclass(frozen=True, slots=True)
class Examined:
    """A file fit to keep and what the scanner has said of it so far."""

    inspected: Inspected
    state: StoredFile.State
    scanned_at: datetime | None


def may_receive() -> Answer:
    """Are files taken in here? Not when nobody could ever open them."""
    return Answer.of(Check(scanning.is_configured() or settings.SERVE_UNSCANNED_FILES, NO_SCANNER))


def may_hand_out(file: StoredFile) -> Answer:
    """May anybody have the file? A scanned one; where there is no scanner, as the installation has chosen."""
    unscanned_is_enough = settings.SERVE_UNSCANNED_FILES and not scanning.is_configured()
    return Answer.of(
        Check(file.state != StoredFile.State.REFUSED, IS_REMOVED),
        Check(file.state != StoredFile.State.QUARANTINED or unscanned_is_enough, AWAITS_SCAN),
    )


def examine(inspected: Inspected, *, at: datetime) -> Examined:
    """Ask the scanner. Raises Refused when it finds something; without an answer the file awaits its turn.

    Call it before anything is locked: the scanner may take seconds.
    """
    may_receive().or_refuse()
    if not scanning.is_configured():
        return Examined(inspected, StoredFile.State.QUARANTINED, None)
    try:
        verdict = scanning.scan(inspected.content)
    except scanning.NoAnswer as error:
        logger.warning("A file stays in quarantine: %s", error)
        return Examined(inspected, StoredFile.State.QUARANTINED, None)
    if not verdict.is_clean:
        logger.error("The scanner found %s in a file that was sent in.", verdict.found)
        raise Refused.at(FIELD, WAS_INFECTED)
    return Examined(inspected, StoredFile.State.CLEAN, at)


def keep(examined: Examined, *, by: Actor, at: datetime) -> StoredFile:
    """Store the file. The caller has asked whether `by` may."""
    return keep_sent(examined, principal_id=by.principal_id, user_id=by.user_id, at=at)


def keep_sent(
    examined: Examined, *, principal_id: int, user_id: int | None = None, at: datetime
) -> StoredFile:
    """Store a file that somebody without an account may have sent. The caller has asked whether he may."""
    sent = examined.inspected
    return _stored(
        StoredFile(
            name=sent.name, kind=sent.kind.extension, state=examined.state, scanned_at=examined.scanned_at
        ),
        sent.content,
        principal_id=principal_id,
        user_id=user_id,
        at=at,
    )


def keep_own(inspected: Inspected, *, by: Actor, at: datetime) -> StoredFile:
    """Store a file that the program itself has made: nothing to scan."""
    file = StoredFile(name=inspected.name, kind=inspected.kind.extension, state=StoredFile.State.CLEAN)
    return _stored(file, inspected.content, principal_id=by.principal_id, user_id=by.user_id, at=at)


def hand_out(file: StoredFile) -> HttpResponse:
    """The file as an answer to save. Raises Refused when nobody may have it."""
    may_hand_out(file).or_refuse()
    content = bytes(FileContent.objects.get(file=file).content)
    return as_attachment(content, file.name, file.file_kind.media_type)


def scan_awaiting(file: StoredFile, *, at: datetime) -> StoredFile:
    """Scan a file in quarantine. What is found infected is removed at once; the row stays and says so.

    Raises scanning.NoAnswer.
    """
    verdict = scanning.scan(bytes(FileContent.objects.get(file=file).content))
    with locked(file) as current:
        if current.state != StoredFile.State.QUARANTINED:
            return current
        current.scanned_at = at
        current.found = verdict.found[:200]
        current.state = StoredFile.State.CLEAN if verdict.is_clean else StoredFile.State.REFUSED
        current.save(update_fields=["scanned_at", "found", "state"])
        if not verdict.is_clean:
            logger.error("The scanner found %s in file %s.", verdict.found, current.pk)
            remove_content(current)
    return current


def remove_content(file: StoredFile) -> None:
    """The bytes go; what is known of the file stays."""
    FileContent.objects.filter(file=file).delete()


def _stored(
    file: StoredFile, content: bytes, *, principal_id: int, user_id: int | None, at: datetime
) -> StoredFile:
    file.principal_id = principal_id
    file.uploaded_by_id = user_id
    file.uploaded_at = at
    file.size = len(content)
    file.sha256 = hashlib.sha256(content).hexdigest()
    file.save()
    FileContent.objects.create(principal_id=principal_id, file=file, content=content)
    return file
