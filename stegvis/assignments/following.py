"""How an assignment follows when the grant that it carries out is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from stegvis.assignments.facts import (
    facts_of_ending,
    facts_of_final_report,
    facts_of_wanted,
    full_time_on,
)
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.following import FollowingFacts, may_follow
from stegvis.assignments.rules.hours import expected_hours
from stegvis.casework.following import Follower
from stegvis.casework.models import Decision
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.period import Period


def checks(grant: Decision, wanted: Period, today: date) -> Iterable[Check]:
    """What the assignment says to the days wanted: what has been reported must remain inside them."""
    assignment = _carries_out(grant)
    return () if assignment is None else _checks(assignment, wanted)


def follow(change: Decision, today: date) -> None:
    """Gives the assignment the new last day, and hours that followed from the capacity as it was.

    Raises Refused when a report came between: the provider holds the lock on the assignment alone.
    """
    grant = change.grant
    assignment = _carries_out(grant) if grant else None
    if grant is None or assignment is None:
        return
    with locked(assignment) as current:
        Answer.of(*_checks(current, change.period)).or_refuse()
        current.period = current.period.ending(change.period.end)
        current.planned_hours_per_week = _hours(current, grant, change)
        current.save(update_fields=["period", "planned_hours_per_week"])


def _carries_out(grant: Decision) -> Assignment | None:
    return Assignment.objects.filter(decision=grant).order_by("-id").first()


def _checks(assignment: Assignment, wanted: Period) -> Iterator[Check]:
    added = _added(assignment.period, wanted)
    yield from may_follow(
        FollowingFacts(
            assignment=assignment.period,
            latest_report=facts_of_ending(assignment).latest_report,
            finally_reported=facts_of_final_report(assignment).sent_on,
            added=facts_of_wanted(assignment, added) if added else None,
        ),
        wanted,
    )


def _added(current: Period, wanted: Period) -> Period | None:
    """The days after the present end that the change would give."""
    if current.end is None or (wanted.end is not None and wanted.end <= current.end):
        return None
    return Period(current.end, wanted.end)


def _hours(assignment: Assignment, grant: Decision, change: Decision) -> int:
    """Hours that were just those of the capacity follow it; what was agreed otherwise stays."""
    full_time = full_time_on(grant.principal_id, change.period.start)
    planned: int = assignment.planned_hours_per_week
    if planned != expected_hours(_capacity_before(grant, change), full_time):
        return planned
    return expected_hours(change.capacity_percent, full_time)


def _capacity_before(grant: Decision, change: Decision) -> int | None:
    """The capacity that held until this change."""
    earlier = Decision.objects.in_force().filter(grant=grant, kind=Decision.Kind.CHANGE, pk__lt=change.pk)
    latest = earlier.order_by("id").last() or grant
    capacity: int | None = latest.capacity_percent
    return capacity


FOLLOWER = Follower(checks, follow)
