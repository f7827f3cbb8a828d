"""What the database gives to a provider's staff and to a resident, whatever a page asks for.

A provider reaches the assignments that it has been given, and through them the people and their cases; a
resident reaches himself. The principal's own people are told apart by the pages, unit by unit.
"""

from stegvis.core.database.row_security import PERSON, PROVIDER, STAFF, follows, only

OF_ASSIGNMENTS = (
    "assignments.Goal",
    "assignments.MonthlyReport",
    "assignments.ThreePartyMeeting",
    "assignments.FinalReport",
    "assignments.Plan",
)
OF_CASES = (
    "casework.Decision",
    "casework.Choice",
    "casework.Voucher",
    "casework.Reopening",
    "casework.FollowUp",
)


def declare() -> None:
    only(
        "assignments.Assignment",
        "with_provider_or_person",
        f"{STAFF} OR provider_id = {PROVIDER} OR person_id = {PERSON}",
    )
    for model in OF_ASSIGNMENTS:
        follows(model, "assignment_id", "assignments_assignment")
    follows("assignments.Activity", "plan_id", "assignments_plan")
    _people()
    for model in OF_CASES:
        follows(model, "case_id", "casework_case")
    only(
        "casework.Assessment",
        "never_for_providers",
        f"{STAFF} OR ({PROVIDER} IS NULL AND case_id IN (SELECT id FROM casework_case))",
    )


def _people() -> None:
    assigned = f"{PROVIDER} IS NOT NULL AND %s IN (SELECT %s FROM assignments_assignment)"
    for model, column, assignments in (
        ("registry.Person", "id", "person_id"),
        ("registry.PersonIdentifier", "person_id", "person_id"),
        ("casework.Case", "id", "case_id"),
    ):
        own = "person_id" if model == "casework.Case" else column
        only(
            model,
            "with_assignment_or_own",
            f"{STAFF} OR {own} = {PERSON} OR ({assigned % (column, assignments)})",
        )
