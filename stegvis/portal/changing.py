"""The resident wants another provider."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.change_provider import ask_to_change, can_ask
from stegvis.casework.forms.changing_provider import WishForm
from stegvis.casework.models import Choice
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.pages import ActorRequest, page


@page(who=frozenset({Role.RESIDENT}), shows=Choice)
def my_change(request: ActorRequest, choice: Choice) -> HttpResponse:
    """I tell why I want another provider; my caseworker answers."""
    today = clock.today()
    form = WishForm(request.POST or None)
    if form.acts(lambda: ask_to_change(choice, form.wish, by=request.actor, today=today)):
        messages.success(request, "Din önskan är skickad. Din handläggare svarar dig.")
        return redirect("my_case", pk=choice.case_id)
    context = {
        "choice": choice,
        "form": form,
        "answer": can_ask(choice, request.actor, today),
        "crumbs": [("Mina sidor", reverse("my_pages")), ("Byt anordnare", None)],
    }
    return render(request, "portal/change.html", context)
