"""What the rules of entry say of an intervention for one person: does it suit, why, and whose rule is it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stegvis.core.period import Period


class Rule(Enum):
    """The rules that can speak against, by the name that pages show."""

    OFFERED = "Erbjuds"
    DATES = "Villkorens tid"
    AGE = "Ålder"
    TARGET_GROUP = "Målgrupp"
    CAPACITY = "Förmåga"
    EXCLUSION = "Samtidiga insatser"


SET_ASIDE = frozenset({Rule.TARGET_GROUP, Rule.CAPACITY})
"""What a written reason can set aside (activation follow-up, 2024: a decision outside the stated capacity
needs one). Never age, exclusion, length or the dates of the terms: those the committee alone can change."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against. `field` = the field of the form that it is about."""

    rule: Rule
    text: str
    field: str = "intervention"

    @property
    def can_be_set_aside(self) -> bool:
        return self.rule in SET_ASIDE

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Basis:
    """Whose rules they are: from when the terms hold, and where they were decided."""

    period: Period
    decided_in: str = ""

    def __str__(self) -> str:
        first, last = self.period.start, self.period.last_day
        days = f"från {first}" if last is None else f"{first} – {last}"
        decided = f", beslutade i {self.decided_in}" if self.decided_in else ""
        return f"Villkor som gäller {days}{decided}"


class Fit(Enum):
    FITS = "passar"
    FITS_BY_EXCEPTION = "passar med motiverat undantag"
    DOES_NOT_FIT = "passar inte"


class Shift(Enum):
    """What other terms would do to a verdict."""

    NO_LONGER = "Passar inte längre"
    BY_EXCEPTION = "Kräver skäl för undantag"
    NOW = "Passar nu"


STEPS = (Fit.DOES_NOT_FIT, Fit.FITS_BY_EXCEPTION, Fit.FITS)
"""From no to yes."""


def shift(before: Fit, after: Fit) -> Shift | None:
    """What the way from one to the other is called; None when nothing changes."""
    if before is after:
        return None
    if STEPS.index(after) > STEPS.index(before):
        return Shift.NOW
    return Shift.NO_LONGER if after is Fit.DOES_NOT_FIT else Shift.BY_EXCEPTION


@dataclass(frozen=True, slots=True)
class Verdict:
    """Does the intervention suit the person? With every reason against.

    `to_confirm` = the names of what must stand beside it and is not found in the case.
    `notes` = what else to know: what the person has already, what the plan must have, the last day to begin.
    """

    found: tuple[Reason, ...] = ()
    to_confirm: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    basis: Basis | None = None

    @property
    def against(self) -> tuple[str, ...]:
        """The reasons that nothing sets aside."""
        return tuple(each.text for each in self.found if not each.can_be_set_aside)

    @property
    def exceptions(self) -> tuple[str, ...]:
        """The reasons that ask for an exception with its own reason."""
        return tuple(each.text for each in self.found if each.can_be_set_aside)

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.against + self.exceptions

    @property
    def fit(self) -> Fit:
        if self.against:
            return Fit.DOES_NOT_FIT
        return Fit.FITS_BY_EXCEPTION if self.exceptions else Fit.FITS
