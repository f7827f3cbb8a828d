"""Naming who at the provider gets to know who a protected person is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.assignments.actions.name_staff import (
    can_name_provider_staff,
    name_provider_staff,
    staff_of_provider,
)
from stegvis.assignments.models import Assignment
from stegvis.assignments.views.frame import step_page
from stegvis.casework.forms.protection import NameStaffForm
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, StepUp, page
from stegvis.core.period import add_months


@page(who=CASEWORKERS, shows=Assignment, step_up=StepUp.TO_SEND, hides_names=True)
def name_staff(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    today = clock.today()
    form = NameStaffForm(
        request.POST or None,
        candidates=staff_of_provider(assignment, today),
        initial={"starts_on": today, "last_day": assignment.period.last_day or add_months(today, 6)},
    )
    if form.acts(
        lambda: name_provider_staff(
            assignment,
            form.cleaned_data["user"],
            form.period,
            form.cleaned_data["reason"],
            by=request.actor,
            today=today,
        )
    ):
        messages.success(request, f"{form.cleaned_data['user'].display_name} är namngiven.")
        return redirect(assignment)
    return step_page(
        request,
        assignment,
        form,
        title="Namnge personal hos anordnaren",
        lead="Den som du namnger får veta vem personen är. Andra hos anordnaren ser bara pseudonymen.",
        submit="Namnge",
        answer=can_name_provider_staff(assignment, request.actor),
    )
