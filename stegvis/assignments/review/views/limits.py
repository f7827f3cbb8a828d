"""The rules of the review: what each looks for, how often it is right, and its limits over time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.assignments.actions.set_review_terms import set_review_terms
from stegvis.assignments.models import ReviewTerms
from stegvis.assignments.review.forms import TermsForm
from stegvis.assignments.review.permissions import may_set_terms
from stegvis.assignments.review.precision import quarters_until, records
from stegvis.assignments.review.terms import terms_on
from stegvis.core import clock
from stegvis.core.pages import ActorRequest, page
from stegvis.providers.models import CONTROLLING
from stegvis.providers.permissions import KEEPERS


@page(who=CONTROLLING)
def rules(request: ActorRequest) -> HttpResponse:
    """Every rule with its limits of the day and what its flags have led to."""
    today = clock.today()
    principal_id = request.actor.principal_id
    quarters = [f"{day.year} kv {(day.month + 2) // 3}" for day in quarters_until(today)]
    found = records(principal_id, terms_on(principal_id, today), today)
    return render(
        request,
        "assignments/review/rules.html",
        {
            "records": [(record, list(zip(quarters, record.by_quarter, strict=True))) for record in found],
            "quarters": quarters,
            "any_judged": any(record.total.judged for record in found),
            "noisy": [record for record in found if record.looks and record.total.is_noisy],
            "versions": ReviewTerms.objects.filter(principal_id=principal_id).order_by("-period"),
            "today": today,
            "may_set": may_set_terms(request.actor).ok,
            "crumbs": [("Granskning", reverse("review_flags")), ("Regler", None)],
        },
    )


@page(who=KEEPERS)
def set_terms(request: ActorRequest) -> HttpResponse:
    """New limits from a day on, starting from those in force."""
    today = clock.today()
    form = TermsForm(request.POST or None, now=terms_on(request.actor.principal_id, today), today=today)
    if form.acts(lambda: set_review_terms(form.wanted(), by=request.actor, today=today)):
        messages.success(request, f"Gränserna gäller från {form.outcome.period.start}.")
        return redirect("review_rules")
    return render(
        request,
        "assignments/review/set_terms.html",
        {
            "form": form,
            "crumbs": [
                ("Granskning", reverse("review_flags")),
                ("Regler", reverse("review_rules")),
                ("Ändra gränser", None),
            ],
        },
    )
