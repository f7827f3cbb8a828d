"""May two records be about the same person? Near name and near birth date, with the reasons. Pure.

A match proposes and never decides: twins, namesakes and people who were all given the first of January as
their birthday are alike, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.core.names import fold

ABOUT = timedelta(days=366)
"""How far apart two birth dates may be when one of them was told or estimated."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What two records are compared by."""

    first_name: str
    last_name: str
    birth_date: date
    is_certain: bool = True
    """False when the birth date was told or estimated, as with a coordination number."""


def likeness(one: Particulars, other: Particulars) -> tuple[str, ...]:
    """Why the two may be one person; empty when they are not alike. The same whichever comes first.

    The day of a coordination number is compared without its sixty: `birth_date` already is.
    """
    name = _name_likeness(one, other)
    born = _birth_likeness(one, other, names_are_the_same=name in SAME_NAMES)
    return (name, born) if name and born else ()


def as_sentence(reasons: tuple[str, ...]) -> str:
    """`Samma namn, samma födelsedatum.`"""
    first, *rest = reasons
    return ", ".join([first, *(reason[0].lower() + reason[1:] for reason in rest)]) + "."


SAME_NAME = "Samma namn"
SAME_NAME_SWAPPED = "Samma namn i annan ordning"
ONE_LETTER = "Namnen skiljer sig åt på en bokstav"
ONE_NAME_MORE = "Den ena har alla namn som den andra har"
SAME_NAMES = frozenset({SAME_NAME, SAME_NAME_SWAPPED})

SAME_DAY = "Samma födelsedatum"
DAY_AND_MONTH_SWAPPED = "Dag och månad är omkastade i födelsedatumet"
ABOUT_THE_SAME_DAY = "Osäkert födelsedatum, högst ett år ifrån"


def _name_likeness(one: Particulars, other: Particulars) -> str:
    a, b = _words(one), _words(other)
    if not a or not b:
        return ""
    if a == b:
        return SAME_NAME
    if sorted(a) == sorted(b):
        return SAME_NAME_SWAPPED
    if _one_edit_apart(" ".join(a), " ".join(b)) or _one_edit_apart(" ".join(a), _swapped_name(other)):
        return ONE_LETTER
    if _one_edit_apart(_swapped_name(one), " ".join(b)):
        return ONE_LETTER
    fewer, more = sorted((set(a), set(b)), key=len)
    return ONE_NAME_MORE if len(fewer) > 1 and fewer < more else ""


def _words(record: Particulars) -> list[str]:
    return fold(f"{record.first_name} {record.last_name}").split()


def _swapped_name(record: Particulars) -> str:
    return fold(f"{record.last_name} {record.first_name}")


def _birth_likeness(one: Particulars, other: Particulars, *, names_are_the_same: bool) -> str:
    a, b = one.birth_date, other.birth_date
    if a == b:
        return SAME_DAY
    if day_and_month_swapped(a) == b:
        return DAY_AND_MONTH_SWAPPED
    uncertain = not (one.is_certain and other.is_certain)
    return ABOUT_THE_SAME_DAY if names_are_the_same and uncertain and abs(a - b) <= ABOUT else ""


def day_and_month_swapped(day: date) -> date | None:
    """1990-03-05 for 1990-05-03; None when there is no such month."""
    return date(day.year, day.day, day.month) if day.day <= 12 else None


def _one_edit_apart(a: str, b: str) -> bool:
    """One letter more, fewer or other, or two neighbours that have changed places."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) != len(b):
        return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]
    transposed = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or transposed
