"""A small municipality made by chance, and the same questions answered by plain counting.

The counting here shares nothing with the measures: it walks day by day through what is open, so that a
mistake in a definition cannot hide in both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stegvis.assignments.models import Assignment
from stegvis.casework.models import Case, ClosureReason, Decision, Reopening, Voucher
from stegvis.core.period import Period
from stegvis.registry.models import Principal
from tests.builders import (
    a_case,
    a_decision,
    a_person,
    a_principal,
    a_provider,
    a_unit,
    a_user,
    an_assignment,
    an_intervention,
)

FIRST = date(2020, 1, 1)
LAST = date(2022, 12, 31)
INTERVENTIONS = ("sai", "jobbpeng_grund", "case_manager")
Days = frozenset[date]


def days(first: date, last: date | None) -> Days:
    """Every day from first through last; what has no end goes on a little past the world's last day."""
    stop = last or LAST + timedelta(days=60)
    return frozenset(first + timedelta(days=n) for n in range((stop - first).days + 1))


def a_municipality(seed: int, people: int = 25) -> Principal:
    """People with one case each, some closed, some taken up again; assignments, decisions, vouchers."""
    chance = Random(seed)
    principal = a_principal()
    unit = a_unit(principal)
    user = a_user()
    providers = [a_provider(principal) for _ in range(3)]
    interventions = [an_intervention(principal, code) for code in INTERVENTIONS]
    for _ in range(people):
        person = a_person(principal, sex=chance.choice("KM"))
        case = _case_with_history(chance, unit, person, user)
        for intervention in chance.sample(interventions, chance.randint(0, 3)):
            start = case.opened_on + timedelta(days=chance.randint(0, 120))
            end = None if chance.random() < 0.3 else start + timedelta(days=chance.randint(1, 300))
            granted = a_decision(
                case,
                intervention,
                period=Period(start, end),
                decided_on=start - timedelta(days=chance.randint(0, 9)),
            )
            an_assignment(
                case,
                decision=granted,
                provider=chance.choice(providers),
                period=Period(start, end),
                hours=chance.choice((10, 20, 30, 40)),
            )
            if chance.random() < 0.2:
                a_decision(
                    case,
                    intervention,
                    period=Period(start, end),
                    decided_on=granted.decided_on + timedelta(days=chance.randint(0, 40)),
                    corrects=granted,
                )
            if chance.random() < 0.2:
                Voucher.objects.create(
                    principal=principal, case=case, decision=granted, decided_on=start, amount=500_000
                )
    return principal


def _case_with_history(chance: Random, unit, person, user) -> Case:
    """Open, closed, or closed and opened again up to three times, sometimes on the very same day."""
    opened = FIRST + timedelta(days=chance.randint(0, 900))
    marks = [opened]
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 4, 5, 6))):
        marks.append(marks[-1] + timedelta(days=chance.choice((0, 1, 5, 30, 90, 200))))
    reopenings = (len(marks) - 1) // 2
    closed = len(marks) % 2 == 0
    case = a_case(
        unit,
        person=person,
        opened_on=opened,
        closed_on=marks[-1] if closed else None,
        closure_reason=chance.choice(ClosureReason.values) if closed else "",
    )
    for place in range(reopenings):
        Reopening.objects.create(
            principal=case.principal,
            case=case,
            reopened_on=marks[2 * place + 2],
            reason="Behöver mer stöd.",
            was_closed_on=marks[2 * place + 1],
            was_closed_for=chance.choice(ClosureReason.values),
            reopened_by=user,
        )
    return case


@dataclass(frozen=True)
class CaseLife:
    case_id: int
    sex: str
    spells: tuple[tuple[date, date | None, str], ...]

    def open_on(self, day: date) -> bool:
        return self.open_across(day, day)

    def open_across(self, day: date, later: date) -> bool:
        """Open on both days without having been closed between them."""
        return any(first <= day and (last is None or later <= last) for first, last, _ in self.spells)


class PlainCounting:
    """Every measure by walking through rows and days, one at a time."""

    def __init__(self, principal: Principal) -> None:
        self.lives = [
            _life(case) for case in Case.objects.filter(principal=principal).select_related("person")
        ]
        self.assignments = [
            (
                a.person_id,
                a.intervention.code,
                a.provider.organisation_number,
                days(a.period.start, a.period.last_day),
            )
            for a in Assignment.objects.filter(principal=principal).select_related("intervention", "provider")
        ]
        decisions = list(Decision.objects.filter(principal=principal).select_related("intervention"))
        corrected = {decision.corrects_id for decision in decisions}
        self.grants = [d for d in decisions if d.pk not in corrected and d.kind == "grant"]
        self.vouchers = list(Voucher.objects.filter(principal=principal))

    def answers(self, period: Period) -> dict[str, Counter[str]]:
        within = days(period.start, period.last_day)
        running = [(person, code, provider) for person, code, provider, on in self.assignments if on & within]
        before, last = period.start - timedelta(days=1), period.last_day
        current = [life for life in self.lives if any(life.open_on(day) for day in within)]
        opening = [life for life in self.lives if life.open_across(before, period.start)]
        remaining = [life for life in self.lives if life.open_across(last, period.end)]
        closed = [life for life in current if life not in remaining]
        ends = {life.case_id: _last_end(life, period) for life in closed}
        grants = [d for d in self.grants if d.decided_on in within]
        self_sufficient = [life for life in closed if ends[life.case_id].startswith("egen_forsorjning")]
        return {
            "personer": Counter("" for _ in {person for person, _, _ in running}),
            "personer-per-insats": Counter(code for _, code in {(p, c) for p, c, _ in running}),
            "kunder-per-anordnare": Counter(provider for _, provider in {(p, v) for p, _, v in running}),
            "aktuella": Counter("" for _ in current),
            "vid-start": Counter("" for _ in opening),
            "nya": Counter("" for life in current if life not in opening),
            "avslutade": Counter("" for _ in closed),
            "vid-slut": Counter("" for _ in remaining),
            "avslutade-per-orsak": Counter(ends.values()),
            "egen-forsorjning": Counter("" for _ in self_sufficient),
            "egen-forsorjning-per-kon": Counter(life.sex for life in self_sufficient),
            "beslut": Counter("" for _ in grants),
            "beslut-per-insats": Counter(d.intervention.code for d in grants),
            "tillaggscheckar": Counter("" for v in self.vouchers if v.decided_on in within),
        }


def _life(case: Case) -> CaseLife:
    starts = [case.opened_on]
    ends: list[tuple[date | None, str]] = []
    for reopening in case.reopenings.order_by("id"):
        ends.append((reopening.was_closed_on, reopening.was_closed_for))
        starts.append(reopening.reopened_on)
    ends.append((case.closed_on, case.closure_reason))
    spells = tuple((first, last, reason) for first, (last, reason) in zip(starts, ends, strict=True))
    return CaseLife(case.pk, case.person.sex, spells)


def _last_end(life: CaseLife, period: Period) -> str:
    """The reason of the closure that stood when the period was over."""
    return [reason for first, last, reason in life.spells if last is not None and last < period.end][-1]
