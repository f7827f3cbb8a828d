"""Says to the history of changes who makes them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware


class ChangeHistoryMiddleware(HistoryMiddleware):
    """Beside the user and the address: who in support acts in the user's name."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        actor = getattr(request, "actor", None)
        if actor is not None and actor.impersonator_id is not None:
            context["impersonator"] = actor.impersonator_id
        return context
