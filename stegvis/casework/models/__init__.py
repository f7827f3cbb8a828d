"""The case and what is decided in it."""

from stegvis.casework.models.assessments import (
    Assessment,
    AssessmentDraft,
    AssessmentQuestion,
    AssessmentTemplate,
)
from stegvis.casework.models.attachments import Attachment, AttachmentWithdrawal
from stegvis.casework.models.break_glass import (
    BreakGlass,
    BreakGlassEnd,
    BreakGlassTerms,
    BreakGlassVerdict,
)
from stegvis.casework.models.capacity import (
    CapacityAnswer,
    CapacityAnswerOutcome,
    CapacityGrade,
    CapacityStatement,
    CaseActivity,
    Hindrance,
)
from stegvis.casework.models.caseload import Absence, Handover
from stegvis.casework.models.cases import Case, ClosureReason, TargetGroup
from stegvis.casework.models.choosing import (
    ChoiceInvitation,
    ChoiceLeft,
    ChoiceTerms,
    ProviderChange,
    ProviderChangeAnswer,
)
from stegvis.casework.models.circulating import CirculationFigure, CirculationRun
from stegvis.casework.models.decisions import Choice, Decision, Voucher
from stegvis.casework.models.delegation import (
    DecisionDocument,
    DecisionProposal,
    DecisionText,
    Delegation,
    ProposalOutcome,
)
from stegvis.casework.models.journal import JournalAddendum, JournalNote
from stegvis.casework.models.referrals import Referral, ReferralOutcome
from stegvis.casework.models.steps import FollowUp, Reopening

__all__ = [
    "Absence",
    "Assessment",
    "AssessmentDraft",
    "AssessmentQuestion",
    "AssessmentTemplate",
    "Attachment",
    "AttachmentWithdrawal",
    "BreakGlass",
    "BreakGlassEnd",
    "BreakGlassTerms",
    "BreakGlassVerdict",
    "CapacityAnswer",
    "CapacityAnswerOutcome",
    "CapacityGrade",
    "CapacityStatement",
    "Case",
    "CaseActivity",
    "Choice",
    "ChoiceInvitation",
    "ChoiceLeft",
    "ChoiceTerms",
    "CirculationFigure",
    "CirculationRun",
    "ClosureReason",
    "Decision",
    "DecisionDocument",
    "DecisionProposal",
    "DecisionText",
    "Delegation",
    "FollowUp",
    "Handover",
    "Hindrance",
    "JournalAddendum",
    "JournalNote",
    "ProposalOutcome",
    "ProviderChange",
    "ProviderChangeAnswer",
    "Referral",
    "ReferralOutcome",
    "Reopening",
    "TargetGroup",
    "Voucher",
]
