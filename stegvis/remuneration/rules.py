"""What a provider is owed, and who may prepare and approve it. Facts in, amounts and reasons out.

Three steps: `base_for` says what one assignment gives for one month, `owed` gathers everything that is right
up to a day, `differences` compares that with what the ledger says. The settlement posts the differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache

from stegvis.core.answers import Answer, Check
from stegvis.core.four_eyes import another_person
from stegvis.core.money import Ore, rounded, split
from stegvis.core.period import Period, add_months

RULE_VERSION = "2026-1"
"""Raised when any rule in this file changes what comes out; stored with each calculation."""


class Kind(StrEnum):
    BASE = "base"
    BONUS = "bonus"
    VOUCHER = "voucher"


# --- Facts --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TariffFacts:
    """What was paid for the intervention during `period`: öre per month, and days before anything is owed."""

    period: Period
    monthly_base: int
    run_in_days: int


@dataclass(frozen=True)
class AssignmentFacts:
    id: int
    number: str
    provider_id: int
    intervention: str
    period: Period
    tariffs: tuple[TariffFacts, ...]  # those of the intervention, in order of time

    @cached_property
    def tariffs_in_force(self) -> tuple[TariffFacts, ...]:
        return tuple(tariff for tariff in self.tariffs if tariff.period.overlaps(self.period))

    @property
    def run_in_days(self) -> int:
        """The days before anything is owed: as the tariff said when the assignment began."""
        return self.tariffs_in_force[0].run_in_days if self.tariffs_in_force else 0


@dataclass(frozen=True, slots=True)
class Once:
    """Something paid once, in the month it was decided: an approved bonus or a voucher."""

    kind: Kind
    assignment_id: int
    provider_id: int
    decided_on: date
    amount: int


# --- What is owed -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """What an amount is for: the ledger and the rules are compared key by key."""

    assignment_id: int
    provider_id: int
    kind: str
    month: date


@dataclass(frozen=True, slots=True)
class Part:
    """Days of a month under one tariff, with their share of the monthly amount."""

    days: Period
    tariff: TariffFacts
    amount: Ore


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed under a key: parts of base pay, or things paid once."""

    amount: Ore
    parts: tuple[Part, ...] = ()
    once: tuple[Once, ...] = ()


def has_run_in(assignment: AssignmentFacts, through: date) -> bool:
    """Had the assignment run its first days at the start of `through`?

    domain: base pay is paid once the assignment has run 14 days (nacka.se, ersättning jobbpeng)
    """
    end = assignment.period.end
    until = through if end is None or end > through else end
    return (until - assignment.period.start).days >= assignment.run_in_days


def base_for(assignment: AssignmentFacts, month: Period) -> Owed:
    """The base pay for one calendar month of an assignment that has run in; every day from the first counts.

    Each day gives its share of the month: monthly amount × days / days in the month. The month is rounded
    once and then split by largest remainder when the tariff changes inside it, so the parts sum to the month.
    """
    pieces = [
        (days, tariff)
        for tariff in assignment.tariffs_in_force
        if tariff.monthly_base and (days := _days_in(month, assignment.period, tariff.period))
    ]
    if not pieces:
        return Owed(Ore(0))
    amount, shares = shares_of_month(
        month.days, tuple((tariff.monthly_base, days.days) for days, tariff in pieces)
    )
    return Owed(amount, tuple(Part(*piece, share) for piece, share in zip(pieces, shares, strict=True)))


@lru_cache(maxsize=4096)
def shares_of_month(days_in_month: int, pieces: tuple[tuple[int, int], ...]) -> tuple[Ore, tuple[Ore, ...]]:
    """The sum of the pieces, each a monthly amount and a number of days, and the share of each.

    Remembered, because most assignments cover whole months under the same tariff.
    """
    weights = [monthly * days for monthly, days in pieces]
    amount = rounded(Fraction(sum(weights), days_in_month))
    return amount, tuple(split(amount, weights))


def owed(assignments: Iterable[AssignmentFacts], once: Iterable[Once], books: Period) -> dict[Key, Owed]:
    """Everything that is right to have been posted when the books are closed at `books.end`, a month's end.

    Base pay from the month the books were opened; what is paid once when decided before the books are closed.
    """
    found = _base_owed(assignments, books)
    for item in once:
        key = Key(item.assignment_id, item.provider_id, item.kind, item.decided_on.replace(day=1))
        before = found.get(key, Owed(Ore(0)))
        found[key] = Owed(Ore(before.amount + item.amount), once=(*before.once, item))
    return found


def _base_owed(assignments: Iterable[AssignmentFacts], books: Period) -> dict[Key, Owed]:
    assert books.end is not None
    found = {}
    for assignment in assignments:
        covered = assignment.period.intersect(books)
        if covered is None or not has_run_in(assignment, books.end):
            continue
        for month in covered.months_touched():
            base = base_for(assignment, month)
            if base.amount:
                found[Key(assignment.id, assignment.provider_id, Kind.BASE, month.start)] = base
    return found


