"""Papers of an application: put in, and taken away again before it is sent."""

from __future__ import annotations

from datetime import date

from stegvis.core import clock
from stegvis.core.files.inspection import Inspected
from stegvis.providers.applicants import Applicant
from stegvis.providers.models import ConditionAnswer, Evidence
from stegvis.providers.rules.applying import may_add_file
from stegvis.registry import files
from stegvis.registry.files import Examined
from stegvis.registry.models import StoredFile


def examine(file: Inspected | None) -> Examined | None:
    """Ask the virus scanner, before anything is locked."""
    return files.examine(file, at=clock.now()) if file else None


def keep_evidence(answer: ConditionAnswer, examined: Examined, *, by: Applicant, today: date) -> Evidence:
    """The answer is locked by the caller."""
    may_add_file(answer.evidence.count()).or_refuse()
    file = files.keep_sent(examined, principal_id=answer.principal_id, user_id=by.user_id, at=clock.now())
    return Evidence.objects.create(principal_id=answer.principal_id, answer=answer, file=file, added_on=today)


def forget_evidence(evidence: Evidence) -> None:
    """The file goes, with all that is known of it.

    The file before the row that points at it: a provider's staff reach a colleague's file through that row.
    The reference is looked at when the transaction ends.
    """
    file = evidence.file
    files.remove_content(file)
    own = StoredFile.objects.filter(pk=file.pk)
    own._raw_delete(own.db)
    evidence.delete()
