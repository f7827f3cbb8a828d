"""Numbers as they are written in Swedish: decimal comma, thousands by a blank, a real minus sign."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

NO_BREAK = "\u00a0"
"""A blank that never breaks a line: between thousands and before a unit."""
MINUS = "\u2212"

_BLANKS = re.compile(r"\s")  # \s also matches U+00A0 and the narrow U+202F
_DECIMAL = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")


def format_number(number: int) -> str:
    """A whole number: `1 234`, `−5`."""
    grouped = f"{abs(number):,}".replace(",", NO_BREAK)
    return MINUS + grouped if number < 0 else grouped


def format_decimal(number: float | Decimal | Fraction, decimals: int) -> str:
    """The number with exactly so many decimals, half away from zero: `1 234,50` of 1234.5 and 2."""
    if decimals < 0:
        raise ValueError("decimals must be zero or more")
    scale = 10**decimals
    scaled = rounded_half_away(_exact(number) * scale)
    whole, part = divmod(abs(scaled), scale)
    shown = format_number(whole) + (f",{part:0{decimals}d}" if decimals else "")
    return MINUS + shown if scaled < 0 else shown


def format_percent(share: float | Decimal | Fraction, decimals: int = 1) -> str:
    """A share of one as percent: `format_percent(Fraction(41, 1000))` = `4,1 procent`."""
    return f"{format_decimal(_exact(share) * 100, decimals)}{NO_BREAK}procent"


def format_percentage_points(difference: float | Decimal | Fraction, decimals: int = 1) -> str:
    """A difference between two shares of one: `Fraction(-1, 50)` = `−2,0 procentenheter`."""
    points = format_decimal(_exact(difference) * 100, decimals)
    unit = "procentenhet" if points.lstrip(MINUS) == "1" else "procentenheter"
    return f"{points}{NO_BREAK}{unit}"


def parse_decimal(text: str) -> Decimal:
    """The number a person typed: `1 234,5`, `1234.5`, `−3`. Raises ValueError with what to do, in Swedish."""
    plain = _BLANKS.sub("", text).replace(MINUS, "-").replace(",", ".")
    if not _DECIMAL.fullmatch(plain):
        raise ValueError("Skriv ett tal med siffror, till exempel 1 234,50.")
    return Decimal(plain)


def rounded_half_away(exact: Fraction) -> int:
    """The nearest whole number; exactly half goes away from zero. The only rounding rule in the house."""
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -whole if exact < 0 else whole


def _exact(number: float | Decimal | Fraction) -> Fraction:
    # A float is taken as it is printed, so that 2.675 rounds like the reader sees it, to 2,68.
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)
