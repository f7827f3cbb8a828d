"""Somebody who speaks the virus scanner's protocol and answers what the test wants."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CLEAN = b"stream: OK\0"
INFECTED = b"stream: Eicar FOUND\0"
OUT_OF_ORDER = b"stream: Can't allocate memory ERROR\0"


@contextmanager
def a_scanner(answer: bytes, heard: list[bytes] | None = None) -> Iterator[str]:
    """The address of a scanner that answers every request alike and keeps what it heard."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            with suppress(OSError):  # the door is closed: the test is over
                while True:
                    line, _ = door.accept()
                    with line:
                        said = _all_of(line)
                        if heard is not None:
                            heard.append(said)
                        line.sendall(answer)

        listener = threading.Thread(target=serve, daemon=True)
        listener.start()
        yield f"tcp:127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)
    listener.join(5)


def _all_of(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith((bytes(4), b"PING\0")):
        piece = line.recv(65536)
        if not piece:
            break
        said += piece
    return said
