"""Remove applications that were begun by a link and never sent in, after a letter. Done every night."""

from __future__ import annotations

from datetime import date
from enum import Enum

from django.db import connection
from django.db.models import QuerySet

from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers import applicants, letters
from stegvis.providers.actions.evidence import forget_evidence
from stegvis.providers.models import Application, Evidence
from stegvis.providers.rules import thinning as rules


class Thinned(Enum):
    """What became of a draft."""

    STAYS = "stays"
    TOLD = "told"
    GONE = "gone"


def to_thin(principal_id: int) -> QuerySet[Application]:
    return Application.objects.filter(principal_id=principal_id).drafts_by_link()


def thin_draft(found: Application, *, today: date) -> Thinned:
    """Tells of it or removes it when its time has come. Once more on the same day it does nothing."""
    with locked(found) as draft, database_refusals():
        if not _is_draft_by_link(draft):
            return Thinned.STAYS
        if _is_to_go(draft, today):
            _remove(draft)
            return Thinned.GONE
        if _is_to_be_told(draft, today):
            _tell(draft, today)
            return Thinned.TOLD
    return Thinned.STAYS


def _is_draft_by_link(draft: Application) -> bool:
    """Still, now that it is locked."""
    return Application.objects.filter(pk=draft.pk).drafts_by_link().exists()


def _is_to_go(draft: Application, today: date) -> bool:
    was_withdrawn = draft.state == Application.State.WITHDRAWN
    return rules.is_to_go(draft.last_touched_on, draft.told_on, was_withdrawn=was_withdrawn, today=today)


def _is_to_be_told(draft: Application, today: date) -> bool:
    is_open = draft.state == Application.State.DRAFT
    return is_open and rules.is_to_be_told(draft.last_touched_on, draft.told_on, today=today)


def _tell(draft: Application, today: date) -> None:
    draft.told_on = today
    draft.save(update_fields=["told_on"])
    subject = f"Din ansökan till {draft.principal.name} tas snart bort"
    letters.send(draft.contact_email, subject, _telling(draft))


def _telling(draft: Application) -> list[str]:
    return [
        "Hej!",
        "",
        f"Ni har börjat på en ansökan till {draft.principal.name} men inte skickat in den.",
        f"Ingen har skrivit i den på länge. Därför tar vi bort den {draft.goes_on}, med alla uppgifter.",
        "",
        "Vill ni ha den kvar? Öppna den och spara någon del, eller skicka in den:",
        "",
        applicants.address_for(draft),
    ]


def _remove(draft: Application) -> None:
    """With its papers, and with what the history of changes tells of it."""
    for each in Evidence.objects.filter(answer__application=draft):
        forget_evidence(each)
    draft.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT providers_forget_removed_drafts()")
