"""What the database gives of the review to a provider's staff and to residents: the days of reports that
they reach, and nothing of what the principal looks for or has found."""

from stegvis.core.database.row_security import follows, outside

FOR_STAFF_ALONE = (
    "assignments.ReviewTerms",
    "assignments.ReviewFlag",
    "assignments.FlaggedAssignment",
    "assignments.ReviewVerdict",
)


def declare() -> None:
    follows("assignments.ReportedDay", "report_id", "assignments_monthlyreport")
    for model in FOR_STAFF_ALONE:
        outside(model, "for_staff_alone", "false")
