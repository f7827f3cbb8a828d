"""Word and Excel files: an archive of XML, unpacked with care and refused when anything in it can run.

Nothing is trusted that the archive says about itself: each part is unpacked piece by piece and counted, so
that neither a small file with much inside nor a part that lies about its size fills the memory.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from stegvis.core.answers import Refused
from stegvis.core.files.kinds import FIELD, FileKind

MEGABYTE = 1024 * 1024
MOST_PARTS = 3000
MOST_UNPACKED = 150 * MEGABYTE
LARGEST_XML = 60 * MEGABYTE
GROWS_AT_MOST = 150
"""Times its packed size, for a part that is larger than a megabyte; tables of numbers reach fifty."""
PIECE = 64 * 1024

CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS = {FileKind.WORD: "word/document.xml", FileKind.EXCEL: "xl/workbook.xml"}
_XML_ENDINGS = (".xml", ".rels", ".vml")
_END_OF_ARCHIVE, _LENGTH_OF_END = b"PK\x05\x06", 22
_RUNS_FROM_OUTSIDE = ("attachedTemplate", "oleObject", "frame", "subDocument", "package", "control")
RUNS = "Filen innehåller makron eller inbäddade program. Spara den som PDF och lämna den."
BROKEN = "Filen är inte hel. Öppna den, spara den på nytt och försök igen."
TOO_MUCH = "Filen packas upp till för mycket för att tas emot. Spara den som PDF och lämna den."


def check(content: bytes, kind: FileKind) -> None:
    """Raises Refused unless the file is a whole document of that kind that only can be read."""
    try:
        _check_end(content)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_names(archive.infolist(), kind)
            for part in _Unpacked(archive).parts():
                _check_part(*part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused.at(FIELD, BROKEN) from error
    except ParseError as error:
        raise Refused.at(FIELD, BROKEN) from error
    except DefusedXmlException as error:
        # A document type could name files of the server or grow without end (XXE, "billion laughs").
        raise Refused.at(
            FIELD, "Filen innehåller hänvisningar som inte tas emot. Spara den som PDF."
        ) from error


def _check_end(content: bytes) -> None:
    """The archive is the whole file: nothing stands behind it."""
    end = content.rfind(_END_OF_ARCHIVE)
    if end < 0 or end + _LENGTH_OF_END != len(content):
        raise Refused.at(FIELD, BROKEN)


def _check_names(entries: list[zipfile.ZipInfo], kind: FileKind) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MOST_PARTS:
        raise Refused.at(FIELD, TOO_MUCH)
    if len(set(names)) < len(names) or any(_leads_out(name) for name in names):
        raise Refused.at(FIELD, BROKEN)
    if CONTENT_TYPES not in names or MAIN_PARTS[kind] not in names:
        raise Refused.at(FIELD, f"Filen är inte en {kind.word}-fil. Kontrollera att du har valt rätt fil.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused.at(FIELD, "Filen är skyddad med lösenord. Ta bort lösenordet och försök igen.")
    if any(_can_run(name.lower()) for name in names):
        raise Refused.at(FIELD, RUNS)


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def _can_run(name: str) -> bool:
    """Macros, ActiveX controls and objects of other programs."""
    return (
        name.endswith(("vbaproject.bin", "vbadata.xml", ".exe", ".dll", ".js", ".vbs", ".hta", ".lnk"))
        or "/activex/" in name
        or "/macrosheets/" in name
        or ("/embeddings/" in name and name.endswith(".bin"))
    )


class _Unpacked:
    """The parts of an archive with their contents, within bounds over the whole archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_UNPACKED

    def parts(self) -> Iterator[tuple[str, IO[bytes]]]:
        """The XML parts. The others are unpacked too, so that a bomb among the pictures is found."""
        for entry in self._archive.infolist():
            is_xml = entry.filename.lower().endswith(_XML_ENDINGS)
            with self._archive.open(entry) as packed:
                content = self._read(packed, entry, keep=is_xml)
            if is_xml:
                yield entry.filename, content

    def _read(self, packed: IO[bytes], entry: zipfile.ZipInfo, *, keep: bool) -> IO[bytes]:
        found, size = BytesIO(), 0
        while piece := packed.read(PIECE):
            size += len(piece)
            self._left -= len(piece)
            grown = size > MEGABYTE and size > GROWS_AT_MOST * max(entry.compress_size, 1)
            if self._left < 0 or grown or (keep and size > LARGEST_XML):
                raise Refused.at(FIELD, TOO_MUCH)
            if keep:
                found.write(piece)
        found.seek(0)
        return found


def _check_part(name: str, content: IO[bytes]) -> None:
    """Well-formed, without a document type, and without anything that fetches or starts something."""
    for _event, element in iterparse(content, events=("end",), forbid_dtd=True):
        if _starts_something(name, element):
            raise Refused.at(FIELD, RUNS)
        element.clear()


def _starts_something(name: str, element: Any) -> bool:
    tag = str(element.tag).rpartition("}")[2]
    if name == CONTENT_TYPES:
        said = element.get("ContentType", "")
        return "macroEnabled" in said or "vbaProject" in said or "activeX" in said
    if name.endswith(".rels") and element.get("TargetMode") == "External":
        return str(element.get("Type", "")).rpartition("/")[2] in _RUNS_FROM_OUTSIDE
    return tag == "ddeLink"
