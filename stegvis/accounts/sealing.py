"""Secrets that the program itself must read again lie sealed in the database, never as they are.

The key is made of SECRET_KEY; after a change of it the old one in SECRET_KEY_FALLBACKS still opens.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

MARK = "sealed:"
"""In front of every sealed text; what lacks it was written before secrets were sealed."""


def sealed(text: str) -> str:
    """The text, readable only with the key of this installation."""
    return MARK + _lock().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What was sealed. Raises cryptography.fernet.InvalidToken when no key fits."""
    if not text.startswith(MARK):
        return text
    return _lock().decrypt(text.removeprefix(MARK).encode()).decode()


def _lock() -> MultiFernet:
    return MultiFernet(list(_keys()))


def _keys() -> Iterator[Fernet]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = hashlib.sha256(b"stegvis.accounts.sealing:" + force_bytes(secret)).digest()
        yield Fernet(base64.urlsafe_b64encode(digest))
