"""The people who go round, of the actor's units: one question to the database, page by page.

It asks about a few cases at once; of many it reads what the night computed, and knows when that was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.http import QueryDict

from stegvis.casework.models import Assessment, Case, CirculationRun, Decision
from stegvis.casework.models.cases import SELF_SUFFICIENT
from stegvis.casework.rules.circulation import Limits
from stegvis.core.actor import Actor
from stegvis.core.answers import Refused
from stegvis.core.paging import COUNT_LIMIT, KeysetPage, Sorting

DATA = Path(__file__).parents[1] / "data"
FOUND = (DATA / "circulation.sql").read_text(encoding="utf-8")
FOUND_AMONG_KEPT = (DATA / "circulation_kept.sql").read_text(encoding="utf-8")
KEEP = (DATA / "circulation_keep.sql").read_text(encoding="utf-8")
AT_ONCE = 2000
"""So many open cases are asked about while the reader waits: a quarter of a second."""
NOT_YET = "Så många ärenden räknas i natt. Då visas listan här."
SORTINGS = {
    "tid": Sorting("Tid i insatser", ("days_in_interventions", "id"), descending=True),
    "antal": Sorting("Insatser", ("interventions", "id"), descending=True),
    "utan": Sorting("Utan egen försörjning", ("days_without", "id"), descending=True),
}
MOST_IN_A_FILE = 10_000
LARGEST = 2**62
ROOM_TO_SORT = "64MB"
"""A head of unit may ask about everybody; with less the database sorts on disk."""


@dataclass(frozen=True, slots=True)
class Row:
    """One open case and what the person's cases add up to. Times are in days."""

    id: int
    interventions: int
    days_in_interventions: int
    days_without: int


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the rows, and how many there are in all."""

    rows: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Question:
    """Whom to look for: in which units, on what day, from which limits."""

    principal_id: int
    unit_ids: frozenset[int]
    limits: Limits
    today: date
    run: CirculationRun | None = None
    """What was computed beforehand, when the answer is read from there."""

    @classmethod
    def of(cls, actor: Actor, limits: Limits, today: date) -> Question:
        """Caseworkers and heads look in the units that they work in. Raises Refused when they have too many
        cases to ask about while somebody waits, and nothing is computed yet."""
        unit_ids = actor.unit_ids if actor.is_caseworker else frozenset()
        return cls(actor.principal_id, unit_ids, limits, today, _run_for(actor.principal_id, unit_ids))

    def rows(self, sorting: Sorting, *, backwards: bool, after: Sequence[int] | None, limit: int) -> Found:
        """In the order of `sorting`, turned round when going backwards, from the row after `after` on."""
        descending = sorting.descending != backwards
        columns = ", ".join(sorting.fields)
        figure, key = after or (0, 0)
        beyond = f"WHERE ({columns}) {'<' if descending else '>'} (%(figure)s, %(key)s)" if after else ""
        order = ", ".join(f"{column} {'DESC' if descending else 'ASC'}" for column in sorting.fields)
        counted = "SELECT found.*, (SELECT count(*) FROM found) FROM found"
        asked = f"{counted} {beyond} ORDER BY {order} LIMIT %(limit)s"
        answer = list(self._ask(asked, figure=figure, key=key, limit=limit))
        return Found([Row(*row[:-1]) for row in answer], total=answer[0][-1] if answer else 0)

    def count(self) -> int:
        """How many there are in all."""
        return int(next(self._ask("SELECT count(*) FROM found"))[0])

    def keep(self) -> None:
        """Keep the answer, in place of what was kept of the same cases. Nothing that was kept is read."""
        with self._asked(f"{FOUND}\n{KEEP}"):
            pass

    def _ask(self, asked: str, **more: Any) -> Iterator[Any]:
        found = FOUND_AMONG_KEPT if self.run else FOUND
        with self._asked(f"{found}\n{asked}", **more) as cursor:
            answer = cursor.fetchall()
        yield from answer

    @contextmanager
    def _asked(self, asked: str, **more: Any) -> Iterator[Any]:
        given: dict[str, Any] = {
            "principal": self.principal_id,
            "units": sorted(self.unit_ids),
            "today": self.today,
            "self_sufficient": sorted(reason.value for reason in SELF_SUFFICIENT),
            "interventions": self.limits.interventions,
            "days": self.limits.days,
        }
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('work_mem', %s, true)", [ROOM_TO_SORT])
            cursor.execute(asked, given | more)
            yield cursor


def _run_for(principal_id: int, unit_ids: frozenset[int]) -> CirculationRun | None:
    """The latest computation when the units have many open cases; None when they have few."""
    of_units = Case.objects.filter(principal_id=principal_id, unit__in=unit_ids).open()
    if of_units.order_by()[: AT_ONCE + 1].count() <= AT_ONCE:
        return None
    run = CirculationRun.objects.filter(principal_id=principal_id, last_day__isnull=False).first()
    if run is None:
        raise Refused(NOT_YET)
    return run


class CirculatingPage(KeysetPage):
    """One page of the list. Its sorting and its position are the database's own question's."""

    def __init__(self, question: Question, params: QueryDict, *, size: int = 50) -> None:
        self.question = question
        super().__init__(Case.objects.none(), SORTINGS, params, size=size)

    def _fetch(self) -> tuple[list[Any], bool]:
        if not _fits(self._position):
            self._position, self.backwards = None, False
        found = self.question.rows(
            self.active, backwards=self.backwards, after=self._position, limit=self.size + 1
        )
        self._count = min(found.total, COUNT_LIMIT)
        rows = found.rows[: self.size]
        return (rows[::-1] if self.backwards else rows), len(found.rows) > self.size


def _fits(position: list[Any] | None) -> bool:
    """Two whole numbers: a figure and the key of a case."""
    return position is None or (
        len(position) == 2 and all(type(each) is int and abs(each) < LARGEST for each in position)
    )


@dataclass(frozen=True, slots=True)
class LastStep:
    """The latest thing found or decided about the person."""

    on: date
    what: str


def last_steps(case_ids: Sequence[int]) -> dict[int, LastStep]:
    """By case. Two questions, however many cases."""
    found: dict[int, LastStep] = {}
    held = Assessment.objects.filter(case__in=case_ids).values_list("case").annotate(Max("held_on"))
    for case_id, on in held.order_by():
        found[case_id] = LastStep(on, "Kartläggning")
    decided = Decision.objects.filter(case__in=case_ids).select_related("intervention")
    for decision in decided.order_by("case", "-decided_on", "-id").distinct("case"):
        known = found.get(decision.case_id)
        if known is None or decision.decided_on >= known.on:
            words = f"{decision.get_kind_display()}: {decision.intervention.name}"
            found[decision.case_id] = LastStep(decision.decided_on, words)
    return found
