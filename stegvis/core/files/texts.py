"""Plain text and tables: readable, in one encoding, and no page in disguise."""

from __future__ import annotations

import re
import unicodedata

from stegvis.core.answers import Refused
from stegvis.core.files.kinds import FIELD

_READABLE_CONTROLS = frozenset("\t\n\r\f")
_MARKUP = re.compile(r"\s*<(?:!|\?|html|head|body|script|svg|iframe|xml)", re.IGNORECASE)


def as_utf8(content: bytes) -> bytes:
    """The text in UTF-8. Raises Refused for what no text editor would have written."""
    text = _decoded(content)
    if any(unicodedata.category(sign) == "Cc" and sign not in _READABLE_CONTROLS for sign in text):
        raise Refused.at(
            FIELD, "Filen är inte läsbar text. Spara den som vanlig text (UTF-8) och försök igen."
        )
    if _MARKUP.match(text):
        raise Refused.at(FIELD, "Filen är en webbsida och inte ren text. Spara den som PDF i stället.")
    return text.encode()


def _decoded(content: bytes) -> str:
    """Swedish programs write UTF-8, UTF-16 with a mark, or the Windows code page."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
