"""What is shown of people's records is written down, before it is shown.

A page says what it shows with `note`. The notes of a request are gathered while it is answered, and written
in a transaction of their own when the page's own is over and before the answer leaves. When they cannot be
written the answer does not leave: nobody reads unseen. Who writes them stands in a higher room (`oversight`).
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model, TextChoices
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stegvis.core.actor import Actor
from stegvis.core.edge.rates import address
from stegvis.core.error_views import unwritten
from stegvis.core.logs import request_id
from stegvis.core.names import fold

logger = logging.getLogger(__name__)


class Kind(TextChoices):
    """How somebody came to know something about a person."""

    SHOWN = "shown", "öppnade"
    LISTED = "listed", "såg i en lista"
    SEARCHED = "searched", "sökte"
    EXPORTED = "exported", "exporterade"
    PRINTED = "printed", "skrev ut"
    DOWNLOADED = "downloaded", "hämtade en fil"


ONLY_ON_A_PAGE = frozenset({Kind.SHOWN, Kind.LISTED})
"""What has not happened when the answer is no page but sends the reader on."""
NO_CONTENT = 204
TAKEN_OUT = frozenset({Kind.DOWNLOADED, Kind.PRINTED})


@dataclass(frozen=True)
class Visit:
    """The request in which something was read; empty outside of requests."""

    request_id: str = ""
    address: str = ""
    """A keyed hash of the network address: tells one machine from another and nothing more."""


@dataclass(frozen=True)
class Note:
    """One thing that was read: by whom, how, on which page, and whose record it was."""

    actor: Actor
    kind: Kind
    what: str
    record: Model | None = None
    person_ids: tuple[int, ...] = ()
    detail: str = ""


Writer = Callable[[Sequence[Note], Visit], None]
"""Writes notes in a transaction of its own; raises when it cannot."""

_gathered: ContextVar[list[Note] | None] = ContextVar("readings", default=None)
_writers: list[Writer] = []


class NoWriter(RuntimeError):
    """Nobody has said how readings are written down."""


def register_writer(writer: Writer) -> None:
    """Called once, by the room that keeps the log."""
    _writers[:] = [writer]


def note(
    actor: Actor,
    kind: Kind,
    *,
    what: str,
    record: Model | None = None,
    person_ids: Iterable[int] = (),
    detail: str = "",
) -> None:
    """Write down that `actor` gets to read this: one `record`, or a list of people, or both.

    `what` is the page's name among the addresses. `detail` says what was asked for, never in clear words
    about a person: see `term`. Outside of a request the note is written at once.
    """
    noted = Note(actor, kind, what, record, tuple(sorted(set(person_ids))), detail)
    gathered = _gathered.get()
    if gathered is None:
        _write([noted], Visit())
    elif noted not in gathered:
        gathered.append(noted)


def listed(actor: Actor, what: str, person_ids: Iterable[int], *, searched: str = "") -> None:
    """Write down a page of a list: as a search when something was searched for."""
    people = tuple(person_ids)
    if searched.strip():
        note(actor, Kind.SEARCHED, what=what, person_ids=people, detail=term(searched))
    elif people:
        note(actor, Kind.LISTED, what=what, person_ids=people)


def term(text: str) -> str:
    """What was searched for, as the log keeps it: its kind and a keyed hash.

    Whoever suspects that a certain name was searched for can hash it and compare; the log itself tells nobody
    whom people have been looking for.
    """
    folded = " ".join(fold(text).split())
    digits = "".join(sign for sign in folded if sign.isdigit())
    if not digits:
        return f"namn:{keyed_hash(folded)}"
    if not folded[0].isdigit():
        return f"ärendenummer:{keyed_hash(folded)}"
    return f"nummer:{keyed_hash(digits[-10:])}"  # the same with the century and without


def keyed_hash(text: str) -> str:
    """Sixteen hexadecimal digits that only this installation can make of `text`."""
    key = hashlib.sha256(f"readings:{settings.LOG_KEY or settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:16]


@contextmanager
def gathering() -> Iterator[list[Note]]:
    """What is noted inside the block is gathered in the list and not written."""
    gathered: list[Note] = []
    token = _gathered.set(gathered)
    try:
        yield gathered
    finally:
        _gathered.reset(token)


class ReadingsMiddleware:
    """Stands outside of the page's transaction, and between it and the reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with gathering() as notes:
            response = self.get_response(request)
        read = _once([noted for noted in notes if _was_read(noted, response)])
        if not read:
            return response
        try:
            _write(read, Visit(request_id.get(), keyed_hash(address(request))))
        except Exception:
            logger.exception("A reading cannot be written down; the page is held back.")
            response.close()
            return unwritten(request)
        return response


def _was_read(noted: Note, response: HttpResponseBase) -> bool:
    """An error page shows nothing; neither does an answer that sends the reader on, or an empty one."""
    if response.status_code == NO_CONTENT or response.status_code >= 300:
        return response.status_code < 400 and noted.kind not in ONLY_ON_A_PAGE
    return True


def _once(notes: Sequence[Note]) -> list[Note]:
    """A record that was taken out or printed is told so, and not also as opened on the same page."""
    taken = {(noted.what, noted.record) for noted in notes if noted.kind in TAKEN_OUT}
    return [noted for noted in notes if noted.kind != Kind.SHOWN or (noted.what, noted.record) not in taken]


def _write(notes: Sequence[Note], visit: Visit) -> None:
    if not _writers:
        raise NoWriter
    _writers[0](notes, visit)
