"""Asks the virus scanner (ClamAV) about a file, over its socket.

The protocol is clamd's INSTREAM: the content in pieces, each with its length as four bytes, ended by a
length of nought; the answer is one line. https://docs.clamav.net/manual/Usage/Scanning.html
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings

PIECE = 64 * 1024
SECONDS = 20.0
LONGEST_ANSWER = 4096


class NoAnswer(Exception):
    """The scanner cannot be reached or does not answer as it should; the file stays in quarantine."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said. `found` is the name of what it found, empty when nothing."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.found


def is_configured() -> bool:
    return bool(settings.CLAMAV_ADDRESS)


def scan(content: bytes) -> Verdict:
    """The verdict of the configured scanner. Raises NoAnswer."""
    return _verdict(_ask(b"zINSTREAM\0", content))


def answers() -> bool:
    """Does the configured scanner answer at all?"""
    with suppress(NoAnswer):
        return _ask(b"zPING\0") == "PONG"
    return False


def _ask(command: bytes, content: bytes | None = None) -> str:
    try:
        with _line() as line:
            line.sendall(command)
            if content is not None:
                _send(line, content)
            return _answer(line)
    except (OSError, ValueError) as error:
        raise NoAnswer(f"Viruskontrollen svarar inte ({type(error).__name__}).") from error


@contextmanager
def _line() -> Iterator[socket.socket]:
    """`unix:/run/clamav/clamd.ctl` or `tcp:host:3310`."""
    kind, _, place = settings.CLAMAV_ADDRESS.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        with line:
            line.connect(place)
            yield line
    else:
        host, _, port = place.rpartition(":")
        with socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS) as line:
            yield line


def _send(line: socket.socket, content: bytes) -> None:
    view = memoryview(content)
    # clamd hangs up in the middle when the content passes its own limit; what it then says is read.
    with suppress(BrokenPipeError, ConnectionResetError):
        for start in range(0, len(view), PIECE):
            piece = view[start : start + PIECE]
            line.sendall(len(piece).to_bytes(4, "big"))
            line.sendall(piece)
        line.sendall(bytes(4))


def _answer(line: socket.socket) -> str:
    told = b""
    while not told.endswith(b"\0") and len(told) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        told += piece
    return told.rstrip(b"\0").decode("utf-8", errors="replace").strip()


def _verdict(answer: str) -> Verdict:
    """`stream: OK`, `stream: Eicar-Test-Signature FOUND`, or something about a fault."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND"))
    raise NoAnswer("Viruskontrollen kunde inte granska filen.")
