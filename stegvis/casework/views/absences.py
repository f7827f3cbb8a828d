"""Who is away and who stands in: the list, a new one, ending one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.absence import end_absence, record_absence
from stegvis.casework.forms.caseload import AbsenceForm
from stegvis.casework.models import Absence
from stegvis.casework.permissions import may_record_absence
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page

TITLE = "Frånvaro och ersättare"
SHOWN = 200


@page(who=CASEWORKERS)
def absences(request: ActorRequest) -> HttpResponse:
    """Present and coming absences that the actor has to do with, and a new one."""
    actor, today = request.actor, clock.today()
    form = AbsenceForm(
        request.POST or None,
        actor=actor,
        today=today,
        initial={"first_day": today, "unit": min(actor.unit_ids, default=None)},
    )

    def record() -> Absence:
        given = form.cleaned_data
        return record_absence(
            given["unit"], given["user"], given["substitute"], form.days, by=actor, today=today
        )

    if form.acts(record):
        absence: Absence = form.outcome
        messages.success(request, f"{absence.substitute.display_name} ersätter {absence.user.display_name}.")
        return redirect("absences")
    listed = Absence.objects.visible_to(actor).not_over(today).for_list()[:SHOWN]
    lines = [(each, may_record_absence(actor, each.unit_id, each.user_id).ok) for each in listed]
    return render(
        request,
        "casework/absences.html",
        {
            "form": form,
            "lines": lines,
            "today": today,
            "crumbs": [("Ärenden", reverse("cases")), (TITLE, None)],
        },
    )


@page(who=CASEWORKERS, shows=Absence)
def end(request: ActorRequest, absence: Absence) -> HttpResponse:
    """Asks first: the substitute sees nothing more from today on."""
    today = clock.today()
    form = Form(request.POST if request.method == "POST" else None)
    if form.acts(lambda: end_absence(absence, by=request.actor, today=today)):
        messages.success(request, "Frånvaron är avslutad.")
        return redirect("absences")
    return render(
        request,
        "casework/end_absence.html",
        {
            "absence": absence,
            "form": form,
            "answer": may_record_absence(request.actor, absence.unit_id, absence.user_id),
            "crumbs": [(TITLE, reverse("absences")), ("Avsluta frånvaron", None)],
        },
    )
