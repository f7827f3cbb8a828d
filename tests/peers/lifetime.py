"""A peer ends with the tests that started it, however they end."""

from __future__ import annotations

import os
import sys
from threading import Thread


def end_with_the_tests() -> None:
    """Waits beside the work for the pipe from the tests to close."""
    Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    sys.stdin.read()
    os._exit(0)
