"""What the pages under a provider have in common: the way there, and a page that asks for something."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.core.actor import STAFF, Role
from stegvis.core.answers import Answer
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest
from stegvis.providers.models import Provider

CHAIR = frozenset({Role.CHAIR})


def crumbs_of(request: ActorRequest, found: Provider) -> list[tuple[str, str | None]]:
    """The way to a provider's page, for the crumbs of the pages under it."""
    listed: list[tuple[str, str | None]] = (
        [("Anordnare", reverse("providers"))] if request.actor.has(STAFF | CHAIR) else []
    )
    return [*listed, (found.name, found.get_absolute_url())]


def exists_only_if(permitted: Answer) -> None:
    """A page for some of those who see the provider does not exist for the others."""
    if not permitted.ok:
        raise Http404


def form_page(
    request: ActorRequest,
    found: Provider,
    form: Form,
    *,
    title: str,
    submit: str,
    lead: str = "",
    color: str = "",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form about the provider. `color="danger"` marks the button that cannot be undone."""
    context = {
        "provider": found,
        "form": form,
        "title": title,
        "submit": submit,
        "lead": lead,
        "color": color,
        "crumbs": [*crumbs_of(request, found), (title, None)],
        **(extra or {}),
    }
    return render(request, "providers/step.html", context)
