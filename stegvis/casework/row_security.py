"""What the database gives of a case's papers, journal, inflow and emergency openings to a provider's staff
and to a resident: nothing. Of the invitation to choose and the documents of decisions a resident has his own.
"""

from stegvis.core.database.row_security import PROVIDER, outside
from stegvis.registry.row_security import reach_files_of


def declare() -> None:
    for model in (
        "Absence",
        "AssessmentDraft",
        "AssessmentQuestion",
        "AssessmentTemplate",
        "Attachment",
        "AttachmentWithdrawal",
        "BreakGlass",
        "BreakGlassEnd",
        "BreakGlassVerdict",
        "CapacityAnswer",
        "CapacityAnswerOutcome",
        "CapacityGrade",
        "CapacityStatement",
        "CaseActivity",
        "CirculationFigure",
        "CirculationRun",
        "DecisionProposal",
        "DecisionText",
        "Delegation",
        "Handover",
        "Hindrance",
        "JournalAddendum",
        "JournalNote",
        "ProposalOutcome",
        "Referral",
        "ReferralOutcome",
    ):
        outside(f"casework.{model}", "staff_only", "false")
    for model in ("ChoiceInvitation", "DecisionDocument"):
        outside(
            f"casework.{model}",
            "never_for_providers",
            f"{PROVIDER} IS NULL AND decision_id IN (SELECT id FROM casework_decision)",
        )
    reach_files_of("casework_decisiondocument")
