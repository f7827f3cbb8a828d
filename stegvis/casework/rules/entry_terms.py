"""What the rules of entry are asked about: the committee's terms, the person and the case, what is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.casework.rules.capacity import capacity_word
from stegvis.core.ages import age_on
from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class Named:
    """A code of the catalogue with the name that people know it by."""

    code: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class EntryLevel:
    """A level of an intervention and the capacity, percent of full time, that it suits."""

    code: str
    name: str
    min_capacity: int = 0
    max_capacity: int = 100

    def suits(self, capacity: int) -> bool:
        return self.min_capacity <= capacity <= self.max_capacity

    @property
    def is_for_all(self) -> bool:
        return (self.min_capacity, self.max_capacity) == (0, 100)

    @property
    def suited(self) -> str:
        return capacity_range(self.min_capacity, self.max_capacity)


@dataclass(frozen=True, slots=True)
class EntryTerms:
    """The rules of entry of an intervention on one day.

    `max_months` = the longest that one grant may be, `whole_months` = with everything that follows on it.
    `target_groups` empty = for all. `period` = the days on which a grant by these terms may begin.
    """

    name: str
    code: str = ""
    period: Period | None = None
    decided_in: str = ""
    min_age: int | None = None
    max_age: int | None = None
    target_groups: tuple[Named, ...] = ()
    min_capacity: int = 0
    max_capacity: int = 100
    levels: tuple[EntryLevel, ...] = ()
    max_months: int | None = None
    whole_months: int | None = None
    min_workplace_percent: int = 0
    requires: tuple[Named, ...] = ()
    excludes: frozenset[str] = frozenset()

    @property
    def combine_with(self) -> tuple[str, ...]:
        """The names of what must stand beside it."""
        return tuple(each.name for each in self.requires)

    @property
    def has_choice_of_level(self) -> bool:
        return len(self.levels) > 1

    def level_code(self, wanted: Wanted) -> str:
        """The code of the level that a grant of what is wanted is for, empty when there are no levels."""
        level = self.level(wanted.level)
        return level.code if level else ""

    def level(self, code: str) -> EntryLevel | None:
        """The level with the code; the only one when there is one and none is named."""
        if not code and len(self.levels) == 1:
            return self.levels[0]
        return next((level for level in self.levels if level.code == code), None)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the person has beside the intervention, and when: another intervention, sfi, civic orientation.

    `excludes` = codes of what it may not stand beside, by the terms that it was granted under.
    """

    code: str
    name: str
    period: Period
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """The person and the case as they are on `day`, the day of decision.

    `capacity` in percent of full time; None = nothing is known, for no assessment has been made.
    `granted` = the periods already granted for the same intervention.
    """

    is_open: bool
    opened_on: date
    born: date
    day: date
    capacity: int | None
    target_group: str = ""
    granted: tuple[Period, ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def age(self) -> int:
        return age_on(self.born, self.day)

    def has(self, code: str, day: date) -> Beside | None:
        """What the person has of the kind on the day."""
        return next((each for each in self.beside if each.code == code and each.period.contains(day)), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caseworker wants to grant. `level` = its code, when the intervention has several."""

    period: Period
    reason: str
    exception_reason: str = ""
    combination_confirmed: bool = False
    level: str = ""


def capacity_range(lowest: int, highest: int) -> str:
    """`25–100 % arbetsförmåga`, or without a limit that it is for everybody."""
    if (lowest, highest) == (0, 100):
        return "alla, oavsett förmåga"
    return f"{lowest}–{highest} % {capacity_word(highest)}"


def listed(names: Iterable[str]) -> str:
    """`sfi och samhällsorientering`."""
    *first, last = [*names] or [""]
    return " och ".join(filter(None, [", ".join(first), last]))
