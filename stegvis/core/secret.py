"""A secret made once and kept in a file that only its owner can read."""

import os
import secrets
import time
from pathlib import Path

LENGTH = 64


def kept_secret(file: Path) -> str:
    """The secret of `file`; made at the first call. Processes that ask at the same time get the same one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", opener=_private) as new:
            new.write(secrets.token_urlsafe(LENGTH))
    except FileExistsError:
        pass
    return _read_when_written(file)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _read_when_written(file: Path) -> str:
    for _ in range(100):
        if secret := file.read_text(encoding="ascii"):
            return secret
        time.sleep(0.01)
    raise RuntimeError(f"{file} är tom. Ta bort filen och starta om.")
