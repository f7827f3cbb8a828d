"""Swedish sentences built from figures. No word about a change is ever typed by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from stegvis.core.numbers import NO_BREAK, format_decimal, format_number
from stegvis.core.period import Period
from stegvis.statistics.figures import Comparison, Difference, Direction, Figure, Unit

NO_VALUE = "–"
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

_NOUNS = {
    Unit.PERSONS: ("person", "personer"),
    Unit.CASES: ("ärende", "ärenden"),
    Unit.DECISIONS: ("beslut", "beslut"),
    Unit.VOUCHERS: ("tilläggscheck", "tilläggscheckar"),
    Unit.PERCENT: ("procent", "procent"),
    Unit.PERCENTAGE_POINTS: ("procentenhet", "procentenheter"),
    Unit.ORE: ("krona", "kronor"),
}
_CHANGES = {Direction.INCREASE: "en ökning med", Direction.DECREASE: "en minskning med"}


def number(value: int | Decimal | None, unit: Unit) -> str:
    """The number alone, the Swedish way: 52 244; 4,1; −894. Money from öre to kronor."""
    if value is None:
        return NO_VALUE
    if unit is Unit.ORE:
        kronor = Decimal(value) / 100
        return format_decimal(kronor, 0 if kronor == int(kronor) else 2)
    if unit in (Unit.PERCENT, Unit.PERCENTAGE_POINTS):
        return format_decimal(value, 1)
    return format_number(int(value))


def signed(difference: Difference | None) -> str:
    """A difference for a table column: +8, −14, 0; shares with their unit, so that it cannot be misread."""
    if difference is None:
        return NO_VALUE
    sign = "+" if difference.value > 0 else ""
    unit = f"{NO_BREAK}procentenheter" if difference.unit is Unit.PERCENTAGE_POINTS else ""
    return f"{sign}{number(difference.value, difference.unit)}{unit}"


def signed_percent(value: Decimal | None) -> str:
    """A relative change for a table column: +16,3 %."""
    if value is None:
        return NO_VALUE
    return f"{'+' if value > 0 else ''}{number(value, Unit.PERCENT)}{NO_BREAK}%"


def amount(value: int | Decimal, unit: Unit) -> str:
    """A number with its noun: 1 person, 57 personer, 4,1 procent, 1,5 procentenheter."""
    shown = number(value, unit)
    one, many = _NOUNS[unit]
    return f"{shown}{NO_BREAK}{one if shown == '1' else many}"


def figure(of: Figure) -> str:
    return "uppgift saknas" if of.value is None else amount(of.value, of.unit)


def change(comparison: Comparison) -> str:
    """The change in words: «en ökning med 8», «en minskning med 1,5 procentenheter», «oförändrat»."""
    difference = comparison.difference
    if difference is None:
        return "kan inte jämföras"
    if difference.direction is Direction.UNCHANGED:
        return "oförändrat"
    size = -difference.value if difference.value < 0 else difference.value
    points = difference.unit in (Unit.PERCENTAGE_POINTS, Unit.ORE)
    shown = amount(size, difference.unit) if points else number(size, difference.unit)
    return f"{_CHANGES[difference.direction]} {shown}"


def sentence(comparison: Comparison) -> str:
    """«57 personer, en ökning med 8 jämfört med samma period året innan»."""
    return f"{figure(comparison.now)}, {change(comparison)} {compared_with(comparison)}"


def compared_with(comparison: Comparison) -> str:
    if comparison.is_year_on_year:
        return f"jämfört med samma {_kind(comparison.now.period)} året innan"
    return f"jämfört med {period(comparison.before.period)}"


def _kind(of: Period) -> str:
    if of.end is not None and of.days == 1:
        return "dag"
    return "månad" if of == Period.of_month(of.start) else "period"


def period(of: Period) -> str:
    """First to last day, both included; whole months by name: «september 2021–april 2022»."""
    return _by_month(of, MONTHS) or str(of)


def short_period(of: Period) -> str:
    """The same for table heads and legends, broken only at the dash: «sep 2021–apr 2022»."""
    return _by_month(of, tuple(name[:3] for name in MONTHS)).replace(" ", NO_BREAK) or str(of)


def _by_month(of: Period, names: tuple[str, ...]) -> str:
    last = of.last_day
    if last is None or of.start.day != 1 or of.end is None or of.end.day != 1:
        return ""
    first_name = f"{names[of.start.month - 1]} {of.start.year}"
    last_name = f"{names[last.month - 1]} {last.year}"
    return first_name if first_name == last_name else f"{first_name}–{last_name}"


def listed(parts: list[str]) -> str:
    """«a», «a och b», «a, b och c»."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} och {parts[-1]}"


def told(of: Comparison | Figure) -> str:
    """The figure with its change, or alone when there is nothing to compare with."""
    return figure(of) if isinstance(of, Figure) else sentence(of)


def month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def capital(text: str) -> str:
    """The same sentence with a capital first letter; the rest is left as it is."""
    return text[:1].upper() + text[1:]
