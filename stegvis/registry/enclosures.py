"""Files that a printed record or a decision speaks of, told so that each can be known again.

They are not set into the document: it is made for the archive and for all readers (PDF/A, PDF/UA), and what
others have made seldom is. The checksum ties the file, kept beside, to what is said of it.
"""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat

from stegvis.registry.models import StoredFile

HALF = 32


def in_words(file: StoredFile) -> str:
    """Name, kind, size and checksum, and if the file has been taken away."""
    told = f"{file.name}, {file.file_kind.word}, {filesizeformat(file.size)}."
    if file.state == StoredFile.State.REFUSED:
        told += f" {str(file.get_state_display()).capitalize()}."
    return f"{told} SHA-256: {file.sha256[:HALF]} {file.sha256[HALF:]}"
