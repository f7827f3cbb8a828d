"""Logs: one JSON line per event, with the request's id and without personal data.

What a page showed and to whom stands in the access log of the room `oversight`, not here: these lines are
read by those who run the machine.
"""

from __future__ import annotations

import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from pythonjsonlogger.json import JsonFormatter

from stegvis.core.identifiers import mask

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request being served; empty outside requests."""

access = logging.getLogger("stegvis.access")

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']*")
_OUR_OWN = {"time", "level", "logger", "request_id"}  # made here; a random id may look like a personal number
_SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def without_personal_data(text: str) -> str:
    """`text` with personal numbers masked, and e-mail addresses and query strings taken out."""
    return mask(_EMAIL.sub("[e-post]", _QUERY.sub(r"\1?[…]", text)))


class JsonLines(JsonFormatter):
    """One line of JSON per event. An exception is told by its frames and the first line of its message:

    PostgreSQL's later lines (DETAIL) repeat the row.
    """

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - its name
        """In UTC, so that lines of several machines and of both summer and winter can be put in order."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data.pop("request", None)  # Django's loggers attach the request itself, with all that was sent
        if identity := request_id.get():
            log_data["request_id"] = identity

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {key: value if key in _OUR_OWN else _clean(value) for key, value in log_data.items()}

    def formatException(  # noqa: N802 - the standard library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, error, trace = ei
        if kind is None:
            return ""
        frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        told = str(error).partition("\n")[0]
        return "\n".join([f"{kind.__module__}.{kind.__qualname__}: {told}", *frames])


class RequestLogMiddleware:
    """Gives each request an id, and writes one line when it is answered: the route, not the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identity = _id_of(request)
        token = request_id.set(identity)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            access.info("request", extra=_account(request, response, began))
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = identity
        return response


def _clean(value: Any) -> Any:
    """`value` as it may stand in a log; what is no plain value is told as text."""
    if value is None or isinstance(value, bool | float):
        return value
    cleaned = without_personal_data(str(value))
    return value if isinstance(value, int) and cleaned == str(value) else cleaned


def _id_of(request: HttpRequest) -> str:
    """The id a proxy in front has given, when it is one, else a fresh one."""
    given = request.headers.get("X-Request-ID", "")
    return given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex


def _account(request: HttpRequest, response: HttpResponseBase, began: float) -> dict[str, Any]:
    route = request.resolver_match.route if request.resolver_match else "-"
    actor = getattr(request, "actor", None)
    return {
        "method": request.method,
        "route": route,
        "user": actor.user_id if actor else None,  # by number: who keeps asking for what is not his
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - began) * 1000, 1),
    }
