"""Letters by e-mail: sent when what they tell of has been saved, and never before.

A letter leaves the system's control: it names the application or the day, and where to read, not what is said
there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction

logger = logging.getLogger(__name__)

_kept_back: ContextVar[bool] = ContextVar("letters_kept_back", default=False)


@contextmanager
def kept_back() -> Iterator[None]:
    """No letter is sent about what is done in the block: it is told long after it happened."""
    token = _kept_back.set(True)
    try:
        yield
    finally:
        _kept_back.reset(token)


def are_kept_back() -> bool:
    return _kept_back.get()


def send(to: str, subject: str, lines: Iterable[str]) -> None:
    """Sends the letter once the transaction has been committed. One that fails is logged, not sent anew."""
    if are_kept_back():
        return
    message = EmailMessage(_one_line(subject), "\n".join([*lines, ""]), to=[to])
    transaction.on_commit(lambda: _deliver(message))


def _deliver(message: EmailMessage) -> None:
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("A letter could not be sent.")


def _one_line(text: str) -> str:
    """What somebody has typed into a name starts no new header."""
    return " ".join(text.split())
