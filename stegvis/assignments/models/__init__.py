"""What a provider is asked to do for a person, and what came of it."""

from stegvis.assignments.models.activation import ActivationFigure, ActivationRun, ActivationSpell
from stegvis.assignments.models.assignments import Assignment, Goal
from stegvis.assignments.models.cutting import CutShort
from stegvis.assignments.models.followup import (
    FinalReport,
    MonthlyReport,
    ThreePartyMeeting,
)
from stegvis.assignments.models.plans import Activity, Plan
from stegvis.assignments.models.review import (
    FlaggedAssignment,
    ReportedDay,
    ReviewFlag,
    ReviewTerms,
    ReviewVerdict,
)
from stegvis.assignments.models.supervising import Supervision
from stegvis.assignments.models.voices import Voice, VoiceInvitation

__all__ = [
    "ActivationFigure",
    "ActivationRun",
    "ActivationSpell",
    "Activity",
    "Assignment",
    "CutShort",
    "FinalReport",
    "FlaggedAssignment",
    "Goal",
    "MonthlyReport",
    "Plan",
    "ReportedDay",
    "ReviewFlag",
    "ReviewTerms",
    "ReviewVerdict",
    "Supervision",
    "ThreePartyMeeting",
    "Voice",
    "VoiceInvitation",
]
