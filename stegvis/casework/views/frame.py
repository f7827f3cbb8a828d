"""The page on which one step of a case is taken: the form, and beside it whom it is about."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.casework.models import Case
from stegvis.core import clock
from stegvis.core.answers import Answer
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest
from stegvis.registry.naming import Identity, identity, shown_name

Crumbs = list[tuple[str, str | None]]


def crumbs_of(case: Case, *rest: tuple[str, str | None]) -> Crumbs:
    """The way to the page. Like titles, which browsers keep, it never names who is protected."""
    return [("Ärenden", reverse("cases")), (shown_name(case.person), case.get_absolute_url()), *rest]


def who(case: Case, request: ActorRequest) -> Identity:
    """The person of the case as the reader may know him."""
    return identity(case.person, request.actor, clock.today())


def step_page(
    request: ActorRequest,
    case: Case,
    form: Form,
    *,
    title: str,
    submit: str,
    answer: Answer,
    lead: str = "",
    template: str = "casework/step.html",
    **more: Any,
) -> HttpResponse:
    """Shows the step. When it cannot be taken now, the page says why in place of the form."""
    context = {
        "case": case,
        "who": who(case, request),
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "answer": answer,
        "crumbs": crumbs_of(case, (title, None)),
        **more,
    }
    return render(request, template, context)
