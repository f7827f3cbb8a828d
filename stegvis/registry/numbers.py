"""The numbers that people are known by here: Swedish ones with a checksum, and reserve numbers without.

A reserve number is given by a region, an authority or a school to somebody who has no Swedish number. It is
unique only together with who gave it (domain: identifiers).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stegvis.core.identifiers import PersonalNumber

LONGEST_RESERVE, LONGEST_ISSUER = 20, 80


class BadReserveNumber(ValueError):
    """The text is no reserve number. `reason` says why in Swedish, `field` which half of it is wrong."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


@dataclass(frozen=True, slots=True)
class ReserveNumber:
    """A number that somebody else has given a person, such as a region or the prison service."""

    value: str
    issuer: str
    kind: Literal["reserve"] = "reserve"

    def formatted(self) -> str:
        return f"{self.value} ({self.issuer})"


Number = PersonalNumber | ReserveNumber


def issuer_of(number: Number) -> str:
    """Who gave the number; empty for those of the state."""
    return number.issuer if isinstance(number, ReserveNumber) else ""


def reserve_value(text: str) -> str:
    """A reserve number as it is stored and searched: capitals, and nothing between."""
    return "".join(text.split()).upper()


def parse_reserve_number(text: str, issuer: str) -> ReserveNumber:
    """The reserve number as typed, with who gave it. Raises BadReserveNumber."""
    value, giver = reserve_value(text), " ".join(issuer.split())
    if not any(sign.isdigit() for sign in value):
        raise BadReserveNumber("Ett reservnummer innehåller minst en siffra.", "reserve_number")
    if len(value) > LONGEST_RESERVE:
        raise BadReserveNumber(
            f"Ett reservnummer har högst {LONGEST_RESERVE} tecken. Kontrollera det.", "reserve_number"
        )
    if not giver:
        raise BadReserveNumber("Skriv vem som har gett numret, till exempel Region Stockholm.", "issuer")
    return ReserveNumber(value, giver[:LONGEST_ISSUER])
