"""How often: generous for pages, tight for searches and for what takes data out.

Each user, and each address for who is not signed in, has a bucket of tokens per kind of limit; a request
takes one, and they come back at an even pace. The buckets are kept in each worker's own memory: with two
workers a user may do up to twice as much. That stops a script that empties the register, not a patient one;
what is taken out is logged all the same. Attempts to sign in are counted apart, for all workers together.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stegvis.core.error_views import too_often
from stegvis.core.maintenance import HEALTH

PAGES, SEARCHES, FILES, EXPORTS, REPORTS = "pages", "searches", "files", "exports", "reports"
APPLICATIONS = "applications"
MOST_BUCKETS = 50_000

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
Condition = Callable[[HttpRequest], bool]


@dataclass(frozen=True, slots=True)
class Limit:
    """A declared limit, and for which requests to the view it counts."""

    kind: str
    when: Condition | None = None

    def counts(self, request: HttpRequest) -> bool:
        return self.when is None or self.when(request)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """The tokens of everybody. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[tuple[str, str], _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, kind: str, whose: str) -> int:
        """Takes a token and answers 0, or how many seconds to wait for one."""
        burst, per_minute = settings.RATE_LIMITS[kind]
        now = self._clock()
        with self._lock:
            bucket = self._filled(kind, whose, burst, per_minute, now)
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return 0
            return max(1, round((1 - bucket.tokens) * 60 / per_minute))

    def _filled(self, kind: str, whose: str, burst: int, per_minute: int, now: float) -> _Bucket:
        bucket = self._held.get((kind, whose))
        if bucket is None:
            self._make_room()
            bucket = self._held[kind, whose] = _Bucket(burst, now)
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * per_minute / 60)
        bucket.at = now
        return bucket

    def _make_room(self) -> None:
        """Forgets the tenth that has been quiet longest, so that many addresses do not fill the memory."""
        if len(self._held) >= MOST_BUCKETS:
            oldest = sorted(self._held, key=lambda key: self._held[key].at)[: MOST_BUCKETS // 10]
            for key in oldest:
                del self._held[key]


buckets = Buckets()


def limited(kind: str, *, when: Condition | None = None) -> Callable[[V], V]:
    """Declares that requests to a view (for which `when` holds) are counted apart. Put it under `@page`."""

    def declare(view: V) -> V:
        view.limit = Limit(kind, when)  # type: ignore[attr-defined]
        return view

    return declare


def searching(field: str) -> Condition:
    """True for requests that search with this field of the address; drawing the list alone is no search."""
    return lambda request: bool(request.GET.get(field, "").strip())


class RateMiddleware:
    """Put it after the session: it needs to know whose request it is, and no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(HEALTH):
            return self.get_response(request)
        return _refusal(request, PAGES) or self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        limit: Limit | None = getattr(view, "limit", None)
        return _refusal(request, limit.kind) if limit and limit.counts(request) else None


def _refusal(request: HttpRequest, kind: str) -> HttpResponseBase | None:
    if not settings.RATE_LIMITS:
        return None
    seconds = buckets.take(kind, whose(request))
    return too_often(request, seconds) if seconds else None


def whose(request: HttpRequest) -> str:
    """The user whom the session says it is, else the address that the request came from."""
    user = request.session.get(SESSION_KEY)
    return f"user {user}" if user else f"address {address(request)}"


def address(request: HttpRequest) -> str:
    """As the outermost trusted proxy saw it; without a proxy, who is at the other end."""
    proxies: int = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(passed) >= proxies:
        return passed[-proxies][:45]
    return str(request.META.get("REMOTE_ADDR", ""))
