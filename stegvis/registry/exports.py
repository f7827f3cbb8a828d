"""Files to take out of the system: for who made them, for a day, and logged when made and when taken.

An export leaves the system's control the moment it is saved elsewhere. So each is marked with who took it out
and when, is seen by nobody else, and is withdrawn when somebody named in it becomes protected.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.http import HttpResponse

from stegvis.core import clock, readings
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.files.inspection import Inspected
from stegvis.core.files.kinds import FileKind
from stegvis.core.files.names import clean_name
from stegvis.core.readings import Kind
from stegvis.registry import files
from stegvis.registry.models import Export, ExportDownload, FileContent, Person

LASTS = timedelta(hours=24)
IS_OVER = "Exporten finns inte längre. Gör en ny."
IS_WITHDRAWN = "Exporten är återtagen, för någon i den har fått skyddade personuppgifter. Gör en ny."


def offer(
    actor: Actor,
    name: str,
    content: bytes,
    kind: FileKind,
    *,
    what: str,
    rows: int,
    person_ids: Iterable[int] = (),
    at: datetime | None = None,
) -> Export:
    """Keep a file for its maker to fetch on the page "Mina exporter", and log that it was made.

    `what` is the name of the address where it was asked for; `person_ids` are all people the file is about.
    Call it where the request may write, which a GET may not.
    """
    at = at or clock.now()
    people = sorted(set(person_ids))
    _clear_away(actor, at)
    made = Inspected(clean_name(name, kind.extension), kind, content)
    export = Export.objects.create(
        principal_id=actor.principal_id,
        creator_id=actor.user_id,
        file=files.keep_own(made, by=actor, at=at),
        kind=what,
        made_at=at,
        expires_at=at + LASTS,
        rows=rows,
        persons=_named(people),
    )
    readings.note(
        actor, Kind.EXPORTED, what=what, person_ids=people, detail=f"export {export.pk}, {rows} rader"
    )
    return export


def can_take(export: Export, now: datetime) -> Answer:
    """May the maker have it? `export` comes from `.with_state()`."""
    is_withdrawn: bool = export.is_withdrawn  # type: ignore[attr-defined]
    return Answer.of(
        Check(export.expires_at > now, IS_OVER),
        Check(not is_withdrawn, IS_WITHDRAWN),
    )


def take(export: Export, *, by: Actor, at: datetime) -> HttpResponse:
    """Hand the file out, count it and log it. Raises Refused when it is over or withdrawn."""
    current = Export.objects.visible_to(by).with_state(at).get(pk=export.pk)
    can_take(current, at).or_refuse()
    ExportDownload.objects.create(
        principal_id=current.principal_id, export=current, taken_by_id=by.user_id, taken_at=at
    )
    readings.note(
        by, Kind.DOWNLOADED, what="take_export", person_ids=current.persons, detail=f"export {current.pk}"
    )
    return files.hand_out(current.file)


def remove_expired(now: datetime) -> int:
    """Remove the contents of the exports that are over; their rows stay. How many."""
    over = FileContent.objects.filter(file__export__expires_at__lte=now)
    return over.delete()[0]


def _named(people: list[int]) -> list[int]:
    """Those who are not protected now. The others stand in the file under a pseudonym."""
    found = Person.objects.filter(pk__in=people).exclude(protection=Person.Protection.PROTECTED)
    return list(found.values_list("pk", flat=True))


def _clear_away(actor: Actor, now: datetime) -> None:
    """The maker's own that are over go when a new one is made; the rest with `stegvis remove-expired`."""
    FileContent.objects.filter(
        file__export__creator_id=actor.user_id,
        file__export__principal_id=actor.principal_id,
        file__export__expires_at__lte=now,
    ).delete()
