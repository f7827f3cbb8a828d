"""What the database gives of files to a provider's staff and to a resident: what they have made themselves.

That an export is its maker's alone also among the principal's own people is held by the pages.
"""

from stegvis.core.database.row_security import USER, follows, outside


def declare() -> None:
    outside("registry.StoredFile", "own", f"uploaded_by_id = {USER}")
    outside("registry.Export", "own", f"creator_id = {USER}")
    follows("registry.FileContent", "file_id", "registry_storedfile")
    follows("registry.ExportDownload", "export_id", "registry_export")
