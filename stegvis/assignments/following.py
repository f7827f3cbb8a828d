"""How an assignment follows when the grant that it carries out is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stegvis.assignments.facts import (
    facts_of_ending,
    facts_of_final_report,
    facts_of_wanted,
    full_time_on,
)
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.following import FollowingFacts, may_change_hours, may_follow
from stegvis.assignments.rules.hours import expected_hours
from stegvis.casework.following import Follower
from stegvis.casework.models import Case, Decision
from stegvis.casework.rules.changing import NewContent
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.period import Period


def checks(grant: Decision, wanted: NewContent, today: date) -> Iterator[Check]:
    """What the assignment says to what is wanted: what has been reported must remain inside its days, and its
    hours are those of every day that is left."""
    assignment = _carries_out(grant)
    if assignment is None or wanted.period is None:
        return
    yield from _checks(assignment, wanted.period)
    hours = _hours(assignment, grant, _capacity_of_latest(grant), wanted.capacity, wanted.from_day)
    yield may_change_hours(
        assignment.period, assignment.planned_hours_per_week, hours, wanted.from_day, today
    )


def follow(change: Decision, today: date) -> None:
    """Gives the assignment the new last day, and hours that followed from the capacity as it was.

    Raises Refused when a report came between: the provider holds the lock on the assignment alone. So it is
    when a decision has taken the provider's right: that is waited for before the case is locked.
    """
    grant = change.grant
    assignment = _carries_out(grant) if grant else None
    if grant is None or assignment is None:
        return
    with locked(assignment.provider), locked(assignment) as current:
        Answer.of(*_checks(current, change.period)).or_refuse()
        current.period = current.period.ending(change.period.end)
        before = _capacity_of_latest(grant, before=change)
        current.planned_hours_per_week = _hours(
            current, grant, before, change.capacity_percent, change.period.start
        )
        current.save(update_fields=["period", "planned_hours_per_week"])


def _carries_out(grant: Decision) -> Assignment | None:
    """The latest, unless its person has left the provider for another, who is not yet asked."""
    return Assignment.objects.filter(decision=grant).not_left().order_by("-id").first()


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


def _hours(
    assignment: Assignment, grant: Decision, before: int | None, after: int | None, from_day: date
) -> int:
    """Hours that were just those of the capacity `before` follow it; what was agreed otherwise stays."""
    full_time = full_time_on(grant.principal_id, from_day)
    planned: int = assignment.planned_hours_per_week
    if planned != expected_hours(before, full_time):
        return planned
    return expected_hours(after, full_time)


def _capacity_of_latest(grant: Decision, *, before: Decision | None = None) -> int | None:
    """The capacity of the grant's latest change, or of its latest before the one told."""
    changes = Decision.objects.in_force().filter(grant=grant, kind=Decision.Kind.CHANGE)
    if before is not None:
        changes = changes.filter(pk__lt=before.pk)
    latest = changes.order_by("id").last() or grant
    capacity: int | None = latest.capacity_percent
    return capacity


def at_work_in(case: Case) -> list[int]:
    """The keys of the providers that the case has assignments at, also those of no choice made here."""
    return list(Assignment.objects.filter(case=case).order_by("id").values_list("provider_id", flat=True))


FOLLOWER = Follower(checks, follow)
