"""The pages of one's own exports: what has been made, and fetching it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, MONEY, PROVIDERS, Role
from stegvis.core.answers import Answer, Refused
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.pages import ActorRequest, page
from stegvis.registry import exports
from stegvis.registry.models import Export

TAKES_OUT = MONEY | PROVIDERS | CASEWORKERS | {Role.ADMINISTRATOR}
"""Those whose pages offer an export with personal data."""
SHOWN_DAYS = 30


@page(who=TAKES_OUT)
def my_exports(request: ActorRequest) -> HttpResponse:
    """What the user has made lately, the latest first, with why something cannot be fetched any more."""
    now = clock.now()
    found = Export.objects.visible_to(request.actor).made_since(now, days=SHOWN_DAYS).with_state(now)
    return render(
        request,
        "registry/my_exports.html",
        {
            "lines": [_line(export, now) for export in found],
            "days": SHOWN_DAYS,
            "crumbs": [("Start", reverse("start")), ("Mina exporter", None)],
        },
    )


@page(who=TAKES_OUT, shows=Export, step_up=True)
@require_POST
@limited(EXPORTS)
def take_export(request: ActorRequest, export: Export) -> HttpResponse:
    """The file. Sent for with a button and not a link, because each fetching is counted."""
    try:
        return exports.take(export, by=request.actor, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my_exports")


def _line(export: Export, now: datetime) -> tuple[Export, Answer]:
    return export, exports.can_take(export, now)
