"""When a flag may be judged, and how often a rule has been right."""

from __future__ import annotations

from dataclasses import dataclass

from stegvis.core.answers import Answer, Check

ENOUGH = 10
"""Fewer verdicts than this say nothing about a rule."""
NOISY_BELOW_PERCENT = 20


def may_judge(*, is_judged: bool) -> Answer:
    """Once: a verdict is never changed."""
    return Answer.of(Check(not is_judged, "Flaggan är redan bedömd."))


@dataclass(frozen=True)
class Precision:
    """How many of the judged flags led to action."""

    judged: int = 0
    acted: int = 0

    @property
    def share(self) -> float | None:
        """0 to 1; None before anything is judged."""
        return self.acted / self.judged if self.judged else None

    @property
    def is_noisy(self) -> bool:
        """Are there verdicts enough to say that the rule mostly disturbs?"""
        return self.judged >= ENOUGH and 100 * self.acted < NOISY_BELOW_PERCENT * self.judged

    def __add__(self, other: Precision) -> Precision:
        return Precision(self.judged + other.judged, self.acted + other.acted)
