"""Two assessments side by side: what is the same, what has changed and in which direction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

STEP, PERCENT = "step", "percent"
"""Measures that have a direction."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field or answer of an assessment. `key` is the same in every assessment that asks the same.

    `value` is what is compared, None when the question was asked and not answered; `shown` is how it is read.
    """

    key: str
    label: str
    value: str | int | None
    shown: str = ""
    section: str = ""
    measure: str = ""
    note: str = ""

    @property
    def is_measured(self) -> bool:
        return bool(self.measure) and self.value is not None


class Outcome(Enum):
    """The value is what it is called on screen."""

    SAME = "Samma"
    CHANGED = "Ändrat"
    UP = "Högre"
    DOWN = "Lägre"
    NEW = "Ny fråga"
    GONE = "Frågas inte längre"


@dataclass(frozen=True, slots=True)
class Compared:
    """One line as it was and as it is."""

    outcome: Outcome
    before: Line | None
    after: Line | None
    words: str = ""
    """How large the change is, for what can be measured: `2 steg högre`; or that there was no answer."""

    @property
    def line(self) -> Line:
        line = self.after or self.before
        assert line is not None
        return line

    @property
    def is_same(self) -> bool:
        return self.outcome is Outcome.SAME

    @property
    def former_label(self) -> str:
        """How the question was put before, when it was put otherwise."""
        if self.before is None or self.after is None or self.before.label == self.after.label:
            return ""
        return self.before.label


def compare(before: Iterable[Line], after: Iterable[Line]) -> list[Compared]:
    """Every line of either, once: those of the later one in order, then those no longer asked."""
    former = {line.key: line for line in before}
    now = {line.key: line for line in after}
    lines = [_compared(former.get(key), line) for key, line in now.items()]
    return lines + [Compared(Outcome.GONE, line, None) for key, line in former.items() if key not in now]


def _compared(before: Line | None, after: Line) -> Compared:
    if before is None:
        return Compared(Outcome.NEW, None, after)
    if before.value == after.value and before.measure == after.measure:
        return Compared(Outcome.SAME, before, after)
    if before.is_measured and after.is_measured and before.measure == after.measure:
        return _measured(before, after)
    return Compared(Outcome.CHANGED, before, after, _whether_answered(before, after))


def _whether_answered(before: Line, after: Line) -> str:
    if before.value is None:
        return "Nytt svar"
    return "Inget svar nu" if after.value is None else ""


def _measured(before: Line, after: Line) -> Compared:
    assert isinstance(before.value, int) and isinstance(after.value, int)
    change = after.value - before.value
    outcome = Outcome.UP if change > 0 else Outcome.DOWN
    unit = "steg" if after.measure == STEP else _percentage_points(abs(change))
    return Compared(outcome, before, after, f"{abs(change)} {unit} {outcome.value.lower()}")


def _percentage_points(size: int) -> str:
    return "procentenhet" if size == 1 else "procentenheter"
