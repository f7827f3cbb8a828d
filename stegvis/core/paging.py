"""Lists of any length: keyset paging, sorting and capped counts.

A page is found by the sort values of the row before it, never by counting rows past: page 10 000 costs what
page 1 costs. The position and the sorting stand in the address, so a list can be saved as a link.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

COUNT_LIMIT = 1000


@dataclass(frozen=True)
class Sorting:
    """One way to sort: `fields` are model paths without sign, the last one unique (`id`)."""

    title: str
    fields: tuple[str, ...]
    descending: bool = False

    def order(self, *, backwards: bool) -> list[str]:
        sign = "-" if self.descending != backwards else ""
        return [sign + field for field in self.fields]


class KeysetPage:
    """One page of a list, with addresses for the pages around it.

    `sortings` maps the key used in the address to a `Sorting`; the first is the default. A key with a leading
    "-" in the address turns the sorting round. The query runs once, when `rows` is asked for.
    """

    def __init__(
        self, queryset: QuerySet[Any], sortings: Mapping[str, Sorting], params: QueryDict, *, size: int = 50
    ) -> None:
        self.params = params
        self.size = size
        self._queryset = queryset
        self._sortings = sortings
        wanted = params.get("sortera", "")
        self.turned = wanted.startswith("-")
        self.key = wanted.lstrip("-") if wanted.lstrip("-") in sortings else next(iter(sortings))
        base = sortings[self.key]
        self.active = Sorting(base.title, base.fields, base.descending != self.turned)
        self._position = _decoded(params.get("fore") or params.get("efter"))
        self.backwards = "fore" in params and self._position is not None
        self.rows, self._more = self._fetch()

    def _fetch(self) -> tuple[list[Any], bool]:
        query = self._queryset.order_by(*self.active.order(backwards=self.backwards))
        if self._position is not None:
            query = self._after_position(query)
        found = list(query[: self.size + 1])
        more = len(found) > self.size
        rows = found[: self.size]
        return (rows[::-1] if self.backwards else rows), more

    def _after_position(self, query: QuerySet[Any]) -> QuerySet[Any]:
        """The rows beyond the address's position. One that does not fit the sorting means the first page."""
        position = self._position or []
        try:
            if len(position) == len(self.active.fields):
                return query.filter(_beyond(self.active, position, self.backwards))
        except (ValidationError, ValueError, TypeError):
            pass
        self._position, self.backwards = None, False
        return self._queryset.order_by(*self.active.order(backwards=False))

    @property
    def has_next(self) -> bool:
        return bool(self.rows) and (self.backwards or self._more)

    @property
    def has_previous(self) -> bool:
        return bool(self.rows) and (self._more if self.backwards else self._position is not None)

    @property
    def next_url(self) -> str | None:
        return self._url(efter=_encoded(self.rows[-1], self.active)) if self.has_next else None

    @property
    def previous_url(self) -> str | None:
        return self._url(fore=_encoded(self.rows[0], self.active)) if self.has_previous else None

    @property
    def first_url(self) -> str | None:
        return self._url() if self._position is not None else None

    @property
    def sorting(self) -> dict[str, str]:
        """The active sort key with `aria-sort`'s word for it."""
        return {self.key: "descending" if self.active.descending else "ascending"}

    def sort_url(self, key: str) -> str:
        """The address that sorts by `key`, turned round when it is already the active one."""
        turned = key == self.key and not self.turned
        return self._url(sortera=("-" if turned else "") + key)

    @property
    def count(self) -> int:
        """How many rows the whole list has, at most `COUNT_LIMIT`."""
        if not hasattr(self, "_count"):
            fits = self._position is None and not self._more
            self._count = len(self.rows) if fits else self._queryset.order_by()[:COUNT_LIMIT].count()
        return self._count

    @property
    def count_text(self) -> str:
        return "1\u00a0000+" if self.count >= COUNT_LIMIT else str(self.count)

    def _url(self, **changes: str) -> str:
        params = self.params.copy()
        for key in ("efter", "fore"):
            params.pop(key, None)
        for key, value in changes.items():
            params[key] = value
        return "?" + params.urlencode()


def _beyond(sorting: Sorting, position: list[Any], backwards: bool) -> Q:
    """Rows after `position` in the order: (a, b) > (x, y), as a >= x and (a > x or (a = x and b > y))."""
    compare = "lt" if sorting.descending != backwards else "gt"
    beyond = Q()
    for depth, field in enumerate(sorting.fields):
        equal = {name: position[i] for i, name in enumerate(sorting.fields[:depth])}
        beyond |= Q(**equal, **{f"{field}__{compare}": position[depth]})
    first = sorting.fields[0]
    return Q(**{f"{first}__{compare}e": position[0]}) & beyond


def _encoded(row: Model, sorting: Sorting) -> str:
    values = []
    for path in sorting.fields:
        value: Any = row
        for name in path.split("__"):
            value = getattr(value, name)
        values.append(value.isoformat() if isinstance(value, date) else value)
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _decoded(text: str | None) -> list[Any] | None:
    """The position in the address; a damaged one means the first page."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):  # lists inside lists, a thousand deep
        return None
    ok = isinstance(values, list) and values and all(_can_be_asked_for(value) for value in values)
    return values if ok else None


def _can_be_asked_for(value: Any) -> bool:
    """A number, or a text that PostgreSQL can take: no NUL, no half of a surrogate pair."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    return isinstance(value, int)
