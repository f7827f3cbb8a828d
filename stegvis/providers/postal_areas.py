"""Where postal codes lie, read from a file: `postnummer;latitud;longitud`, one code on each row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from stegvis.providers.models import PostalArea
from stegvis.registry.models import Principal

COLUMNS = ("postnummer", "latitud", "longitud")
DIGITS = 5
FIVE_DECIMALS = Decimal("0.00001")
"""A metre: as much as the table keeps."""


class BadFile(ValueError):
    """The file cannot be read. `problems` says what to mend, row by row; nothing has been changed."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Place:
    postal_code: str
    latitude: Decimal
    longitude: Decimal


def read_places(lines: Iterable[str]) -> list[Place]:
    """All places of the file, or BadFile with every row that is wrong."""
    rows = csv.DictReader(lines, delimiter=";")
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise BadFile([f"Första raden ska vara: {';'.join(COLUMNS)}"])
    found: dict[str, Place] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        try:
            place = _place(row)
        except ValueError as error:
            problems.append(f"Rad {number}: {error}")
            continue
        if place.postal_code in found:
            problems.append(f"Rad {number}: postnumret {place.postal_code} finns redan i filen.")
        found[place.postal_code] = place
    if problems:
        raise BadFile(problems)
    return list(found.values())


def replace_all(principal: Principal, places: Iterable[Place]) -> int:
    """The file is the whole truth: what is not in it is no longer known. In the caller's transaction."""
    PostalArea.objects.filter(principal=principal).delete()
    made = PostalArea.objects.bulk_create(_rows(principal, places), batch_size=2000)
    return len(made)


def _rows(principal: Principal, places: Iterable[Place]) -> Iterator[PostalArea]:
    for place in places:
        yield PostalArea(
            principal=principal,
            postal_code=place.postal_code,
            latitude=place.latitude,
            longitude=place.longitude,
        )


def _place(row: dict[str, str | None]) -> Place:
    code = "".join((row["postnummer"] or "").split())
    if not (code.isascii() and code.isdecimal() and len(code) == DIGITS):
        raise ValueError("postnumret ska ha fem siffror.")
    return Place(
        code, _degrees(row["latitud"], 90, "latituden"), _degrees(row["longitud"], 180, "longituden")
    )


def _degrees(text: str | None, most: int, what: str) -> Decimal:
    try:
        number = Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"{what} är inte ett tal.") from None
    if not number.is_finite() or abs(number) > most:
        raise ValueError(f"{what} ska ligga mellan -{most} och {most}.")
    return number.quantize(FIVE_DECIMALS)
