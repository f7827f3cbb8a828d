"""What a person does each week beside the provider's plan, and what stands in the way of full time.

domain: counted towards full time are the intervention's own activities, practice, job search, sfi and other
studies, care contacts and interventions of the social services (activation follow-up, 2024).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months

MOST_HOURS = 60
"""More than this in a week is a slip of the pen."""
FURTHEST_AHEAD = 12
"""Months: nothing is recorded that begins later than so; the year is mistyped."""
LONGEST = 60
"""Months: what goes on for longer has no end that anybody knows."""
EXPLAINED = "other"
"""The hindrance that says nothing without a comment."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """An activity as it stands: what, how many hours a week, when."""

    kind: str
    hours: int
    period: Period


@dataclass(frozen=True, slots=True)
class Days:
    """Days as they are typed: the last one inclusive, None = until further notice."""

    first: date
    last: date | None = None

    @property
    def are_in_order(self) -> bool:
        return self.last is None or self.first <= self.last

    @property
    def period(self) -> Period:
        return Period.inclusive(self.first, self.last)


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """A case as activities and hindrances are judged by it."""

    is_open: bool
    opened_on: date
    activities: tuple[Weekly, ...] = ()
    hindrances: tuple[Period, ...] = ()


def may_add_activity(
    facts: OwnFacts, kind: str, hours: int, days: Days, *, kinds: Collection[str], today: date
) -> Answer:
    """May the activity be recorded? Not twice at a time, and no week of more than sixty hours."""
    plain = Answer.of(
        Check(kind in kinds, "Välj ett slag av aktivitet.", "kind"),
        Check(1 <= hours <= MOST_HOURS, f"Ange mellan 1 och {MOST_HOURS} timmar i veckan.", "hours_per_week"),
        _days(facts, days, today),
    )
    if not days.are_in_order:
        return plain
    return plain & Answer.of(
        Check(
            not any(each.kind == kind and each.period.overlaps(days.period) for each in facts.activities),
            "Samma slag av aktivitet finns redan under en del av tiden. Ändra slutdagen för den först.",
            "kind",
        ),
        _not_too_many(facts, hours, days.period),
    )


def may_add_hindrance(
    facts: OwnFacts, kind: str, days: Days, note: str, *, kinds: Collection[str], today: date
) -> Answer:
    """May the reason be recorded? One at a time, so that each day has one reason."""
    return Answer.of(
        Check(kind in kinds, "Välj ett skäl.", "kind"),
        Check(kind != EXPLAINED or bool(note.strip()), "Skriv vilket skälet är.", "note"),
        _days(facts, days, today),
        Check(
            not days.are_in_order or not any(each.overlaps(days.period) for each in facts.hindrances),
            "Det finns redan ett skäl för en del av tiden. Ändra slutdagen för det först.",
            "first_day",
        ),
    )


def may_end_activity(facts: OwnFacts, current: Weekly, days: Days) -> Answer:
    """May the activity last as long as this instead? `facts` without the activity itself."""
    return _end(facts, days) & (
        Answer.of(
            Check(
                not any(e.kind == current.kind and e.period.overlaps(days.period) for e in facts.activities),
                "Samma slag av aktivitet finns redan senare. Ange en tidigare slutdag.",
                "last_day",
            ),
            _not_too_many(facts, current.hours, days.period),
        )
        if days.are_in_order
        else Answer.yes()
    )


def may_end_hindrance(facts: OwnFacts, days: Days) -> Answer:
    """May the reason hold as long as this instead? `facts` without the reason itself."""
    return _end(facts, days) & Answer.of(
        Check(
            not days.are_in_order or not any(each.overlaps(days.period) for each in facts.hindrances),
            "Ett annat skäl börjar innan dess. Ange en tidigare slutdag.",
            "last_day",
        )
    )


def may_record(*, is_open: bool) -> Answer:
    """Could anything be recorded, changed or removed in the case?"""
    return Answer.of(Check(is_open, CLOSED_ALREADY))


def most_hours_at_once(activities: Collection[Weekly], within: Period) -> int:
    """The most hours that any week within the period holds. It can only grow where something begins."""
    turns = {within.start, *(each.period.start for each in activities if within.contains(each.period.start))}
    return max(sum(each.hours for each in activities if each.period.contains(day)) for day in turns)


def _days(facts: OwnFacts, days: Days, today: date) -> Answer:
    return Answer.of(
        may_record(is_open=facts.is_open),
        Check(days.first >= facts.opened_on, f"Ärendet öppnades {facts.opened_on}. Börja då.", "first_day"),
        Check(
            days.first <= add_months(today, FURTHEST_AHEAD),
            "Välj en första dag inom ett år. Kontrollera årtalet.",
            "first_day",
        ),
        _in_order(days),
    )


def _end(facts: OwnFacts, days: Days) -> Answer:
    return may_record(is_open=facts.is_open) & _in_order(days)


def _in_order(days: Days) -> Answer:
    return Answer.of(
        Check(days.are_in_order, f"Sista dagen kan inte vara före {days.first}.", "last_day"),
        Check(
            days.last is None or days.last <= add_months(days.first, LONGEST),
            "Välj en sista dag inom fem år, eller lämna fältet tomt.",
            "last_day",
        ),
    )


def _not_too_many(facts: OwnFacts, hours: int, period: Period) -> Check:
    most = hours + most_hours_at_once(facts.activities, period)
    return Check(
        most <= MOST_HOURS,
        f"Tillsammans blir det {most} timmar i veckan. Mer än {MOST_HOURS} går inte att lägga in.",
        "hours_per_week",
    )
