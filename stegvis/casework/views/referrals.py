"""The inflow: the list of referrals, a new one, and the answer to each."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.open import told_of_open_case
from stegvis.casework.actions.referrals import (
    can_answer,
    open_from_referral,
    register_referral,
    take_up,
    turn_down,
)
from stegvis.casework.forms.referrals import (
    ALL,
    InflowFilter,
    OpenFromReferralForm,
    RegisterReferralForm,
    TakeUpForm,
    TurnDownForm,
)
from stegvis.casework.models import Case, Referral, ReferralOutcome
from stegvis.casework.views.identifying import Sought, offer_those_alike
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS
from stegvis.core.answers import Answer
from stegvis.core.edge.rates import SEARCHES, limited
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.registry.naming import identity, shown_name

SORTINGS = {"inkom": Sorting("Inkom", ("received_on", "id"))}
"""The longest waiting first."""


class Line(TypedDict):
    """One referral in the list."""

    url: str
    name: str
    source: str
    received: str
    age: str
    unit: str
    outcome: str


@page(who=CASEWORKERS)
def inflow(request: ActorRequest) -> HttpResponse:
    """Referrals to the actor's units."""
    form = InflowFilter(request.GET, request.actor)
    listed = KeysetPage(form.referrals().in_list(), SORTINGS, request.GET)
    readings.listed(request.actor, "inflow", [row.standing_person.pk for row in listed.rows])
    today = clock.today()
    context = {
        "form": form,
        "page": listed,
        "lines": [_line(row, today) for row in listed.rows],
        "all_url": f"?status={ALL}" if "status" not in request.GET else "",
        "crumbs": [("Ärenden", reverse("cases")), ("Inflöde", None)],
    }
    return render(request, "casework/inflow.html", context)


@page(who=CASEWORKERS)
@limited(SEARCHES, when=lambda request: request.method == "POST")
def register_referral_page(request: ActorRequest) -> HttpResponse:
    """Asks whom it is about, then what is asked for."""
    today, actor = clock.today(), request.actor
    sought = Sought.of(request, "register_referral", today)
    context: dict[str, Any] = {"sought": sought, "form": None, "crumbs": _crumbs(("Ny hänvisning", None))}
    if not sought.is_found:
        return render(request, "casework/register_referral.html", context)
    form = RegisterReferralForm(
        sought.sent,
        actor=actor,
        number=sought.number,
        is_known=sought.known is not None,
        today=today,
        initial={"received_on": today, "unit": min(actor.unit_ids, default=None)},
    )
    if form.acts(lambda: register_referral(form.incoming(), by=actor, today=today)):
        messages.success(request, "Hänvisningen är registrerad.")
        return redirect(form.outcome)
    offer_those_alike(form, actor, "register_referral")
    return render(request, "casework/register_referral.html", {**context, "form": form})


@page(who=CASEWORKERS, shows=Referral)
def referral(request: ActorRequest, found: Referral) -> HttpResponse:
    """One referral, and what can be answered."""
    shown = _shown(found)
    outcome: ReferralOutcome | None = getattr(shown, "outcome", None)
    reachable = outcome is not None and outcome.case is not None and _is_own(outcome.case, request)
    context = {
        **_about(shown, request),
        "outcome": outcome,
        "outcome_case": outcome.case if outcome and reachable else None,
        "open_case": _open_case(shown, request),
        "told": told_of_open_case(shown.standing_person, request.actor),
        "answer": can_answer(shown, request.actor),
        "crumbs": _crumbs(("Hänvisning", None)),
    }
    return render(request, "casework/referral.html", context)


@page(who=CASEWORKERS, shows=Referral)
def open_from_referral_page(request: ActorRequest, found: Referral) -> HttpResponse:
    """Opens a case, filled in with what the referral says."""
    today, actor, shown = clock.today(), request.actor, _shown(found)
    form = OpenFromReferralForm(
        request.POST or None,
        referral=shown,
        today=today,
        initial={
            "opened_on": today,
            "referred_by": shown.from_whom if shown.source != Referral.Source.SELF else "",
            "caseworker": actor.user_id,
            "target_group": "ekonomiskt_bistand" if shown.source == Referral.Source.INCOME_SUPPORT else None,
        },
    )
    if form.acts(lambda: open_from_referral(shown, form.opening(), by=actor, today=today)):
        case: Case = form.outcome
        messages.success(request, f"Ärende {case.number} är öppnat.")
        return redirect(case)
    return _step(
        request,
        shown,
        form,
        title="Öppna ärende från hänvisningen",
        submit="Öppna ärendet",
        answer=can_answer(shown, actor),
    )


