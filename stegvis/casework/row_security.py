"""What the database gives of a case's papers to a provider's staff and to a resident: nothing."""

from stegvis.core.database.row_security import outside


def declare() -> None:
    for model in ("casework.Attachment", "casework.AttachmentWithdrawal"):
        outside(model, "staff_only", "false")
