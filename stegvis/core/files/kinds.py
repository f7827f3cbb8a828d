"""The kinds of files that are taken in, known by how their content begins. The list is closed."""

from __future__ import annotations

from enum import Enum

from stegvis.core.answers import Refused

FIELD = "file"
"""The form field that every refusal of a file belongs to."""


class FileKind(Enum):
    """Extension, media type, and what the kind is called."""

    PDF = ("pdf", "application/pdf", "PDF")
    WORD = ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word")
    EXCEL = ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel")
    PNG = ("png", "image/png", "bild")
    JPEG = ("jpg", "image/jpeg", "bild")
    CSV = ("csv", "text/csv; charset=utf-8", "tabell")
    TEXT = ("txt", "text/plain; charset=utf-8", "text")

    def __init__(self, extension: str, media_type: str, word: str) -> None:
        self.extension = extension
        self.media_type = media_type
        self.word = word

    @classmethod
    def called(cls, extension: str) -> FileKind:
        """The kind with this extension. Raises LookupError."""
        return next(kind for kind in cls if kind.extension == extension)


TAKEN_IN = "PDF, Word (docx), Excel (xlsx), bild (png eller jpg), csv eller txt"
ACCEPT = ",".join(f".{kind.extension}" for kind in FileKind) + ",.jpeg"
"""What the browser offers to choose among."""

OFFICE = frozenset({FileKind.WORD, FileKind.EXCEL})
IMAGES = frozenset({FileKind.PNG, FileKind.JPEG})
TEXTS = frozenset({FileKind.CSV, FileKind.TEXT})

PDF_START, ZIP_START = b"%PDF-", b"PK\x03\x04"
PNG_START, JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
OLD_OFFICE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ALSO = {"jpeg": "jpg"}


def extension_of(name: str) -> str:
    """What the name says that the file is, in our spelling; empty when it says nothing."""
    said = name.rpartition(".")[2].lower() if "." in name else ""
    return _ALSO.get(said, said)


def kind_of(content: bytes, name: str) -> FileKind:
    """What the file is by its first bytes; between kinds that begin alike the name decides.

    Only the very first byte counts: a file that is one thing from its start and another a bit in is for
    fooling readers. Raises Refused.
    """
    if content.startswith(PDF_START):
        return FileKind.PDF
    if content.startswith(PNG_START):
        return FileKind.PNG
    if content.startswith(JPEG_START):
        return FileKind.JPEG
    if content.startswith(ZIP_START):
        return _named(name, OFFICE, "Filen är ett arkiv. Packa upp den och lämna filerna i den en och en.")
    if content.startswith(OLD_OFFICE_START):
        raise Refused.at(
            FIELD,
            "Filen är sparad i ett äldre format eller med lösenord. "
            "Spara den som docx, xlsx eller PDF utan lösenord.",
        )
    return _named(name, TEXTS, f"Filtypen tas inte emot. Lämna {TAKEN_IN}.")


def _named(name: str, among: frozenset[FileKind], otherwise: str) -> FileKind:
    said = extension_of(name)
    for kind in among:
        if kind.extension == said:
            return kind
    raise Refused.at(FIELD, otherwise)
