"""Asks PostgreSQL a measure, over Django's own connection, so that it sees the same transaction.

The facts are written in front of the measure's question as named queries that take only the
principal's rows: a measure has no way to reach another tenant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from stegvis.core.period import Period
from stegvis.statistics.facts import FACTS
from stegvis.statistics.measures import Measure

if TYPE_CHECKING:
    from ibis.expr.types import Table

Counts = dict[str, int]
"""How many, per category. A category with nobody is absent."""


@dataclass(frozen=True)
class Row:
    """One row behind a number: what is counted, the case it is about, and its first day."""

    counted_id: int
    case_id: int
    day: date


def counts(measure: Measure, principal_id: int, period: Period) -> Counts:
    """The measure in each of its categories."""
    return dict(_answer(_counting(measure, period), principal_id))


def case_rows(measure: Measure, category: str, principal_id: int, period: Period) -> list[Row]:
    """The rows behind one number, in order of day. A person with two cases has two rows and counts once."""
    rows = [Row(*row) for row in _answer(_listing(measure, category, period), principal_id)]
    return sorted(rows, key=lambda row: (row.day, row.case_id, row.counted_id))


# A report asks the same questions again and again, and writing one takes longer than asking it.
@lru_cache(maxsize=512)
def _counting(measure: Measure, period: Period) -> str:
    return _question(measure.counts(period).select("category", "count"))


@lru_cache(maxsize=128)
def _listing(measure: Measure, category: str, period: Period) -> str:
    rows = measure.rows(period)
    chosen = rows.filter(rows.category == category)
    one_each = chosen.group_by("counted_id", "case_id").aggregate(on_day=chosen.on_day.min())
    return _question(one_each.select("counted_id", "case_id", "on_day"))


def _question(expression: Table) -> str:
    import ibis

    return str(ibis.to_sql(expression, dialect="postgres"))


def _answer(question: str, principal_id: int) -> list[tuple[Any, ...]]:
    named = ", ".join(f"{fact.name} AS ({fact.query})" for fact in FACTS if f'"{fact.name}"' in question)
    # Only the facts' own texts and what Ibis wrote; values are parameters or written by Ibis as literals.
    whole = f"WITH {named} SELECT * FROM ({_escaped(question)}) AS answer"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(whole, {"principal": principal_id})
        return list(cursor.fetchall())


def _escaped(question: str) -> str:
    return question.replace("%", "%%")
