"""What the database gives of a case's papers, journal, inflow and emergency openings to a provider's staff
and to a resident: nothing. Of the invitation to choose a resident has his own.
"""

from stegvis.core.database.row_security import PROVIDER, outside


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
        "DecisionDocument",
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
    outside(
        "casework.ChoiceInvitation",
        "never_for_providers",
        f"{PROVIDER} IS NULL AND decision_id IN (SELECT id FROM casework_decision)",
    )
