"""Money: whole öre, one rounding rule, one way to split."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NewType

from stegvis.core.numbers import (
    NO_BREAK,
    format_decimal,
    format_number,
    parse_decimal,
    rounded_half_away,
)

Ore = NewType("Ore", int)
"""An amount in whole öre; negative = owed the other way."""


def kr(amount: int | str | Decimal) -> Ore:
    """An amount written in kronor: `kr(3686)`, `kr("52,40")`, `kr("1 234.5")`.

    Raises ValueError when it is not a whole number of öre, and TypeError for a float: a float has
    already lost the exact amount.
    """
    if isinstance(amount, (bool, float)):
        raise TypeError(f"An amount is written as int, str or Decimal, not {type(amount).__name__}")
    exact = parse_decimal(amount) if isinstance(amount, str) else Decimal(amount)
    ore = exact * 100
    if ore != ore.to_integral_value():
        raise ValueError("Ett belopp kan ha högst två decimaler.")
    return Ore(int(ore))


def format_kr(ore: int, decimals: bool = True) -> str:
    """The amount as shown: `1 234,50 kr`; without decimals rounded to whole kronor: `1 235 kr`."""
    exact = Fraction(ore, 100)
    number = format_decimal(exact, 2) if decimals else format_number(rounded_half_away(exact))
    return f"{number}{NO_BREAK}kr"


def rounded(exact: Fraction) -> Ore:
    """The nearest whole öre; exactly half an öre goes away from zero.

    Half away from zero because it is what an invoice reader does by hand, and because it is symmetric:
    a reversal (the same amount with the other sign) always gives exactly zero together with what it
    reverses. Half-up would leave an öre behind for negative amounts, half-even surprises the reader.
    """
    return Ore(rounded_half_away(exact))


def prorate(amount: int, part: int, whole: int) -> Ore:
    """`part` of `whole` of the amount, such as days of a month, rounded once; ValueError when whole ≤ 0."""
    if whole <= 0:
        raise ValueError(f"Cannot take {part} parts of {whole}")
    return rounded(Fraction(amount * part, whole))


def split(amount: int, weights: Sequence[int]) -> list[Ore]:
    """The amount shared by weight; the shares always sum to the amount, and none is off by a whole öre.

    Largest remainder: everyone gets the whole öre of the exact share, and what is left goes one öre
    each to the largest fractions, the earlier first when equal. A negative amount mirrors the positive.
    Raises ValueError when a weight is negative or all are zero.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("The weights must be zero or more, and at least one above zero")
    sign = -1 if amount < 0 else 1
    shares = [divmod(abs(amount) * weight, total) for weight in weights]
    left = abs(amount) - sum(whole for whole, _ in shares)
    by_remainder = sorted(range(len(shares)), key=lambda i: -shares[i][1])
    lucky = set(by_remainder[:left])
    return [Ore(sign * (whole + (i in lucky))) for i, (whole, _) in enumerate(shares)]
