"""What the database gives to a provider's staff and to a resident of files: what they have made themselves;
and of protection: whom they are named to know.

That an export is its maker's alone also among the principal's own people is held by the pages.
"""

from stegvis.core.database.row_security import USER, follows, outside


def declare() -> None:
    outside("registry.StoredFile", "own", f"uploaded_by_id = {USER}")
    outside("registry.Export", "own", f"creator_id = {USER}")
    follows("registry.FileContent", "file_id", "registry_storedfile")
    follows("registry.ExportDownload", "export_id", "registry_export")
    _protection()


def _protection() -> None:
    """Why somebody is protected is nothing for outsiders; whom they are named to know is their own matter."""
    for model in ("ProtectionChange", "ProtectionApproval", "ProtectionCarriedOut", "DisclosureReview"):
        outside(f"registry.{model}", "staff_only", "false")
    for model in ("PersonMerge", "PersonMergeUndone", "PersonsApart"):
        outside(f"registry.{model}", "staff_only", "false")
    outside("registry.ProtectedAccess", "own", f"user_id = {USER}")
    follows("registry.AccessWithdrawal", "access_id", "registry_protectedaccess")
