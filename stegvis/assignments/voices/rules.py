"""When somebody is asked, and when what they have said can be told without telling who said it.

Answers are kept by the quarter. A quarter is told of when it is over, and together with the quarters after it
as long as there are too few answers. What has once been told is never told again with one answer more:
between two tellings there are always at least `FEWEST` answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months

FEWEST = 5
"""So many answers are told of together, or none."""
SATISFIED_FROM = 4
"""An answer of 4 or 5 of 5 is satisfied."""
VALID_DAYS = 60
ASKED_AFTER_END = timedelta(days=90)
BETWEEN_ANSWERS = timedelta(days=90)
WRONG = "The code is wrong, used or too old."
MONTHS_OF_QUARTER = 3


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, day.month - (day.month - 1) % MONTHS_OF_QUARTER, 1)


def next_quarter(first: date) -> date:
    return add_months(first, MONTHS_OF_QUARTER)


def last_day_of(issued_on: date) -> date:
    return issued_on + timedelta(days=VALID_DAYS)


def may_invite(assignment: Period, last_answered: date | None, today: date) -> Answer:
    """May a person be asked about an assignment? `last_answered` = when the latest used code was given."""
    over_since = assignment.end
    return Answer.of(
        Check(assignment.start <= today, f"Uppdraget börjar {assignment.start}. Fråga när det har börjat."),
        Check(
            over_since is None or today <= over_since + ASKED_AFTER_END,
            "Uppdraget slutade för mer än 90 dagar sedan. Då minns man inte längre.",
        ),
        Check(
            last_answered is None or today >= last_answered + BETWEEN_ANSWERS,
            "En kod för uppdraget har använts nyligen. Fråga igen efter 90 dagar.",
        ),
    )


def may_answer(*, is_used: bool, last_day: date, today: date) -> Answer:
    """Once, until its last day. The reason tells a stranger nothing."""
    return Answer.of(Check(not is_used and today <= last_day, WRONG, "code"))


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, as it is counted."""

    quarter: date
    satisfied: int
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of answers together. `means` has no question that fewer than `FEWEST` have answered."""

    period: Period
    n: int
    mean: float
    satisfied: int
    means: Mapping[str, float]

    @property
    def share(self) -> float:
        return self.satisfied / self.n


def released(said: Sequence[Said], today: date) -> list[list[Said]]:
    """The answers that can be told of, in groups from the oldest. The rest await more answers."""
    groups: list[list[Said]] = []
    waiting: list[Said] = []
    over = sorted((each for each in said if each.quarter < quarter_of(today)), key=lambda each: each.quarter)
    for place, each in enumerate(over):
        waiting.append(each)
        ends_quarter = place + 1 == len(over) or over[place + 1].quarter != each.quarter
        if ends_quarter and len(waiting) >= FEWEST:
            groups.append(waiting)
            waiting = []
    return groups


def told(said: Sequence[Said], today: date) -> list[Told]:
    """Each group in figures, the latest first."""
    return [_told(group) for group in reversed(released(said, today))]


def told_together(said: Sequence[Said], today: date) -> Told | None:
    """All that can be told, as one; None as long as there are too few."""
    every = [each for group in released(said, today) for each in group]
    return _told(every) if every else None


def _told(group: Sequence[Said]) -> Told:
    n = len(group)
    return Told(
        period=Period(group[0].quarter, next_quarter(group[-1].quarter)),
        n=n,
        mean=sum(each.satisfied for each in group) / n,
        satisfied=sum(each.satisfied >= SATISFIED_FROM for each in group),
        means=_means(group),
    )


def _means(group: Sequence[Said]) -> dict[str, float]:
    given: dict[str, list[int]] = {}
    for each in group:
        for code, step in each.answers.items():
            given.setdefault(code, []).append(step)
    return {code: sum(steps) / len(steps) for code, steps in given.items() if len(steps) >= FEWEST}
