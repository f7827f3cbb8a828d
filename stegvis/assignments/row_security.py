"""What the database gives to a provider's staff and to a resident, whatever a page asks for.

A provider reaches the assignments that it has been given, and through them the people and their cases; a
resident reaches himself. The principal's own people are told apart by the pages, unit by unit.
"""

from stegvis.core.database.row_security import PERSON, PROVIDER, follows, outside

OF_ASSIGNMENTS = (
    "assignments.Goal",
    "assignments.MonthlyReport",
    "assignments.ThreePartyMeeting",
    "assignments.FinalReport",
    "assignments.Plan",
    "assignments.Supervision",
)
OF_CASES = (
    "casework.Decision",
    "casework.Choice",
    "casework.Voucher",
    "casework.Reopening",
    "casework.FollowUp",
)


def declare() -> None:
    outside(
        "assignments.Assignment",
        "with_provider_or_person",
        f"provider_id = {PROVIDER} OR person_id = {PERSON}",
    )
    outside("assignments.CutShort", "never", "false")
    for figures in ("ActivationRun", "ActivationSpell", "ActivationFigure"):
        outside(f"assignments.{figures}", "never", "false")
    for model in OF_ASSIGNMENTS:
        follows(model, "assignment_id", "assignments_assignment")
    follows("assignments.Activity", "plan_id", "assignments_plan")
    follows("casework.ChoiceInvitation", "decision_id", "casework_decision")
    follows("casework.ChoiceLeft", "choice_id", "casework_choice")
    outside(
        "casework.ProviderChange",
        "never_for_providers",
        f"{PROVIDER} IS NULL AND choice_id IN (SELECT id FROM casework_choice)",
    )
    follows("casework.ProviderChangeAnswer", "change_id", "casework_providerchange")
    _people()
    for model in OF_CASES:
        follows(model, "case_id", "casework_case")
    outside(
        "casework.Assessment",
        "never_for_providers",
        f"{PROVIDER} IS NULL AND case_id IN (SELECT id FROM casework_case)",
    )


def _people() -> None:
    for model, column, own, assigned in (
        ("registry.Person", "id", "id", "person_id"),
        ("registry.PersonIdentifier", "person_id", "person_id", "person_id"),
        ("casework.Case", "id", "person_id", "case_id"),
    ):
        given = f"SELECT {assigned} FROM assignments_assignment WHERE provider_id = {PROVIDER}"
        outside(model, "with_assignment_or_own", f"{own} = {PERSON} OR {column} IN ({given})")
