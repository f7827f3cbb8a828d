"""What the database gives to a provider's staff and to a resident of files: what they have made themselves;
and of protection: whom they are named to know.

That an export is its maker's alone also among the principal's own people is held by the pages.
"""

from stegvis.core.database.row_security import USER, also, follows, outside

_rows_with_files: list[str] = []


def reach_files_of(table: str) -> None:
    """Who reaches the row of `table` reaches the file that it names in `file_id`, whoever sent it.

    Such as a colleague's paper in an application of both. Rooms above call it, before or after `declare`.
    """
    _rows_with_files.append(f"id IN (SELECT file_id FROM {table})")
    _declare_files()


def _declare_files() -> None:
    ways = [f"uploaded_by_id = {USER}", *_rows_with_files]
    outside("registry.StoredFile", "own", " OR ".join(ways))


def declare() -> None:
    _declare_files()
    outside("registry.Export", "own", f"creator_id = {USER}")
    follows("registry.FileContent", "file_id", "registry_storedfile")
    follows("registry.ExportDownload", "export_id", "registry_export")
    outside("registry.JobRun", "staff_only", "false")
    also("registry.JobRun", "of_the_installation", "principal_id IS NULL")
    _protection()


def _protection() -> None:
    """Why somebody is protected is nothing for outsiders; whom they are named to know is their own matter."""
    for model in ("ProtectionChange", "ProtectionApproval", "ProtectionCarriedOut", "DisclosureReview"):
        outside(f"registry.{model}", "staff_only", "false")
    for model in ("PersonMerge", "PersonMergeUndone", "PersonsApart"):
        outside(f"registry.{model}", "staff_only", "false")
    outside("registry.ProtectedAccess", "own", f"user_id = {USER}")
    follows("registry.AccessWithdrawal", "access_id", "registry_protectedaccess")
