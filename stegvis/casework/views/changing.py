"""Changing what has been granted, and ending what nobody carries out."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from stegvis.casework import facts
from stegvis.casework.actions import change as changes
from stegvis.casework.carriers import change_draft, end_grant_draft
from stegvis.casework.forms.changing import ChangeForm, EndGrantForm
from stegvis.casework.mandates import matter_of
from stegvis.casework.models import Decision, DecisionProposal
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.delegation import Delegated
from stegvis.casework.views.drafting import answer_to, decision_context, may_be_prepared, previewed
from stegvis.casework.views.frame import step_page
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page


@page(who=CASEWORKERS, shows=Decision)
def change(request: ActorRequest, grant: Decision) -> HttpResponse:
    """What shall hold of the intervention from a day on, while it goes on."""
    today = clock.today()
    if grant.kind != Decision.Kind.GRANT:
        raise Http404
    known = changes.grant_facts(grant, today)
    capacity = facts.entry_facts(grant.case, grant.intervention_id, today=today).capacity
    initial = {
        "from_day": max(today, known.days.start) if known.days else today,
        "last_day": known.days.last_day if known.days else None,
        "level": known.level,
        "combined_with": known.combined_with,
    }
    form = ChangeForm(
        request.POST or None,
        known=known,
        levels=_levels(grant),
        capacity=capacity,
        initial=initial,
    )
    matter = matter_of(Delegated.CHANGE, grant.intervention)

    def make() -> DecisionProposal:
        return change_draft(grant, form.wanted())

    done = answer_to(request, form, make, said=f"{grant.intervention.name} är ändrad.")
    return done or step_page(
        request,
        grant.case,
        form,
        title=f"Ändra {grant.intervention.name}",
        lead="Insatsen fortsätter. Det som inte ändras gäller som förut, och uppdraget följer med.",
        answer=changes.can_change(grant, request.actor, today) & may_be_prepared(request, grant.case, matter),
        template="casework/change.html",
        known=known,
        known_in_words=capacity_in_words(known.capacity),
        capacity=capacity,
        capacity_in_words=capacity_in_words(capacity),
        grant=grant,
        level=dict(_levels(grant)).get(known.level, known.level),
        document=previewed(request, form, make),
        **decision_context(request, grant.case, matter),
    )


@page(who=CASEWORKERS, shows=Decision)
def end_grant(request: ActorRequest, grant: Decision) -> HttpResponse:
    """Ends what has been granted but not become an assignment."""
    today = clock.today()
    if grant.kind != Decision.Kind.GRANT:
        raise Http404
    form = EndGrantForm(request.POST or None)
    matter = matter_of(Delegated.END, grant.intervention)

    def make() -> DecisionProposal:
        return end_grant_draft(grant, form.cleaned_data["reason"])

    done = answer_to(request, form, make, said=f"{grant.intervention.name} är avslutad.")
    return done or step_page(
        request,
        grant.case,
        form,
        title=f"Avsluta {grant.intervention.name}",
        lead="Insatsen har inget uppdrag. De dagar som är kvar upphör från och med i dag.",
        answer=changes.can_end_grant(grant, request.actor, today)
        & may_be_prepared(request, grant.case, matter),
        template="casework/decision_step.html",
        document=previewed(request, form, make),
        **decision_context(request, grant.case, matter),
    )


def _levels(grant: Decision) -> list[tuple[str, str]]:
    terms = grant.intervention.terms_on(grant.decided_on)
    return [(level.code, level.name) for level in terms.levels.all()] if terms else []
