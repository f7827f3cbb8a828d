"""Has a provider's average changed more than chance usually makes it?

Welch's test in its plainest form: the difference between two averages, measured in its standard error. It
says nothing about why, and with many providers some will stand out by chance; therefore the limit is set
high, a smallest difference is asked for too, and a human judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt


@dataclass(frozen=True)
class Spread:
    """How many values, their average and their variance (in the sample, with n - 1)."""

    n: int
    mean: float
    variance: float

    @classmethod
    def of_sums(cls, n: int, total: float, squares: float) -> Spread:
        """From the number of values, their sum and the sum of their squares."""
        mean = total / n if n else 0.0
        variance = max(squares - n * mean * mean, 0.0) / (n - 1) if n > 1 else 0.0
        return cls(n, mean, variance)


@dataclass(frozen=True)
class Change:
    """The difference between now and before, and how many standard errors it is."""

    before: Spread
    now: Spread
    difference: float
    errors: float


def change(before: Spread, now: Spread) -> Change:
    """The difference in the averages. Without any spread the smallest difference is infinitely certain."""
    difference = now.mean - before.mean
    if before.n == 0 or now.n == 0:
        return Change(before, now, difference, 0.0)
    error = sqrt(before.variance / before.n + now.variance / now.n)
    if error:
        return Change(before, now, difference, difference / error)
    certain = inf if difference > 0 else -inf
    return Change(before, now, difference, certain if difference else 0.0)


def is_sudden(found: Change, *, fewest: int, deviations: float, least_difference: float) -> bool:
    """Are there enough values, is the difference large enough to matter and more than chance?"""
    return (
        min(found.before.n, found.now.n) >= fewest
        and abs(found.difference) >= least_difference
        and abs(found.errors) >= deviations
    )
