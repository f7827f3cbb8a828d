"""The name of a file as it is shown and handed out: one harmless part of a path, read as it is written."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

LONGEST = 120
UNNAMED = "fil"
_NOT_IN_NAMES = frozenset('<>:"/\\|?*%;')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


def clean_name(name: str, extension: str) -> str:
    """The last part of `name` without anything that turns, hides or ends text, with the right extension.

    Control and format characters (NUL, right-to-left override, zero width) are what makes `gpj.exe` look
    like `exe.jpg`; the extension is always the content's own.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    readable = "".join(sign for sign in last if _is_fit(sign))
    stem = _without_extension(" ".join(readable.split()), extension).strip(" .")
    if not stem or stem.casefold().partition(".")[0] in _DEVICES:
        stem = f"{UNNAMED} {stem}".strip()
    return f"{stem[: LONGEST - len(extension) - 1].rstrip(' .')}.{extension}"


def disposition(name: str) -> str:
    """The header that makes a browser save the file, with the name for old and new browsers."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = "".join(sign for sign in plain if sign.isprintable() and sign not in _NOT_IN_NAMES)
    return f"attachment; filename=\"{safe or UNNAMED}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_fit(sign: str) -> bool:
    return unicodedata.category(sign)[0] != "C" and sign not in _NOT_IN_NAMES


def _without_extension(name: str, extension: str) -> str:
    """`Intyg.PDF` → `Intyg`; another extension stays, so that nobody is surprised at what it was called."""
    known = {"jpg": (".jpg", ".jpeg")}.get(extension, (f".{extension}",))
    for ending in known:
        if name.casefold().endswith(ending):
            return name[: -len(ending)]
    return name
