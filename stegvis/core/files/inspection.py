"""Is a file that somebody sends in fit to keep? Told by its content, never by what it says about itself."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from stegvis.core.answers import Refused
from stegvis.core.files import images, office, pdf, texts
from stegvis.core.files.kinds import FIELD, IMAGES, OFFICE, FileKind, kind_of
from stegvis.core.files.names import clean_name

MEGABYTE = 1024 * 1024
LARGEST_FILE = 15 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file fit to keep. `content` is not what was sent when that was an image: images are drawn anew."""

    name: str
    kind: FileKind
    content: bytes


def inspect_upload(file: UploadedFile[Any]) -> Inspected:
    """The same for a file of a form; one that is too large is never read. Raises Refused."""
    if (file.size or 0) > LARGEST_FILE:
        raise _too_large()
    return inspect(file.read(), file.name or "")


def inspect(content: bytes, name: str) -> Inspected:
    """The file as it may be kept. Raises Refused with what to do about it."""
    if not content:
        raise Refused.at(FIELD, "Filen är tom. Välj en annan fil.")
    if len(content) > LARGEST_FILE:
        raise _too_large()
    kind = kind_of(content, name)
    return Inspected(clean_name(name, kind.extension), kind, _checked(content, kind))


def _checked(content: bytes, kind: FileKind) -> bytes:
    if kind in OFFICE:
        office.check(content, kind)
        return content
    if _is_an_archive_too(content):
        raise Refused.at(
            FIELD, "Filen är två sorters filer i en. Spara den på nytt från programmet den är gjord i."
        )
    if kind in IMAGES:
        return images.redrawn(content, kind)
    if kind is FileKind.PDF:
        pdf.check(content)
        return content
    return texts.as_utf8(content)


def _is_an_archive_too(content: bytes) -> bool:
    """A zip is read from its end, so any other file can have one behind it."""
    return zipfile.is_zipfile(BytesIO(content))


def _too_large() -> Refused:
    return Refused.at(FIELD, f"Filen är större än {LARGEST_FILE // MEGABYTE} MB. Lämna en mindre fil.")
