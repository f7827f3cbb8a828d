"""What the register of providers holds, and when it may change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


@dataclass(frozen=True)
class Identity:
    """Who an organisation is: its name and its number."""

    name: str
    organisation_number: str


def may_change_owner(
    old: Identity, new: Identity, changed_on: date, *, latest_change: date | None, today: date
) -> Answer:
    """May a change of owner be written down? What has happened, in the order that it happened.

    Name and number may stay: the shares of a company are sold without either of them changing.
    """
    other_number = new.organisation_number != old.organisation_number
    return Answer.of(
        Check(changed_on <= today, "Ange i dag eller en tidigare dag.", "changed_on"),
        Check(
            latest_change is None or changed_on >= latest_change,
            f"Den senaste ändringen är från {latest_change}. Ange den dagen eller en senare.",
            "changed_on",
        ),
        Check(
            not other_number or bool(new.name.strip()),
            "Skriv vad den nya organisationen heter.",
            "new_name",
        ),
    )


def may_close_site(used: Period, last_day: date) -> Answer:
    """May the provider leave a place after `last_day`? Not before it came there, nor later than planned."""
    return Answer.of(
        Check(
            last_day >= used.start,
            f"Stället används från {used.start}. Sista dag kan inte vara tidigare.",
            "last_day",
        ),
        Check(
            used.last_day is None or last_day < used.last_day,
            f"Stället används bara till och med {used.last_day}. Ange en tidigare dag.",
            "last_day",
        ),
    )


def is_whole_position(latitude: object, longitude: object) -> Answer:
    """A place on the map needs both numbers, or none."""
    whole = (latitude is None) == (longitude is None)
    return Answer.of(Check(whole, "Ange både latitud och longitud, eller ingen av dem.", "longitude"))