@page(who=CASEWORKERS, shows=Referral)
def take_up_referral(request: ActorRequest, found: Referral) -> HttpResponse:
    """Asks whether the referral shall be taken up in the person's open case."""
    actor, shown = request.actor, _shown(found)
    case = _open_case(shown, request)
    sent = request.POST if request.method == "POST" else None
    form = TakeUpForm(sent)
    if case is not None and form.acts(lambda: take_up(shown, case, by=actor, today=clock.today())):
        messages.success(request, f"Hänvisningen tas upp i ärende {case.number}.")
        return redirect(case)
    missing = Answer.yes() if case else Answer.no("Personen har inget öppet ärende på din enhet.")
    return _step(
        request,
        shown,
        form,
        title=f"Ta upp i ärende {case.number}" if case else "Ta upp i ett ärende",
        submit="Ta upp hänvisningen",
        answer=can_answer(shown, actor) & missing,
    )


@page(who=CASEWORKERS, shows=Referral)
def turn_down_referral(request: ActorRequest, found: Referral) -> HttpResponse:
    """Nothing comes of it: why?"""
    actor, shown = request.actor, _shown(found)
    form = TurnDownForm(request.POST or None)
    if form.acts(
        lambda: turn_down(
            shown, form.cleaned_data["kind"], form.cleaned_data["reason"], by=actor, today=clock.today()
        )
    ):
        messages.success(request, "Hänvisningen är besvarad.")
        return redirect(shown)
    return _step(
        request,
        shown,
        form,
        title="Avsluta hänvisningen utan ärende",
        submit="Avsluta hänvisningen",
        answer=can_answer(shown, actor),
    )


def _shown(found: Referral) -> Referral:
    related = ("person__merged_into", "unit", "registered_by", "outcome__case", "outcome__decided_by")
    return Referral.objects.select_related(*related).get(pk=found.pk)


def _about(shown: Referral, request: ActorRequest) -> dict[str, Any]:
    today = clock.today()
    return {
        "referral": shown,
        "who": identity(shown.standing_person, request.actor, today),
        "title": f"Hänvisning: {shown_name(shown.standing_person)}",
        "age": _age(shown, today),
    }


def _step(
    request: ActorRequest, shown: Referral, form: Form, *, title: str, submit: str, answer: Answer
) -> HttpResponse:
    context = {
        **_about(shown, request),
        "form": form,
        "title": title,
        "submit": submit,
        "answer": answer,
        "crumbs": _crumbs(("Hänvisning", shown.get_absolute_url()), (title, None)),
    }
    return render(request, "casework/referral_step.html", context)


def _open_case(shown: Referral, request: ActorRequest) -> Case | None:
    cases = Case.objects.of_own_units(request.actor).filter(person=shown.standing_person)
    return cases.open().first()


def _is_own(case: Case, request: ActorRequest) -> bool:
    return case.unit_id in request.actor.unit_ids


def _crumbs(*rest: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [("Ärenden", reverse("cases")), ("Inflöde", reverse("inflow")), *rest]


def _line(row: Referral, today: date) -> Line:
    outcome: ReferralOutcome | None = getattr(row, "outcome", None)
    person = row.standing_person
    return Line(
        url=row.get_absolute_url(),
        name=shown_name(person),
        source=row.get_source_display() if person.is_protected else row.from_whom,
        received=row.received_on.isoformat(),
        age=_age(row, today),
        unit=row.unit.name,
        outcome=str(outcome.get_kind_display()) if outcome else "",
    )


def _age(row: Referral, today: date) -> str:
    """How long it has waited, or waited until it was answered."""
    outcome: ReferralOutcome | None = getattr(row, "outcome", None)
    days = ((outcome.decided_on if outcome else today) - row.received_on).days
    return "1 dag" if days == 1 else f"{days} dagar"
