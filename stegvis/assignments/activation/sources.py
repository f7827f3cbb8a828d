"""Where the answers come from: few cases are asked about at once; of many, what the night computed is read.

Both say the same of the same register. What is kept says when it was computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from stegvis.assignments.activation import query
from stegvis.assignments.activation.keeping import days_summed
from stegvis.assignments.activation.query import Row
from stegvis.assignments.activation.rules import Level, Reason
from stegvis.assignments.models import ActivationFigure, ActivationRun, ActivationSpell
from stegvis.assignments.models.activation import ActivationSpellQuerySet
from stegvis.casework.models import Case
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.core.answers import Refused

AT_ONCE = 1000
"""So many cases are asked about while the reader waits: a third of a second."""
AT_MOST = 10_000
"""So many when nothing is kept: some seconds."""


@dataclass(frozen=True)
class Asked:
    """The register itself, as it is now."""

    cases: CaseQuerySet
    principal_id: int
    day: date
    known_at: datetime | None = None

    def counts(self, days: Sequence[date]) -> list[query.Count]:
        return query.counts(self.cases, self.principal_id, days)

    def narrowed(self, level: Level, reason: Reason | None) -> CaseQuerySet:
        """Those of the cases that are on the level on the day, for the reason when one is given."""
        return query.with_status(self.cases, self.principal_id, self.day, [level], reason)

    def rows(self, cases: Sequence[Case]) -> list[Row]:
        of_page = Case.objects.filter(pk__in=[case.pk for case in cases])
        return query.rows(of_page, self.principal_id, self.day)


@dataclass(frozen=True)
class Kept:
    """What was computed beforehand."""

    cases: CaseQuerySet
    unit_ids: frozenset[int] | None
    """None = every unit of the principal."""
    run: ActivationRun
    day: date

    @property
    def known_at(self) -> datetime | None:
        return self.run.computed_at

    def counts(self, days: Sequence[date]) -> list[query.Count]:
        summed = set(days_summed(self.run))
        found = self._sums([day for day in days if day in summed])
        # The sums of a day may have gone while the page was asking, with a night that was done just then.
        for day in set(days) - {count.day for count in found}:
            found += self._counted(day)
        return found

    def narrowed(self, level: Level, reason: Reason | None) -> CaseQuerySet:
        spells = self._spells(self.day).filter(level=level.value)
        if reason is not None:
            spells = spells.filter(reason=reason.value)
        return self.cases.filter(pk__in=spells.values("case"))

    def rows(self, cases: Sequence[Case]) -> list[Row]:
        spells = self._spells(self.day).filter(case__in=[case.pk for case in cases])
        return [
            Row(
                self.day,
                spell.case_id,
                spell.hours,
                spell.expected,
                spell.full_time,
                Level(spell.level),
                spell.meets_requirement,
                Reason(spell.reason) if spell.reason else None,
            )
            for spell in spells
        ]

    def _sums(self, days: Sequence[date]) -> list[query.Count]:
        figures = ActivationFigure.objects.filter(principal_id=self.run.principal_id, day__in=days)
        if self.unit_ids is not None:
            figures = figures.filter(unit__in=self.unit_ids)
        return _as_counts(
            figures.order_by().values_list("day", "unit", "level", "reason", "meets_requirement", "cases")
        )

    def _counted(self, day: date) -> list[query.Count]:
        spells = self._spells(day)
        if self.unit_ids is not None:
            spells = spells.filter(case__unit__in=self.unit_ids)
        return _as_counts((day, *alike) for alike in spells.alike_by_unit())

    def _spells(self, day: date) -> ActivationSpellQuerySet:
        return ActivationSpell.objects.filter(principal_id=self.run.principal_id).on(day)


Source = Asked | Kept


def source_of(
    cases: CaseQuerySet,
    principal_id: int,
    day: date,
    *,
    unit_ids: frozenset[int] | None,
    earliest: date | None = None,
) -> Source:
    """Of the cases on the day; `earliest` when days before it will be asked about too.

    `unit_ids` = the units whose cases they are, None for all. Raises Refused when they are too many to ask
    about and the days are not kept.
    """
    number = _open_between(cases, earliest or day, day).order_by()[: AT_MOST + 1].count()
    if number <= AT_ONCE:
        return Asked(cases, principal_id, day)
    run = ActivationRun.objects.filter(principal_id=principal_id, last_day__isnull=False).first()
    if run and run.last_day and run.knows(earliest or day):
        return Kept(cases, unit_ids, run, min(day, run.last_day))
    if number <= AT_MOST:
        return Asked(cases, principal_id, day)
    raise Refused(_too_many(run, of_all=unit_ids is None))


def _open_between(cases: CaseQuerySet, first: date, last: date) -> CaseQuerySet:
    """Those open on any of the days: of an earlier day there can be many more than of the last one."""
    still = Q(closed_on__isnull=True) | Q(closed_on__gte=first)
    return cases.filter(still, opened_on__lte=last)


def _too_many(run: ActivationRun | None, *, of_all: bool) -> str:
    """What to do. Who follows up all units gets no further by one of them: it is told with the others."""
    if run is None:
        narrower = "" if of_all else " Välj en enhet för att se den redan nu."
        return f"Siffrorna för så många ärenden räknas i natt.{narrower}"
    narrower = "" if of_all else ", eller en enhet"
    return f"För så många ärenden finns siffror från {run.first_day}. Välj en senare dag{narrower}."


def _as_counts(alike: Iterable[tuple[date, int, str, str, bool | None, int]]) -> list[query.Count]:
    return [
        query.Count(day, unit, Level(level), Reason(reason) if reason else None, meets, number)
        for day, unit, level, reason, meets, number in alike
    ]
