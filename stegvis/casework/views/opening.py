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
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.edge.rates import SEARCHES, limited
from stegvis.core.identifiers import PersonalNumber
from stegvis.core.pages import ActorRequest, page
from stegvis.core.standard_forms import PersonalNumberForm
from stegvis.registry.actions import find_person
from stegvis.registry.models import Person
from stegvis.registry.naming import hides, shown_name

FIND = "sok"
"""The button of the first half of the page: look the person up."""


@page(who=CASEWORKERS)
@limited(SEARCHES, when=lambda request: request.method == "POST")
def open_case_page(request: ActorRequest) -> HttpResponse:
    """Asks for the personal number, then for the rest. The number is never in the address, kept by logs."""
    today = clock.today()
    find = PersonalNumberForm(request.POST or None, today=today)
    if not find.is_valid():
        return _page(request, {"find": find})
    number: PersonalNumber = find.cleaned_data["personal_number"]
    known = _known_to(request.actor, find_person(request.actor.principal_id, number))
    people = [known.pk] if known else []
    readings.listed(request.actor, "open_case", people, searched=number.value)
    open_already = _open_case_of(known, request) if known else None
    if open_already is not None:
        return _page(request, {"find": find, "open_already": open_already})
    sent = None if FIND in request.POST else request.POST
    form = OpenCaseForm(
        sent,
        actor=request.actor,
        is_known=known is not None,
        today=today,
        initial={
            "personal_number": number.formatted(),
            "opened_on": today,
            "caseworker": request.actor.user_id,
            "unit": min(request.actor.unit_ids, default=None),
        },
    )
    if form.acts(lambda: open_case(form.opening(), by=request.actor, today=today)):
        case: Case = form.outcome
        messages.success(request, f"Ärende {case.number} är öppnat.")
        return redirect(case)
    return _page(
        request,
        {"form": form, "number": number, "known_name": shown_name(known, request.actor) if known else ""},
    )


@page(who=CASEWORKERS, shows=Case, hides_names=True)
def hand_over_case(request: ActorRequest, case: Case) -> HttpResponse:
    """Gives the case to a caseworker of its unit. Whoever may only take it himself finds only himself."""
    today, actor = clock.today(), request.actor
    candidates = facts.caseworkers_in(frozenset({case.unit_id}), today)
    if case.caseworker_id is None and not actor.leads(case.unit_id):
        candidates = candidates.filter(pk=actor.user_id)
    form = HandOverForm(request.POST or None, candidates=candidates)
    if form.acts(lambda: hand_over(case, form.cleaned_data["caseworker"], by=actor, today=today)):
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


def _known_to(actor: Actor, person: Person | None) -> Person | None:
    """Who is protected is asked for as if new: looking a number up tells nobody that it is here."""
    return None if person is None or hides(person, actor) else person


def _page(request: ActorRequest, parts: dict[str, object]) -> HttpResponse:
    context: dict[str, object] = {"find": None, "form": None, "open_already": None, "find_button": FIND}
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
