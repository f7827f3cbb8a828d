"""What the pages of control have in common."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stegvis.catalogue.models import Intervention
from stegvis.core.answers import Answer
from stegvis.core.forms import Form
from stegvis.core.numbers import format_number
from stegvis.core.pages import ActorRequest
from stegvis.providers import effects
from stegvis.providers.effects import Loss
from stegvis.providers.models import CONTROLLING, Provider

Crumbs = list[tuple[str, str | None]]


def crumbs_to(request: ActorRequest, listed: str, url_name: str, *further: tuple[str, str | None]) -> Crumbs:
    """Through the list, for those who have it."""
    first: Crumbs = [(listed, reverse(url_name))] if request.actor.has(CONTROLLING) else []
    return [*first, *further]


def how_many_are_touched(provider: Provider, intervention: Intervention | None, today: date) -> str:
    """For who is about to take the right: the assignments that would end if it were lost today, and whose."""
    extent = effects.touched_by(Loss(provider, intervention, today, today))
    of_what = f" i {intervention.name}" if intervention else ""
    if not extent.assignments:
        return f"Just nu har anordnaren inget uppdrag{of_what}."
    people = f"{format_number(len(extent.people))} deltagare"
    assignments = f"{format_number(extent.assignments)} uppdrag{of_what}"
    return f"Just nu har anordnaren {assignments} som pågår eller är på väg, för {people}."


def ask(
    request: ActorRequest,
    form: Form,
    provider: Provider,
    *,
    title: str,
    submit: str,
    answer: Answer,
    back_url: str,
    crumbs: Crumbs,
    lead: str = "",
    quoted: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A form for one step; when the step cannot be taken, why. `quoted` = what the step is about."""
    context = {
        "form": form,
        "provider": provider,
        "title": title,
        "submit": submit,
        "answer": answer,
        "back_url": back_url,
        "crumbs": [*crumbs, (title, None)],
        "lead": lead,
        "quoted": quoted,
        "color": "danger" if danger else "",
    }
    return render(request, "providers/control_step.html", context)
