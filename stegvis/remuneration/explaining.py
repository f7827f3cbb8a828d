"""Turns a difference into a calculation that a provider can follow with a pocket calculator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stegvis.core.money import Ore, format_kr, prorate
from stegvis.core.numbers import NO_BREAK
from stegvis.core.period import Period
from stegvis.core.templatetags.design import MONTHS
from stegvis.remuneration.calculation import Calculation, Line
from stegvis.remuneration.rules import (
    RULE_VERSION,
    AssignmentFacts,
    Difference,
    Kind,
    Once,
    Part,
    TariffFacts,
    why_no_base,
)

ONCE_WORDS = {Kind.BONUS: "Bonus för varaktig egen försörjning", Kind.VOUCHER: "Tilläggscheck"}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest entry under the same key: where it stands, and what went into it."""

    settlement: str
    inputs: dict[str, Any]


def calculation_of(
    difference: Difference, assignment: AssignmentFacts, books: Period, earlier: Earlier | None
) -> Calculation:
    """The whole calculation: what is right, less what has been posted before, and what has changed since."""
    inputs = _inputs(difference, assignment, books)
    lines = [*_right(difference, assignment, books)]
    if earlier:
        lines.append(Line(_posted_before(difference, earlier), Ore(-difference.posted)))
        lines += [Line(text, Ore(0)) for text in _changes(earlier.inputs, inputs)]
    return Calculation(inputs, RULE_VERSION, tuple(lines))


def _right(difference: Difference, assignment: AssignmentFacts, books: Period) -> Iterable[Line]:
    right, key = difference.right, difference.key
    yield from (_part_line(part, assignment.intervention) for part in right.parts)
    yield from (_once_line(item) for item in right.once)
    if not right.parts and not right.once:
        reason = (
            why_no_base(assignment, key, books) if key.kind == Kind.BASE else "Underlaget finns inte längre."
        )
        yield Line(reason, Ore(0))


def _part_line(part: Part, intervention: str) -> Line:
    """ "15–31 januari: Jobbpeng grund, 3 686,00 kr per månad × 17 av 31 dagar = 2 021,35 kr"."""
    whole = Period.of_month(part.days.start).days
    monthly = part.tariff.monthly_base
    evened = (
        ""
        if part.amount == prorate(monthly, part.days.days, whole)
        else ", jämnat så att månaden stämmer på öret"
    )
    sum_text = (
        f"{format_kr(monthly)} per månad × {part.days.days} av {whole} dagar = {format_kr(part.amount)}"
    )
    return Line(f"{_days_text(part.days)}: {intervention}, {sum_text}{evened}", part.amount)


def _once_line(item: Once) -> Line:
    text = f"{ONCE_WORDS[item.kind]}, beslut {item.decided_on}: {format_kr(item.amount)}"
    return Line(text, Ore(item.amount))


def _posted_before(difference: Difference, earlier: Earlier) -> str:
    return f"Avräknat tidigare, senast i avräkningen för {earlier.settlement}: {format_kr(difference.posted)}"


def _changes(before: dict[str, Any], now: dict[str, Any]) -> Iterable[str]:
    """What differs between the two calculations, said with both values."""
    if before["period"] != now["period"]:
        was, is_now = _stored_period(before["period"]), _stored_period(now["period"])
        yield f"Uppdragets period var {was} och är nu {is_now}."
    if before["tariffs"] != now["tariffs"]:
        was, is_now = _stored_tariffs(before["tariffs"]), _stored_tariffs(now["tariffs"])
        yield f"Ersättningen var {was} och är nu {is_now}."
    if before["intervention"] != now["intervention"]:
        yield f"Insatsen var {before['intervention']} och är nu {now['intervention']}."


def _inputs(difference: Difference, assignment: AssignmentFacts, books: Period) -> dict[str, Any]:
    month = Period.of_month(difference.key.month)
    assert books.last_day is not None
    return {
        "assignment": assignment.number,
        "intervention": assignment.intervention,
        "month": month.start.isoformat(),
        "known_through": books.last_day.isoformat(),
        "period": _as_stored(assignment.period),
        "run_in_days": assignment.run_in_days,
        "tariffs": [_tariff_as_stored(t) for t in assignment.tariffs_in_force if t.period.overlaps(month)],
        "once": [[item.decided_on.isoformat(), item.amount] for item in difference.right.once],
        "right": difference.right.amount,
        "posted_before": difference.posted,
    }


def _tariff_as_stored(tariff: TariffFacts) -> dict[str, Any]:
    return {"period": _as_stored(tariff.period), "monthly_base": tariff.monthly_base}


def _as_stored(period: Period) -> list[str | None]:
    """First and last day, both inclusive."""
    return [period.start.isoformat(), period.last_day.isoformat() if period.last_day else None]


def _stored_period(days: list[str | None]) -> str:
    first, last = days
    return f"{first} – {last}" if last else f"{first} och tills vidare"


def _stored_tariffs(tariffs: list[dict[str, Any]]) -> str:
    return " och ".join(f"{format_kr(tariff['monthly_base'])} per månad" for tariff in tariffs) or "ingen"


def _days_text(days: Period) -> str:
    """Days inside one month: "15–31 januari", "1 februari"."""
    assert days.last_day is not None
    first, last = days.start.day, days.last_day.day
    span = f"{first}" if first == last else f"{first}–{last}"
    return f"{span}{NO_BREAK}{MONTHS[days.start.month - 1]}"
