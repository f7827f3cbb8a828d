"""How the shares have changed from month end to month end, as a chart."""

from __future__ import annotations

from collections.abc import Sequence

from stegvis.assignments.activation import words
from stegvis.assignments.activation.figures import Told
from stegvis.assignments.activation.rules import Level
from stegvis.core.charts import LineChart, Series

TITLE = "Andel av de öppna ärendena, vid varje månads slut"


def chart_of(found: Sequence[Told]) -> LineChart:
    """One line for each level; a month whose share is hidden, or that had no open case, has no point."""
    last = found[-1]
    at_last = ", ".join(
        f"{words.LEVELS[level].lower()} {number.share_text}" for level, number in last.levels.items()
    )
    return LineChart(
        title=TITLE,
        description=f"Senast, {words.month_end(last.day)}: {at_last}. Alla tal står i tabellen.",
        categories=tuple(words.month_end(each.day) for each in found),
        series=tuple(Series(words.LEVELS[level], _shares(found, level)) for level in Level),
        unit="procent",
    )


def _shares(found: Sequence[Told], level: Level) -> tuple[float | None, ...]:
    shares = [each.levels[level].share for each in found]
    return tuple(None if share is None else float(share) for share in shares)
