"""The plan that provider and person make together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stegvis.assignments.rules.hours import MOST_HOURS, reason_for_fewer
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period

WORKPLACE = "practice"
"""The kind of activity that takes place at a workplace."""


@dataclass(frozen=True)
class NewPlan:
    """Hours a week per kind of activity, from a day on."""

    starts_on: date
    how: str
    hours: Mapping[str, int]
    fewer_hours_because: str = ""
    agreed_with_person: bool = False

    @property
    def total(self) -> int:
        return sum(self.hours.values())

    @property
    def at_workplace(self) -> int:
        return self.hours.get(WORKPLACE, 0)


@dataclass(frozen=True)
class PlanFacts:
    """What a plan is measured against."""

    assignment: Period
    latest_from: date | None
    """From when the latest version of the plan applies."""
    expected_hours: int
    min_workplace_percent: int = 0


def can_plan(assignment: Period, today: date) -> Answer:
    """Is there still something to plan?"""
    return Answer.of(
        Check(
            assignment.end is None or today < assignment.end,
            f"Uppdraget tog slut {assignment.last_day}. Det går inte längre att planera.",
        )
    )


def may_plan(facts: PlanFacts, plan: NewPlan, today: date) -> Answer:
    """May the plan apply as it is written? (Full time is the main rule; some terms ask for a workplace.)"""
    return Answer.of(
        can_plan(facts.assignment, today),
        Check(
            facts.assignment.contains(plan.starts_on),
            f"Planen ska börja inom uppdragets period, {facts.assignment}.",
            "starts_on",
        ),
        Check(
            facts.latest_from is None or plan.starts_on > facts.latest_from,
            f"Den senaste planen gäller från {facts.latest_from}. En ny version ska börja senare.",
            "starts_on",
        ),
        _hours(facts, plan),
        Check(
            plan.agreed_with_person,
            "Gå igenom planen tillsammans med deltagaren och bekräfta det här.",
            "agreed_with_person",
        ),
    )


def _hours(facts: PlanFacts, plan: NewPlan) -> Answer:
    if plan.total == 0:
        return Answer.no("Skriv timmar för minst en aktivitet.", "hours_intervention")
    at_least = hours_needed_at_workplace(plan.total, facts.min_workplace_percent)
    return Answer.of(
        Check(plan.total <= MOST_HOURS, f"{plan.total} timmar i veckan är för många. Kontrollera timmarna."),
        reason_for_fewer(plan.total, facts.expected_hours, plan.fewer_hours_because, "fewer_hours_because"),
        Check(
            plan.at_workplace >= at_least,
            f"Minst {facts.min_workplace_percent} procent av tiden ska vara på en arbetsplats: "
            f"minst {at_least} av {plan.total} timmar.",
            f"hours_{WORKPLACE}",
        ),
    )


def hours_needed_at_workplace(total: int, min_percent: int) -> int:
    """The fewest whole hours that are at least the share of the total."""
    return -(-total * min_percent // 100)
