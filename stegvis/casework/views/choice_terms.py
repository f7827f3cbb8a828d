"""The pages of the terms of the choice: what holds, and writing a new version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.write_choice_terms import write_choice_terms
from stegvis.casework.choice_terms import DAYS_TO_CHOOSE
from stegvis.casework.forms.choosing import ChoiceTermsForm
from stegvis.casework.models import ChoiceTerms
from stegvis.core import clock
from stegvis.core.actor import STAFF, Role
from stegvis.core.pages import ActorRequest, page

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


@page(who=STAFF)
def choice_terms(request: ActorRequest) -> HttpResponse:
    """All versions, the latest first. Whoever works here may read them: the rule shall be known."""
    written = ChoiceTerms.objects.filter(principal_id=request.actor.principal_id)
    return render(
        request,
        "casework/choice_terms.html",
        {
            "written": list(written.order_by("-period")),
            "may_write": request.actor.has(ADMINISTRATORS),
            "days_without_terms": DAYS_TO_CHOOSE,
        },
    )


@page(who=ADMINISTRATORS)
def write_choice_terms_page(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = ChoiceTermsForm(
        request.POST or None,
        initial={
            "from_day": today,
            "days_to_choose": DAYS_TO_CHOOSE,
            "max_changes": 2,
            "non_choice": ChoiceTerms.NonChoice.ROTA,
            "when_right_ends": ChoiceTerms.RightEnds.GO_ON,
        },
    )
    if form.acts(lambda: write_choice_terms(*form.terms(), by=request.actor, today=today)):
        terms: ChoiceTerms = form.outcome
        messages.success(request, f"Villkoren gäller från {terms.period.start}.")
        return redirect("choice_terms")
    title = "Nya villkor för valet"
    return render(
        request,
        "casework/setting_form.html",
        {
            "form": form,
            "title": title,
            "lead": "Val som redan är gjorda ändras inte. De behåller villkoren från sin dag.",
            "submit": "Spara villkoren",
            "back_url": reverse("choice_terms"),
            "crumbs": [("Villkor för valet", reverse("choice_terms")), (title, None)],
        },
    )
