"""A secret made once and kept in a file that only its owner can read."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

BYTES = 64


def kept_secret(file: Path) -> str:
    """The secret of `file`; made at the first call. Processes that ask at the same time get the same one."""
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii")


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written beside its place and then linked there: whoever is first wins, and nobody reads half a secret.
    descriptor, written = tempfile.mkstemp(dir=file.parent)  # mkstemp lets only the owner read
    with os.fdopen(descriptor, "w", encoding="ascii") as new:
        new.write(secrets.token_urlsafe(BYTES))
    with suppress(FileExistsError):
        os.link(written, file)
    Path(written).unlink()
