"""What a provider is asked to do for a person, and what came of it."""

from stegvis.assignments.models.assignments import Assignment, Goal
from stegvis.assignments.models.followup import (
    FinalReport,
    MonthlyReport,
    ThreePartyMeeting,
)
from stegvis.assignments.models.plans import Activity, Plan

__all__ = [
    "Activity",
    "Assignment",
    "FinalReport",
    "Goal",
    "MonthlyReport",
    "Plan",
    "ThreePartyMeeting",
]
