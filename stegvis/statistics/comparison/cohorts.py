"""What a computation stands on: customers with their provider, their outcome, what was known before."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]

T = TypeVar("T", bound=Hashable)

RARE = 20
"""A value of a characteristic that fewer customers share says nothing: it is put with the most common one."""


@dataclass(frozen=True)
class Cohort:
    """One row per customer. Providers and the values of characteristics are numbered from nought."""

    provider: Codes
    outcome: Numbers
    """0 or 1 for a share; days for a time."""
    providers: int
    characteristics: tuple[Codes, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def sizes(self) -> Codes:
        """How many customers each provider has."""
        return np.bincount(self.provider, minlength=self.providers)

    def summed(self, values: Numbers) -> Numbers:
        """The sum of the customers' values, provider by provider."""
        return np.bincount(self.provider, weights=values, minlength=self.providers).astype(np.float64)

    def meaned(self, values: Numbers) -> Numbers:
        return self.summed(values) / np.maximum(self.sizes, 1)

    def design(self) -> Numbers:
        """A column of ones, and one for each value of each characteristic but its most common."""
        columns = [np.ones(len(self))]
        for codes in self.characteristics:
            columns += _indicators(codes)
        return np.column_stack(columns)


def numbered(values: Sequence[T]) -> tuple[Codes, list[T]]:
    """The values as numbers from nought, and what each number stands for, in order of appearance."""
    places: dict[T, int] = {}
    codes = np.fromiter((places.setdefault(value, len(places)) for value in values), np.int64, len(values))
    return codes, list(places)


def _indicators(codes: Codes) -> list[Numbers]:
    sizes = np.bincount(codes)
    common = int(sizes.argmax())
    return [
        (codes == value).astype(np.float64)
        for value, size in enumerate(sizes)
        if value != common and size >= RARE
    ]
