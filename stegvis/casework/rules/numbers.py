"""May a person be given one more number?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.registry.likeness import ABOUT, day_and_month_swapped


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """A person as he stands in the register, and the number that he may have been given."""

    birth_date: date
    birth_date_is_certain: bool
    sex: str
    has_it_already: bool
    is_somebody_elses: bool
    told_birth_date: date | None
    """The date in the number; None for a reserve number."""
    told_sex: str
    sets_birth_date: bool
    """A personal number does; a coordination number is only near."""
    earliest_day: date | None
    """The first day on which something was done for the person."""


def may_give_number(facts: NumberFacts, *, confirmed: bool) -> Answer:
    """Is the number the person's? One that says something else about him than the register has to be
    confirmed: most often a digit is wrong, now and then the register is."""
    return Answer.of(
        Check(not facts.has_it_already, "Personen har redan det numret.", "personal_number"),
        Check(
            not facts.is_somebody_elses,
            "Numret hör till någon annan i registret. Är det samma person kan enhetschefen slå ihop dem.",
            "personal_number",
        ),
        Check(
            confirmed or not tells_otherwise(facts),
            f"I registret står född {facts.birth_date} och {_sex(facts.sex)}. Numret säger något annat. "
            "Kontrollera det, och kryssa i rutan om det är rätt.",
            "confirmed",
        ),
        Check(
            not (facts.sets_birth_date and _born_too_late(facts)),
            f"Personen hade ett ärende redan {facts.earliest_day}, före födelsedatumet i numret.",
            "personal_number",
        ),
    )


def tells_otherwise(facts: NumberFacts) -> bool:
    """Does the number say another birth date or sex than the register, further off than a told one can be?"""
    if facts.told_birth_date is None:
        return False
    exact = facts.sets_birth_date and facts.birth_date_is_certain
    is_far = facts.told_birth_date != facts.birth_date if exact else _is_far(facts, facts.told_birth_date)
    return is_far or facts.told_sex != facts.sex


def _is_far(facts: NumberFacts, told: date) -> bool:
    return abs(told - facts.birth_date) > ABOUT and day_and_month_swapped(told) != facts.birth_date


def _born_too_late(facts: NumberFacts) -> bool:
    born, first = facts.told_birth_date, facts.earliest_day
    return born is not None and first is not None and first < born


def _sex(letter: str) -> str:
    return {"K": "kvinna", "M": "man"}[letter]
