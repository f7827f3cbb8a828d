"""What the database gives of a case's papers, journal, inflow and emergency openings to a provider's staff
and to a resident: nothing.
"""

from stegvis.core.database.row_security import outside


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
