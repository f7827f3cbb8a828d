"""A PDF may be read, not run: no scripts, no programs to start, no files inside, no password."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from stegvis.core.answers import Refused
from stegvis.core.files.kinds import FIELD

MOST_UNPACKED = 60 * 1024 * 1024
"""Of the streams that hold objects; pages and pictures are not unpacked."""
END_WITHIN = 2048

_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/ObjStm.{0,1000}?stream\r?\n", re.DOTALL)
_FORBIDDEN = {
    re.compile(rb"/JavaScript(?![A-Za-z0-9])"): "Filen innehåller ett skript.",
    re.compile(rb"/Launch(?![A-Za-z0-9])"): "Filen kan starta ett program.",
    re.compile(rb"/(?:EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])"): "Filen har andra filer inuti sig.",
    re.compile(rb"/XFA\s*(?:\[|\d+\s)"): "Filen är ett formulär som kör kod.",
    re.compile(rb"/Encrypt(?![A-Za-z0-9])"): "Filen är skyddad med lösenord.",
}
ADVICE = "Skriv ut den till en ny PDF och lämna den."


def check(content: bytes) -> None:
    """Raises Refused unless the file is whole and still."""
    if b"%%EOF" not in content[-END_WITHIN:]:
        raise Refused.at(FIELD, "Filen är inte hel. Hämta eller spara den på nytt och försök igen.")
    for part in _parts_with_objects(content):
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
        for sign, words in _FORBIDDEN.items():
            if sign.search(plain):
                raise Refused.at(FIELD, f"{words} {ADVICE}")


def _parts_with_objects(content: bytes) -> Iterator[bytes]:
    """What stands in the open, and what stands in packed object streams."""
    yield content
    view, left = memoryview(content), MOST_UNPACKED
    for start in _OBJECT_STREAM.finditer(content):
        unpacked = _unpacked(view[start.end() :], left)
        left -= len(unpacked)
        if left <= 0:
            raise Refused.at(FIELD, f"Filen är packad så att den inte kan granskas. {ADVICE}")
        yield unpacked


def _unpacked(packed: memoryview, most: int) -> bytes:
    """As much as can be unpacked; a stream packed in another way is read as it stands."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return bytes(packed[:most])
