"""Extending, and ending before the time."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse

from stegvis.assignments.actions.end import can_end
from stegvis.assignments.actions.extend import can_extend
from stegvis.assignments.carriers import end_draft, extension_draft
from stegvis.assignments.facts import facts_of_extension, limits_of
from stegvis.assignments.forms.deciding import EndForm, ExtendForm
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.extending import latest_end
from stegvis.assignments.views.frame import step_page
from stegvis.casework.mandates import matter_of
from stegvis.casework.models import DecisionProposal
from stegvis.casework.rules.delegation import Delegated
from stegvis.casework.views.drafting import answer_to, decision_context, may_be_prepared, previewed
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import ONE_DAY, Period


@page(who=CASEWORKERS, shows=Assignment)
def extend_page(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    end: date | None = assignment.period.end
    if end is None:
        raise Http404
    known, limits = facts_of_extension(assignment), limits_of(assignment.decision)
    latest = latest_end(known, limits)
    proposed = {"last_day": latest - ONE_DAY} if latest and latest > end else {}
    form = ExtendForm(request.POST or None, begins=end, initial=proposed)
    matter = matter_of(Delegated.EXTEND, assignment.intervention)

    def make() -> DecisionProposal:
        given = form.cleaned_data
        return extension_draft(assignment, Period.inclusive(end, given["last_day"]), given["reason"])

    said = f"Insatsen är förlängd till och med {form['last_day'].value()}."
    done = answer_to(request, form, make, said=said, then=assignment)
    return done or step_page(
        request,
        assignment,
        form,
        title=f"Förläng {assignment.intervention.name}",
        lead="Beslutet gäller från i dag och kan inte ändras.",
        answer=can_extend(assignment, request.actor, clock.today())
        & may_be_prepared(request, assignment.case, matter),
        template="assignments/extend.html",
        known=known,
        limits=limits,
        latest=latest,
        document=previewed(request, form, make),
        **decision_context(request, assignment.case, matter),
    )


@page(who=CASEWORKERS, shows=Assignment)
def end_page(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    form = EndForm(request.POST or None)
    matter = matter_of(Delegated.END, assignment.intervention)

    def make() -> DecisionProposal:
        return end_draft(assignment, **form.cleaned_data)

    said = f"Uppdraget slutar {form['last_day'].value()}."
    done = answer_to(request, form, make, said=said, then=assignment)
    return done or step_page(
        request,
        assignment,
        form,
        title="Avsluta i förtid",
        lead="Beslutet gäller från i dag och kan inte ändras. Anordnaren skriver sedan sin slutrapport.",
        answer=can_end(assignment, request.actor, clock.today())
        & may_be_prepared(request, assignment.case, matter),
        template="assignments/decision_step.html",
        document=previewed(request, form, make),
        **decision_context(request, assignment.case, matter),
    )