def why_no_base(assignment: AssignmentFacts, key: Key, books: Period) -> str:
    """Why an assignment gives no base pay under a key, for an entry that takes back what was once settled."""
    assert books.end is not None
    month = Period.of_month(key.month)
    if assignment.provider_id != key.provider_id:
        return "Uppdraget utförs av en annan anordnare."
    if not assignment.period.overlaps(month):
        return "Uppdraget omfattar inte månaden."
    if not has_run_in(assignment, books.end):
        return f"Uppdraget pågick kortare tid än de {assignment.run_in_days} dagar som krävs för ersättning."
    return "Insatsen har ingen grundersättning den här månaden."


def _days_in(month: Period, assignment: Period, tariff: Period) -> Period | None:
    days = month.intersect(assignment)
    return days and days.intersect(tariff)


# --- What is to be posted -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """What the ledger says under a key, what is right, and so what must be posted."""

    key: Key
    right: Owed
    posted: Ore

    @property
    def amount(self) -> Ore:
        return Ore(self.right.amount - self.posted)


NOTHING = Owed(Ore(0))


def differences(right: Mapping[Key, Owed], posted: Mapping[Key, int]) -> list[Difference]:
    """One difference, of either sign, for every key where the ledger and the rules do not agree."""
    keys = {*right, *posted}
    found = [Difference(key, right.get(key, NOTHING), Ore(posted.get(key, 0))) for key in keys]
    return sorted(
        (d for d in found if d.amount), key=lambda d: (d.key.provider_id, d.key.month, d.key.assignment_id)
    )


# --- Who and when -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SettledSoFar:
    """The settlements that stand (approved or awaiting approval) at one principal."""

    latest: date | None = None
    awaiting: date | None = field(default=None)


def months_to_settle(so_far: SettledSoFar, today: date) -> list[date]:
    """The months that may be settled now: the next in order, and the latest once more."""
    ended = add_months(today.replace(day=1), -1)
    if so_far.latest is None:
        return [add_months(ended, -back) for back in range(12)]
    following = add_months(so_far.latest, 1)
    return [following, so_far.latest] if following <= ended else [so_far.latest]


def may_settle(so_far: SettledSoFar, month: date, today: date) -> Answer:
    """May the month be settled? After its end, in order, one settlement at a time."""
    return Answer.of(
        Check(
            add_months(month, 1) <= today,
            "Månaden är inte slut. Välj en månad som har gått.",
            "month",
        ),
        Check(
            so_far.awaiting is None,
            "En avräkning väntar på godkännande. Godkänn eller avslå den först.",
        ),
        Check(
            so_far.latest is None or so_far.latest <= month <= add_months(so_far.latest, 1),
            "Månaderna avräknas i ordning. Välj månaden efter den senaste, eller den senaste en gång till.",
            "month",
        ),
    )


# --- Bonus --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BonusCandidate:
    """An assignment that ended before the follow-up, with the bonus in öre of the tariff on its last day."""

    assignment_id: int
    bonus: int
    proposed_before: bool


@dataclass(frozen=True, slots=True)
class BonusFacts:
    """What is known about one follow-up. `standing` = a proposal that is approved or awaits its decision."""

    held: bool
    lasting: bool
    standing: bool
    candidates: tuple[BonusCandidate, ...]  # the latest ended first

    @property
    def open_candidates(self) -> tuple[BonusCandidate, ...]:
        return tuple(c for c in self.candidates if c.bonus > 0 and not c.proposed_before)


def may_propose_bonus(facts: BonusFacts) -> Answer:
    """May a bonus be proposed after the follow-up? domain: if self-sufficiency lasted, with proof."""
    return Answer.of(
        Check(facts.held, "Gör uppföljningen efter sex månader först."),
        Check(
            not facts.held or facts.lasting, "Bonus kräver att uppföljningen visar varaktig egen försörjning."
        ),
        Check(not facts.standing, "Bonus är redan föreslagen efter den här uppföljningen."),
        Check(bool(facts.open_candidates), "Inget avslutat uppdrag i ärendet ger rätt till bonus."),
    )


def may_give_bonus_to(facts: BonusFacts, assignment_id: int) -> Answer:
    """May the bonus be proposed for this assignment? One that ended before the follow-up, once."""
    candidates = {candidate.assignment_id for candidate in facts.open_candidates}
    return Answer.of(
        Check(
            assignment_id in candidates, "Välj ett uppdrag som avslutades före uppföljningen.", "assignment"
        )
    )


# --- Four eyes ----------------------------------------------------------------------------------------------


def may_decide(*, prepared_by: int, decided: bool, by: int, approve: bool, reason: str) -> Answer:
    """May this person decide on what another has put forward? Once, and a refusal with its reason."""
    return Answer.of(
        Check(not decided, "Någon har redan fattat beslutet. Läs in sidan igen."),
        another_person(prepared_by, by),
        Check(approve or bool(reason.strip()), "Skriv varför du avslår.", "reason"),
    )
