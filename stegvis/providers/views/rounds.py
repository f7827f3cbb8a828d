"""The pages about re-authorisation: the rounds, who is left in one, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.answers import Answer
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.core.parts import Tone
from stegvis.core.steps import Step
from stegvis.providers import rounds
from stegvis.providers.actions import rounds as actions
from stegvis.providers.deciding_permissions import READERS, may_start_round
from stegvis.providers.forms.rounds import ProposeRevocationsForm, RoundFilter, StartRoundForm
from stegvis.providers.models import Reauthorisation
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.rules.rounds import NAMES, Standing

SORTINGS = {"namn": Sorting("Anordnare", ("name", "id"))}
ROUND_SORTINGS = {"start": Sorting("Beslutad", ("started_on", "id"), descending=True)}
TONES = {
    Standing.NOT_APPLIED: Tone.WARNING,
    Standing.HANDLED: Tone.INFO,
    Standing.GRANTED: Tone.SUCCESS,
    Standing.REFUSED: Tone.DANGER,
    Standing.GONE: Tone.NEUTRAL,
}
MOST_PROPOSED = 200
"""Boxes on one page."""


@page(who=READERS)
def reauthorisations(request: ActorRequest) -> HttpResponse:
    found = Reauthorisation.objects.visible_to(request.actor).select_related("intervention")
    context = {
        "page": KeysetPage(found, ROUND_SORTINGS, request.GET),
        "today": clock.today(),
        "may_start": may_start_round(request.actor, request.actor.principal_id).ok,
        "crumbs": [("Omauktorisationer", None)],
    }
    return render(request, "providers/reviewing/rounds.html", context)


@page(who=READERS, shows=Reauthorisation)
def reauthorisation(request: ActorRequest, found: Reauthorisation) -> HttpResponse:
    """Who has applied, who has been decided on, who is left."""
    today = clock.today()
    form = RoundFilter(request.GET)
    listed = KeysetPage(form.narrow(rounds.in_round(found, today)), SORTINGS, request.GET)
    counted = rounds.counted(found, today)
    return render(
        request,
        "providers/reviewing/round.html",
        {
            "round": found,
            "form": form,
            "page": listed,
            "lines": [
                (each, NAMES[at], TONES[at]) for each in listed.rows if (at := Standing(each.standing))
            ],
            "counted": [(NAMES[each], number, f"?lage={each.value}") for each, number in counted.items()],
            "steps": list(_steps(request, found, today)),
            "is_late": found.ended_on is None and today > found.deadline,
            "left": counted[Standing.NOT_APPLIED],
            "not_applied": Standing.NOT_APPLIED.value,
            "crumbs": [("Omauktorisationer", reverse("reauthorisations")), (found.title, None)],
        },
    )


@page(who=KEEPERS)
def start_reauthorisation(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    form = StartRoundForm(request.POST or None, actor=request.actor, initial={"conditions_on": today})
    if form.acts(lambda: actions.start_round(form.round, by=request.actor, today=today)):
        messages.success(request, "Omauktorisationen är startad. Anordnarna har fått ett brev.")
        return redirect(form.outcome)
    title = "Starta en omauktorisation"
    context = {
        "form": form,
        "title": title,
        "submit": "Starta och skicka brev",
        "lead": "Alla som är auktoriserade för insatsen i dag får ett brev och ska ansöka på nytt, "
        "utom de som redan har sökt enligt de nya villkoren.",
        "back": reverse("reauthorisations"),
        "possible": Answer.yes(),
        "crumbs": [("Omauktorisationer", reverse("reauthorisations")), (title, None)],
    }
    return render(request, "providers/reviewing/round_step.html", context)


@page(who=KEEPERS, shows=Reauthorisation)
def remind_reauthorisation(request: ActorRequest, found: Reauthorisation) -> HttpResponse:
    today = clock.today()
    form = _bare(request)
    if form.acts(lambda: actions.remind(found, by=request.actor, today=today)):
        messages.success(request, f"{form.outcome} anordnare har fått en påminnelse.")
        return redirect(found)
    possible = rounds.can_remind(found, request.actor, today)
    lead = _whom_to_remind(found, today)
    return _step(request, found, form, "Påminn dem som inte har ansökt", "Skicka påminnelsen", possible, lead)


@page(who=KEEPERS, shows=Reauthorisation)
def propose_revocations(request: ActorRequest, found: Reauthorisation) -> HttpResponse:
    """Those who have not applied in time: each is chosen by a human, and the chair decides on each."""
    today = clock.today()
    offered = rounds.to_propose(found, today).order_by("name", "id")[:MOST_PROPOSED]
    form = ProposeRevocationsForm(
        request.POST if request.method == "POST" else None,
        offered=[(str(each.pk), each.name) for each in offered],
    )
    if form.acts(lambda: actions.propose_revocations(found, form.chosen, by=request.actor, today=today)):
        messages.success(request, f"{len(form.outcome)} förslag finns nu hos ordföranden.")
        return redirect(found)
    possible = rounds.can_propose(found, request.actor, today)
    lead = "Ingen auktorisation upphör av sig själv. Ordföranden beslutar om varje förslag."
    return _step(request, found, form, "Föreslå återkallelse", "Lägg fram förslagen", possible, lead)


@page(who=KEEPERS, shows=Reauthorisation)
def end_reauthorisation(request: ActorRequest, found: Reauthorisation) -> HttpResponse:
    form = _bare(request)
    if form.acts(lambda: actions.end_round(found, by=request.actor, today=clock.today())):
        messages.success(request, "Omauktorisationen är avslutad.")
        return redirect(found)
    possible = rounds.can_end(found, request.actor)
    lead = "Ingen kan längre ansöka i den. Beslut och förslag står kvar."
    return _step(request, found, form, "Avsluta omauktorisationen", "Avsluta", possible, lead)


def _whom_to_remind(found: Reauthorisation, today: date) -> str:
    left, written = rounds.left(found, today), rounds.to_remind(found, today, today).count()
    told = f"Ett brev till var och en som inte har ansökt och inte har fått ett i dag. Det är {written}."
    without = left.filter(contact_email="").count()
    if without:
        told += f" Ring {without} till, som saknar e-postadress."
    return told


def _steps(request: ActorRequest, found: Reauthorisation, today: date) -> Iterator[Step]:
    if not may_start_round(request.actor, found.principal_id).ok:
        return
    for name, title, answer in (
        ("remind_reauthorisation", "Påminn", rounds.can_remind(found, request.actor, today)),
        (
            "propose_round_revocations",
            "Föreslå återkallelse",
            rounds.can_propose(found, request.actor, today),
        ),
        ("end_reauthorisation", "Avsluta omauktorisationen", rounds.can_end(found, request.actor)),
    ):
        yield Step(name, title, reverse(name, args=[found.pk]), answer)


def _step(
    request: ActorRequest,
    found: Reauthorisation,
    form: Form,
    title: str,
    submit: str,
    possible: Answer,
    lead: str,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "lead": lead,
        "back": found.get_absolute_url(),
        "possible": possible,
        "crumbs": [
            ("Omauktorisationer", reverse("reauthorisations")),
            (found.title, found.get_absolute_url()),
            (title, None),
        ],
    }
    return render(request, "providers/reviewing/round_step.html", context)


def _bare(request: ActorRequest) -> Form:
    """Nothing is asked for but the button."""
    return Form({} if request.method == "POST" else None)
