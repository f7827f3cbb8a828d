"""Whom an intervention suits, and when it may be granted (the committee's terms of the day)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from stegvis.casework.rules.capacity import capacity_word
from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class EntryTerms:
    """The rules of entry of an intervention on one day. `combine_with` = what must stand beside it."""

    name: str
    min_age: int | None = None
    max_age: int | None = None
    min_capacity: int = 0
    max_capacity: int = 100
    max_months: int | None = None
    combine_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """The person and the case as they are on the day of decision.

    `granted` = the periods already granted for the same intervention.
    """

    is_open: bool
    opened_on: date
    age: int
    capacity: int | None
    granted: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caseworker wants to grant."""

    period: Period
    reason: str
    exception_reason: str = ""
    combination_confirmed: bool = False


class Fit(Enum):
    FITS = "passar"
    FITS_BY_EXCEPTION = "passar med motiverat undantag"
    DOES_NOT_FIT = "passar inte"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Does the intervention suit the person? With every reason against and what asks for an exception."""

    against: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()

    @property
    def fit(self) -> Fit:
        if self.against:
            return Fit.DOES_NOT_FIT
        return Fit.FITS_BY_EXCEPTION if self.exceptions else Fit.FITS

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.against + self.exceptions


def may_decide(*, is_open: bool, is_assessed: bool) -> Answer:
    """May a decision be begun? Every decision stands on an assessment."""
    return Answer.of(
        Check(is_open, CLOSED_ALREADY),
        Check(is_assessed, "Gör en kartläggning först. Alla beslut bygger på en kartläggning."),
    )


def suits(facts: EntryFacts, terms: EntryTerms | None) -> Verdict:
    """Does the intervention suit the person, by the terms of the day? None = not offered that day."""
    if terms is None:
        return Verdict(against=("Insatsen erbjuds inte i dag.",))
    return Verdict(against=tuple(_against(facts, terms)), exceptions=tuple(_exceptions(facts, terms)))


def may_grant(facts: EntryFacts, terms: EntryTerms | None, wanted: Wanted) -> Answer:
    """May the intervention be granted for the period wanted?"""
    ready = may_decide(is_open=facts.is_open, is_assessed=facts.capacity is not None)
    verdict = suits(facts, terms)
    suited = Answer.of(*(Check(False, reason, "intervention") for reason in verdict.against))
    if terms is None:
        return ready & suited
    return Answer.of(
        ready,
        suited,
        _period_answer(facts, terms, wanted.period),
        Check(bool(wanted.reason), "Motivera beslutet.", "reason"),
        # A decision outside the stated capacity needs a written reason (activation follow-up, 2024).
        Check(
            not verdict.exceptions or bool(wanted.exception_reason),
            "Skriv skälet för undantaget: " + " ".join(verdict.exceptions),
            "exception_reason",
        ),
        Check(
            not terms.combine_with or wanted.combination_confirmed,
            f"Bekräfta att insatsen kombineras med {listed(terms.combine_with)}.",
            "combination_confirmed",
        ),
    )


def may_refuse(*, is_open: bool, is_assessed: bool, reason: str, is_refused: bool = False) -> Answer:
    """May the intervention be refused? A refusal always says why.

    `is_refused` = the same refusal has been decided today: a button pressed twice.
    """
    return may_decide(is_open=is_open, is_assessed=is_assessed) & Answer.of(
        Check(bool(reason), "Motivera beslutet.", "reason"),
        Check(not is_refused, "Avslaget är redan beslutat i dag, med samma motivering."),
    )


def listed(names: tuple[str, ...]) -> str:
    """`sfi och samhällsorientering`."""
    return " och ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))


def _against(facts: EntryFacts, terms: EntryTerms) -> list[str]:
    reasons = []
    if terms.min_age is not None and facts.age < terms.min_age:
        reasons.append(f"Insatsen är för den som har fyllt {terms.min_age} år. Personen är {facts.age}.")
    if terms.max_age is not None and facts.age > terms.max_age:
        reasons.append(f"Insatsen är för den som är högst {terms.max_age} år. Personen är {facts.age}.")
    return reasons


def _exceptions(facts: EntryFacts, terms: EntryTerms) -> list[str]:
    if facts.capacity is None or terms.min_capacity <= facts.capacity <= terms.max_capacity:
        return []
    word = capacity_word(terms.max_capacity)
    suited = f"{terms.min_capacity}–{terms.max_capacity} % {word}"
    return [f"Insatsen är för {suited}. Personens är {facts.capacity} %."]


def _period_answer(facts: EntryFacts, terms: EntryTerms, period: Period) -> Answer:
    overlapping = next((granted for granted in facts.granted if granted.overlaps(period)), None)
    checks = [
        Check(
            period.start >= facts.opened_on,
            f"Insatsen kan inte börja innan ärendet öppnades {facts.opened_on}.",
            "start",
        ),
        Check(
            overlapping is None,
            f"Insatsen är redan beviljad {overlapping}. Välj en period som inte krockar.",
            "start",
        ),
    ]
    if terms.max_months is not None:
        checks.append(_length_check(period, terms.max_months))
    return Answer.of(*checks)


def _length_check(period: Period, max_months: int) -> Check:
    if period.end is None:
        return Check(False, f"Ange sista dag. Insatsen får vara högst {max_months} månader.", "last_day")
    return Check(
        period.whole_months <= max_months, f"Insatsen får vara högst {max_months} månader.", "last_day"
    )
