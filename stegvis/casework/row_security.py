"""What the database gives of a case's papers and of emergency openings to a provider's staff and to a
resident: nothing.
"""

from stegvis.core.database.row_security import outside


def declare() -> None:
    for model in (
        "Attachment",
        "AttachmentWithdrawal",
        "BreakGlass",
        "BreakGlassEnd",
        "BreakGlassVerdict",
    ):
        outside(f"casework.{model}", "staff_only", "false")
