"""Opening a case and giving it to a caseworker."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework import facts, possibilities
from stegvis.casework.actions import hand_over, open_case
from stegvis.casework.forms.opening import HandOverForm, OpenCaseForm
from stegvis.casework.models import Case
from stegvis.casework.views.frame import step_page
from stegvis.casework.views.identifying import Sought, offer_those_alike
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.edge.rates import SEARCHES, limited
from stegvis.core.pages import ActorRequest, page
from stegvis.registry.models import Person
from stegvis.registry.naming import shown_name


@page(who=CASEWORKERS)
@limited(SEARCHES, when=lambda request: request.method == "POST")
def open_case_page(request: ActorRequest) -> HttpResponse:
    """Asks whom it is about, then for the rest."""
    today = clock.today()
    sought = Sought.of(request, "open_case", today)
    if not sought.is_found:
        return _page(request, {"sought": sought})
    open_already = _open_case_of(sought.known, request) if sought.known else None
    if open_already is not None:
        return _page(request, {"sought": sought, "open_already": open_already})
    form = OpenCaseForm(
        sought.sent,
        actor=request.actor,
        number=sought.number,
        is_known=sought.known is not None,
        today=today,
        initial={
            "opened_on": today,
            "caseworker": request.actor.user_id,
            "unit": min(request.actor.unit_ids, default=None),
        },
    )
    if form.acts(lambda: open_case(form.opening(), by=request.actor, today=today)):
        case: Case = form.outcome
        messages.success(request, f"Ärende {case.number} är öppnat.")
        return redirect(case)
    offer_those_alike(form, request.actor, "open_case")
    return _page(request, {"form": form, "sought": sought})


@page(who=CASEWORKERS, shows=Case, hides_names=True)
def hand_over_case(request: ActorRequest, case: Case) -> HttpResponse:
    """Gives the case to a caseworker of its unit. Whoever may only take it himself finds only himself."""
    today, actor = clock.today(), request.actor
    candidates = facts.caseworkers_in(frozenset({case.unit_id}), today)
    if case.caseworker_id is None and not actor.leads(case.unit_id):
        candidates = candidates.filter(pk=actor.user_id)
    form = HandOverForm(request.POST or None, candidates=candidates)
    if form.acts(lambda: hand_over(case, **form.cleaned_data, by=actor, today=today)):
        messages.success(request, f"{form.cleaned_data['caseworker'].display_name} har nu ärendet.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title="Utse handläggare" if case.caseworker_id is None else "Byt handläggare",
        submit="Lämna över ärendet",
        answer=possibilities.can_hand_over(case, actor),
    )


def _page(request: ActorRequest, parts: dict[str, object]) -> HttpResponse:
    context: dict[str, object] = {"form": None, "open_already": None}
    crumbs = [("Ärenden", reverse("cases")), ("Öppna ärende", None)]
    return render(request, "casework/open_case.html", {**context, **parts, "crumbs": crumbs})


def _open_case_of(person: Person, request: ActorRequest) -> dict[str, object] | None:
    """The person's open case: with a link when the actor may see it, else with the unit to ask."""
    case = (
        Case.objects.filter(principal_id=person.principal_id, person=person)
        .open()
        .select_related("unit")
        .first()
    )
    if case is None:
        return None
    visible = case.unit_id in request.actor.unit_ids
    return {
        "name": shown_name(person, request.actor),
        "case": case if visible else None,
        "unit": case.unit.name,
    }
