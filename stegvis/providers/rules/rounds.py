"""Re-authorisation: when the conditions have changed, those who are authorised apply anew before a day.

Nobody loses a right because a day passes: who has not applied is proposed to lose it, and a human decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Final

from stegvis.core.answers import Answer, Check

REMINDED_BEFORE = timedelta(days=14)
"""How long before the deadline a reminder goes by itself to those who have not applied."""


class Standing(Enum):
    """Where a provider is in a round; the value is what stands in the address."""

    NOT_APPLIED = "inte-ansokt"
    HANDLED = "handlaggs"
    GRANTED = "auktoriserad"
    REFUSED = "avslag"
    GONE = "utan-auktorisation"


NAMES = {
    Standing.NOT_APPLIED: "Har inte ansökt",
    Standing.HANDLED: "Handläggs",
    Standing.GRANTED: "Auktoriserad på nytt",
    Standing.REFUSED: "Har fått avslag",
    Standing.GONE: "Har ingen auktorisation längre",
}


STANDINGS: Final[tuple[tuple[Mapping[str, bool | str], Standing], ...]] = (
    ({"in_handling": True}, Standing.HANDLED),
    ({"decided": "grant"}, Standing.GRANTED),
    ({"has_right": False}, Standing.GONE),
    ({"decided": "refuse"}, Standing.REFUSED),
    ({}, Standing.NOT_APPLIED),
)
"""Where a provider is: the first of which all holds. `decided` = the kind of the latest decision in the
round, empty when there is none. Who has applied again after a refusal is handled again. The database asks the
same."""


def standing_of(*, in_handling: bool, decided: str, has_right: bool) -> Standing:
    found: dict[str, bool | str] = {"in_handling": in_handling, "decided": decided, "has_right": has_right}
    return next(standing for wanted, standing in STANDINGS if wanted.items() <= found.items())


def may_start(deadline: date, *, touched: int, is_running: bool, today: date) -> Answer:
    """There is somebody to apply, and time to do it; one round at a time about the same."""
    return Answer.of(
        Check(deadline > today, "Välj en senare dag, så att anordnarna hinner ansöka.", "deadline"),
        Check(touched > 0, "Ingen anordnare är auktoriserad för insatsen i dag.", "intervention"),
        Check(
            not is_running,
            "En omauktorisation om samma insats pågår redan. Avsluta den först.",
            "intervention",
        ),
    )


def somebody_is_to_apply(left: int, conditions_on: date) -> Answer:
    """A round is for those who have not been tried by its conditions."""
    return Answer.of(
        Check(
            left > 0,
            f"Alla har redan prövats, eller prövas nu, enligt villkoren den {conditions_on} eller senare. "
            "Ange den dag då de nya villkoren börjar gälla.",
            "conditions_on",
        )
    )


def last_day_from(deadline: date, today: date) -> date:
    """Who is told first today has two weeks at least."""
    return max(deadline, today + REMINDED_BEFORE)


def may_remind(*, ended_on: date | None, left: int, to_write_to: int) -> Answer:
    """There is somebody left, with an address, who has not had a letter today already."""
    return Answer.of(
        _runs(ended_on),
        Check(left > 0, "Alla har ansökt. Det finns ingen att påminna."),
        Check(
            left == 0 or to_write_to > 0,
            "De som är kvar har redan fått en påminnelse i dag, eller saknar e-postadress.",
        ),
    )


def reminds_itself_since(deadline: date, started_on: date, *, today: date) -> date | None:
    """The day since which whoever is left should have had a reminder, when one is to go by itself today:
    from two weeks before the deadline through the last day, and not when the first letter was sent
    that late."""
    since = deadline - REMINDED_BEFORE
    return since if started_on < since <= today <= deadline else None


def may_propose_revocation(deadline: date, *, ended_on: date | None, left: int, today: date) -> Answer:
    """Those who have had their time and have not applied, or were refused."""
    return Answer.of(
        _runs(ended_on),
        Check(today > deadline, f"Anordnarna har till och med {deadline} på sig att ansöka."),
        Check(left > 0, "Det finns ingen att föreslå återkallelse för."),
    )


def may_end(*, ended_on: date | None) -> Answer:
    return _runs(ended_on)


def _runs(ended_on: date | None) -> Answer:
    return Answer.of(Check(ended_on is None, f"Omauktorisationen avslutades {ended_on}."))
