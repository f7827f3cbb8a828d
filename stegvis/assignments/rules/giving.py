"""Giving an assignment to the chosen provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.assignments.rules.hours import reason_for_fewer
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period

MOST_GOALS = 5


@dataclass(frozen=True)
class GoalText:
    """A goal and how one sees that it is reached."""

    text: str
    measure: str


@dataclass(frozen=True)
class NewAssignment:
    """What the caseworker asks for. It lasts as long as the grant does."""

    starts_on: date
    hours_per_week: int
    coordination: str
    description: str
    goals: tuple[GoalText, ...]
    fewer_hours_because: str = ""


@dataclass(frozen=True)
class ChoiceFacts:
    """What is known of a choice before anything is asked for."""

    grant: Period
    grant_in_force: bool
    case_open: bool
    already_given: str | None
    """Number of the assignment that the choice has led to."""


@dataclass(frozen=True)
class GivingFacts:
    """What is known on the day an assignment would start."""

    choice: ChoiceFacts
    provider: str
    provider_authorised: bool
    overlapping: str | None
    """Number of an assignment for the same intervention and person during the same days."""
    expected_hours: int
    full_time: int


def can_give(facts: ChoiceFacts, today: date) -> Answer:
    """Does the choice still wait for its assignment?"""
    return Answer.of(
        Check(facts.case_open, "Ärendet är avslutat. Återöppna det innan du lämnar uppdraget."),
        Check(facts.already_given is None, f"Valet har redan lett till uppdrag {facts.already_given}."),
        Check(facts.grant_in_force, "Beslutet gäller inte längre. Fatta ett nytt beslut först."),
        Check(
            facts.grant.end is None or today < facts.grant.end,
            f"Beslutet gällde till och med {facts.grant.last_day}. Fatta ett nytt beslut först.",
        ),
    )


def may_give(facts: GivingFacts, wanted: NewAssignment, today: date) -> Answer:
    """May the assignment be given as it is written?"""
    return Answer.of(
        can_give(facts.choice, today),
        Check(
            facts.choice.grant.contains(wanted.starts_on),
            f"Uppdraget ska börja inom beslutets period, {facts.choice.grant}.",
            "starts_on",
        ),
        Check(
            facts.provider_authorised,
            f"{facts.provider} är inte auktoriserad för alla insatsens dagar från {wanted.starts_on}. "
            "Ange en annan första dag, eller låt deltagaren byta anordnare.",
            "starts_on",
        ),
        Check(
            facts.overlapping is None,
            f"Personen har redan uppdrag {facts.overlapping} för samma insats under en del av tiden.",
            "starts_on",
        ),
        _hours(facts, wanted),
        _goals(wanted.goals),
    )


def _hours(facts: GivingFacts, wanted: NewAssignment) -> Answer:
    return Answer.of(
        Check(wanted.hours_per_week > 0, "Ange minst en timme i veckan.", "hours_per_week"),
        Check(
            wanted.hours_per_week <= facts.full_time,
            f"Heltid är {facts.full_time} timmar i veckan. Ange högst det.",
            "hours_per_week",
        ),
        reason_for_fewer(
            wanted.hours_per_week, facts.expected_hours, wanted.fewer_hours_because, "fewer_hours_because"
        ),
    )


def _goals(goals: tuple[GoalText, ...]) -> Answer:
    complete = [goal for goal in goals if goal.text and goal.measure]
    return Answer.of(
        Check(bool(goals), "Skriv minst ett mål.", "goal_1"),
        Check(len(goals) <= MOST_GOALS, f"Skriv högst {MOST_GOALS} mål."),
        *(
            Check(goal in complete, "Skriv både målet och hur det mäts.", f"goal_{position}")
            for position, goal in enumerate(goals, start=1)
        ),
    )


def suggested_start(grant: Period, today: date) -> date:
    """The grant's first day, or today when it has already begun."""
    return today if grant.contains(today) else grant.start
