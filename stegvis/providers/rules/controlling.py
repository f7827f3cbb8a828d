"""The calendar of controls: which condition of which provider is to be looked at by which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import add_months


@dataclass(frozen=True, slots=True)
class RightToControl:
    """A provider's right to one intervention, or to all (None), since a day."""

    provider_id: int
    intervention_id: int | None
    since: date


@dataclass(frozen=True, slots=True)
class Interval:
    """A condition in force that is controlled every so many months; of one intervention or of all."""

    condition_id: int
    intervention_id: int | None
    months: int

    def concerns(self, right: RightToControl) -> bool:
        return None in (self.intervention_id, right.intervention_id) or (
            self.intervention_id == right.intervention_id
        )


Pair = tuple[int, int]
"""A provider and a condition."""


def due_days(
    rights: Iterable[RightToControl], intervals: Iterable[Interval], last_done: Mapping[Pair, date]
) -> dict[Pair, date]:
    """When each condition of each provider is next to be controlled.

    So many months after the last control, or after the day the provider got the first right that the
    condition concerns: it was controlled then. A provider without such a right has nothing to be controlled.
    """
    since: dict[Pair, tuple[date, int]] = {}
    wanted = list(intervals)
    for right in rights:
        for interval in wanted:
            if interval.concerns(right):
                pair = right.provider_id, interval.condition_id
                first = min(right.since, since[pair][0]) if pair in since else right.since
                since[pair] = first, interval.months
    return {
        pair: add_months(max(first, last_done.get(pair, first)), months)
        for pair, (first, months) in since.items()
    }


def day_to_plan(due: date, planned: date | None, *, today: date) -> date:
    """The day that stands in the calendar for a control that is due, when it stands on `planned` already.

    What comes into the calendar is never late from the beginning: a provider whose right is older than the
    calendar is controlled from today on. What has become late stays so.
    """
    if due > today:
        return due
    return today if planned is None else min(planned, today)


def may_control(*, is_done: bool, fulfilled: bool | None = None, text: str = "") -> Answer:
    """May the result be written down? Once; what is not fulfilled is told, and nothing told is dropped."""
    return Answer.of(
        Check(not is_done, "Kontrollen är redan gjord."),
        Check(fulfilled is not False or bool(text.strip()), "Beskriv vad som brister.", "text"),
        Check(
            not (fulfilled and text.strip()),
            "Du har beskrivit en brist. Svara Nej, eller ta bort beskrivningen.",
            "fulfilled",
        ),
    )
