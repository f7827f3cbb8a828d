"""Browsers tell here when a page tried something that its policy forbids: a mistake of ours, or an attack."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stegvis.core.edge.rates import REPORTS, limited
from stegvis.core.edge.sizes import takes_at_most
from stegvis.core.pages import public

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 5
LONGEST_WORD = 200


@public
@csrf_exempt
@require_POST
@non_atomic_requests
@limited(REPORTS)
@takes_at_most(16 * 1024)
def csp_report(request: HttpRequest) -> HttpResponse:
    """One line in the log per report: the directive, the page without its query, and where it led."""
    for report in _reports(request.body)[:MOST_AT_ONCE]:
        logger.warning(
            "The page %s tried what its policy forbids: %s from %s.",
            _path(report.get("documentURL") or report.get("document-uri")),
            _word(report.get("effectiveDirective") or report.get("effective-directive")),
            _origin(report.get("blockedURL") or report.get("blocked-uri")),
        )
    return HttpResponse(status=204)


def _reports(body: bytes) -> list[dict[str, Any]]:
    """In either form: a list from the Reporting API, or one under `csp-report` from older browsers."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found = [each.get("body") for each in sent if isinstance(each, dict)] if isinstance(sent, list) else []
    if isinstance(sent, dict):
        found = [sent.get("csp-report")]
    return [report for report in found if isinstance(report, dict)]


def _path(address: Any) -> str:
    return _word(_parts(address)[1])


def _origin(address: Any) -> str:
    """`inline` and `eval` are told as they stand; of an address only where it leads."""
    host, _ = _parts(address)
    return _word(host or str(address).partition("/")[0])


def _parts(address: Any) -> tuple[str, str]:
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return "", ""
    return parts.netloc, parts.path


def _word(text: Any) -> str:
    return "".join(sign for sign in str(text)[:LONGEST_WORD] if sign.isprintable())
