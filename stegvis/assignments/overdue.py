"""Which steps of assignments are late for the caseworker, as the head's page counts them."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.assignments.models import Assignment
from stegvis.casework.caseload.overdue import Overdue
from stegvis.casework.models import Choice
from stegvis.casework.models.cases import CaseQuerySet

MEETING_HELD_BEFORE = timedelta(days=14)
"""So long before the end of an assignment the three-party meeting should have been held."""
GIVEN_WITHIN = timedelta(days=7)
"""How long a person who has chosen a provider may wait for the assignment to be given."""


def meetings(cases: CaseQuerySet, today: date) -> CaseQuerySet:
    """Assignments that end within two weeks, before any three-party meeting."""
    late = Assignment.objects.filter(period__endswith__lte=today + MEETING_HELD_BEFORE).awaiting_meeting(
        today
    )
    return cases.open().filter(pk__in=late.values("case"))


def choices(cases: CaseQuerySet, today: date) -> CaseQuerySet:
    """A provider was chosen a week ago and has not been asked to begin."""
    late = Choice.objects.filter(chosen_on__lt=today - GIVEN_WITHIN).awaiting_assignment(today)
    return cases.open().filter(pk__in=late.values("case"))


KINDS = (
    Overdue("uppdrag", "Uppdrag som inte är lämnade", choices),
    Overdue("trepartsmote", "Trepartsmöten före slutdatum", meetings),
)
