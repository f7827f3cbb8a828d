"""A plain web client for measuring: one kept connection, one session, one page after the other."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Milliseconds of repeated requests."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms"

    @classmethod
    def of(cls, seconds: list[float]) -> Spread:
        ordered = sorted(seconds)
        last = len(ordered) - 1
        return cls(1000 * ordered[last // 2], 1000 * ordered[min(int(len(ordered) * 0.95), last)])


class Client:
    """Asks one server as one signed-in user."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}

    def get(self, path: str) -> bytes:
        """The page. Raises RuntimeError for anything but a page."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {body[:300]!r}")
        return body

    def timed(self, path: str) -> float:
        begun = time.perf_counter()
        self.get(path)
        return time.perf_counter() - begun


def warm_up(port: int, cookie: str, paths: list[str], *, seconds: float = 3) -> None:
    """Several clients at once, so that every worker and thread has been asked."""
    pages_per_second(port, cookie, paths, clients=8, seconds=seconds)


def measure(port: int, cookie: str, paths: list[str], *, times: int) -> Spread:
    """One client asking for the paths in turn."""
    client = Client(port, cookie)
    return Spread.of([client.timed(paths[number % len(paths)]) for number in range(times)])


def pages_per_second(port: int, cookie: str, paths: list[str], *, clients: int, seconds: float) -> float:
    """How many pages several clients get at once."""
    stop = time.perf_counter() + seconds
    counts = [0] * clients

    def ask(place: int) -> None:
        client = Client(port, cookie)
        while time.perf_counter() < stop:
            client.get(paths[(counts[place] + place) % len(paths)])
            counts[place] += 1

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
