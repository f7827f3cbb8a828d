"""The page on which one step of an assignment is taken: the form, and beside it what it is about."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.assignments.models import Assignment
from stegvis.core import clock
from stegvis.core.answers import Answer
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest
from stegvis.registry.naming import Identity, identity, shown_name

Crumbs = list[tuple[str, str | None]]


def whom(assignment: Assignment, request: ActorRequest) -> Identity:
    """The person of the assignment as the reader may know him."""
    return identity(assignment.person, request.actor, clock.today())


def crumbs_of(assignment: Assignment, *rest: tuple[str, str | None]) -> Crumbs:
    """The way to the page. Like titles, which browsers keep, it never names who is protected."""
    person = shown_name(assignment.person)
    return [("Uppdrag", reverse("assignments")), (person, assignment.get_absolute_url()), *rest]


def step_page(
    request: ActorRequest,
    assignment: Assignment,
    form: Form,
    *,
    title: str,
    submit: str,
    answer: Answer,
    lead: str = "",
    template: str = "assignments/step.html",
    **more: Any,
) -> HttpResponse:
    """Shows the step. When it cannot be taken now, the page says why in place of the form."""
    context = {
        "assignment": assignment,
        "who": whom(assignment, request),
        "back_url": assignment.get_absolute_url(),
        "form": form,
        "title": title,
        "lead": lead,
        "submit": submit,
        "answer": answer,
        "crumbs": crumbs_of(assignment, (title, None)),
        **more,
    }
    return render(request, template, context)
