"""The files of the open list, kept as they were made for as long as they are still true.

A national list takes a second to make and is fetched by programs all day. Before a kept file is given out the
database is asked whether any row that it was made of is another today: who loses its right is gone from the
very next answer.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock

from django.db import connection

from stegvis.registry.models import Principal

MOST_BYTES = 32_000_000
"""What one process keeps: the files of a few countries, or of all municipalities of one."""

# Which row, and which writing of it: another number of the transaction or place in the table is another row.
_VERSIONS = """
SELECT {table!r}, count(*), sum(hashtextextended(concat_ws(',', row.id, row.xmin, row.ctid), 0)::numeric)
FROM {table} row WHERE row.principal_id = %(principal)s {condition}
"""
_OF_TODAY = "AND row.period @> %(day)s::date"
MADE_OF = {
    "providers_provider": "",
    "providers_authorisation": _OF_TODAY,
    "providers_intakepause": _OF_TODAY,
    "providers_site": _OF_TODAY,
    "catalogue_intervention": "",
    "catalogue_terms": "",
    "catalogue_level": "",
}
_QUESTION = "UNION ALL".join(_VERSIONS.format(table=table, condition=of) for table, of in MADE_OF.items())

Truth = tuple[object, ...]
"""Equal as long as a list made anew would be the same."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    content: bytes
    tag: str

    @classmethod
    def of(cls, content: bytes) -> OpenFile:
        return cls(content, f'"{sha256(content).hexdigest()[:32]}"')


class KeptFiles:
    """The latest file of each principal and kind. When full, the one not asked for longest is dropped."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[tuple[int, str], tuple[Truth, OpenFile]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[int, str], truth: Truth) -> OpenFile | None:
        with self._lock:
            held = self._kept.get(key)
            if held is None or held[0] != truth:
                return None
            self._kept.move_to_end(key)
            return held[1]

    def keep(self, key: tuple[int, str], truth: Truth, file: OpenFile) -> None:
        if len(file.content) > self._most:
            return
        with self._lock:
            self._kept[key] = (truth, file)
            self._kept.move_to_end(key)
            while self._bytes() > self._most:
                self._kept.popitem(last=False)

    def _bytes(self) -> int:
        return sum(len(file.content) for _, file in self._kept.values())


KEPT = KeptFiles()


def open_file(principal: Principal, kind: str, today: date, make: Callable[[], bytes]) -> OpenFile:
    """The file as it is true now: the kept one, or one that `make` makes. Asked within the principal's scope.

    What was changed while it was made is not kept: nobody could tell which of the two the file holds.
    """
    key, truth = (principal.pk, kind), _truth(principal, today)
    found = KEPT.get(key, truth)
    if found is None:
        found = OpenFile.of(make())
        if _truth(principal, today) == truth:
            KEPT.keep(key, truth, found)
    return found


def _truth(principal: Principal, today: date) -> Truth:
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION, {"principal": principal.pk, "day": today})
        return (principal.name, today, *cursor.fetchall())
