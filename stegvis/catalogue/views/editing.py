"""Changing the catalogue: each change of terms is shown with whom it would touch before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.catalogue import actions, contents, impact, rules
from stegvis.catalogue.actions.terms import can_add, can_change
from stegvis.catalogue.differences import differences
from stegvis.catalogue.forms import (
    InterventionForm,
    Marked,
    PhaseOutForm,
    TermsForm,
    WithdrawForm,
    initial_of,
)
from stegvis.catalogue.impact import Change
from stegvis.catalogue.models import Intervention, Terms
from stegvis.catalogue.permissions import may_edit
from stegvis.catalogue.rules import TermsContent
from stegvis.catalogue.steps import can_phase_out
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Answer, Refused
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import ONE_DAY

EDITORS = frozenset({Role.ADMINISTRATOR})
CONFIRM = "genomfor"
ALLOWED = Answer.yes()


@page(who=EDITORS)
def add_intervention(request: ActorRequest) -> HttpResponse:
    form = InterventionForm(request.POST or None, initial={"chosen_by_person": True})
    if form.acts(lambda: actions.add_intervention(**_named(form), by=request.actor)):
        messages.success(
            request, "Insatsen finns i katalogen. Ange från när den erbjuds, och på vilka villkor."
        )
        return redirect("new_terms", form.outcome.pk)
    return _name_page(request, form, "Lägg till en insats", [*_crumbs(), ("Lägg till en insats", None)])


@page(who=EDITORS, shows=Intervention)
def rename_intervention(request: ActorRequest, intervention: Intervention) -> HttpResponse:
    initial = {
        "name": intervention.name,
        "purpose": intervention.purpose,
        "chosen_by_person": intervention.chosen_by_person,
        "seen": contents.mark_of(intervention),
    }
    form = InterventionForm(request.POST or None, initial=initial)
    if _acts(
        form,
        intervention,
        lambda: actions.rename_intervention(
            intervention, **_named(form), seen=form.cleaned_data["seen"], by=request.actor
        ),
    ):
        messages.success(request, "Ändringen är sparad.")
        return redirect(intervention)
    crumbs = _crumbs(intervention, "Ändra namn och beskrivning")
    return _name_page(request, form, f"Ändra namn: {intervention.name}", crumbs, intervention)


@page(who=EDITORS, shows=Intervention)
def new_terms(request: ActorRequest, intervention: Intervention) -> HttpResponse:
    """Terms from a day, filled in with those that hold, shown with whom they touch before they are made."""
    today = clock.today()
    former = intervention.terms_on(today) or intervention.terms.order_by("-period").first()
    content = contents.content_of(former) if former else TermsContent()
    form = _terms_form(request, intervention, content, today + ONE_DAY if former else today)

    def allowed(wanted: TermsContent, first_day: date) -> Answer:
        return can_add(wanted, first_day, intervention, list(intervention.terms.all()), today=today)

    def act(wanted: TermsContent, first_day: date, seen: str) -> Terms:
        return actions.add_terms(intervention, wanted, first_day, seen=seen, by=request.actor, today=today)

    return _terms_page(request, form, Editing(intervention, "Nya villkor från en dag", allowed, act))


@page(who=EDITORS, shows=Terms)
def change_terms(request: ActorRequest, terms: Terms) -> HttpResponse:
    """Terms that have not begun."""
    today, intervention = clock.today(), terms.intervention
    form = _terms_form(request, intervention, contents.content_of(terms), terms.period.start)

    def allowed(wanted: TermsContent, first_day: date) -> Answer:
        return can_change(wanted, first_day, terms, list(intervention.terms.all()), today=today)

    def act(wanted: TermsContent, first_day: date, seen: str) -> Terms:
        return actions.change_terms(terms, wanted, first_day, seen=seen, by=request.actor, today=today)

    title = f"Ändra villkoren från {terms.period.start}"
    answer = rules.may_change_coming(terms.period, today=today)
    return _terms_page(request, form, Editing(intervention, title, allowed, act, terms, answer))


@page(who=EDITORS, shows=Terms)
def withdraw_terms(request: ActorRequest, terms: Terms) -> HttpResponse:
    today, intervention = clock.today(), terms.intervention
    form = WithdrawForm(request.POST or None, initial={"seen": contents.mark_of(intervention)})

    def act() -> bool:
        actions.withdraw_terms(
            terms,
            former_goes_on=form.cleaned_data["former_goes_on"],
            seen=form.cleaned_data["seen"],
            by=request.actor,
            today=today,
        )
        return True

    if _acts(form, intervention, act):
        messages.success(request, "Villkoren är tillbakatagna.")
        return redirect(intervention)
    return render(
        request,
        "catalogue/withdraw.html",
        {
            "form": form,
            "intervention": intervention,
            "terms": terms,
            "answer": rules.may_change_coming(terms.period, today=today),
            "now": _as_it_is(intervention) if form.errors else [],
            "crumbs": _crumbs(intervention, "Ta tillbaka villkor"),
        },
    )


@page(who=EDITORS, shows=Intervention)
def phase_out(request: ActorRequest, intervention: Intervention) -> HttpResponse:
    """The last day, with what it would mean shown before it is set."""
    today = clock.today()
    form = PhaseOutForm(request.POST or None, initial={"seen": contents.mark_of(intervention)})
    last_day = form.cleaned_data["last_day"] if form.is_bound and form.is_valid() else None

    def act() -> bool:
        given = form.cleaned_data
        actions.phase_out(intervention, given["last_day"], seen=given["seen"], by=request.actor, today=today)
        return True

    if last_day and CONFIRM in request.POST and _acts(form, intervention, act):
        messages.success(request, f"{intervention.name} kan beviljas till och med {last_day}.")
        return redirect(intervention)
    counted = None
    if last_day and not form.errors:
        periods = [each.period for each in intervention.terms.all()]
        answer = rules.may_phase_out(last_day, periods, today=today)
        form.show(answer.problems)
        counted = _counted(request, intervention, last_day + ONE_DAY, None, today) if answer else None
    return render(
        request,
        "catalogue/phase_out.html",
        {
            "form": form,
            "intervention": intervention,
            "last_day": last_day,
            "counted": counted,
            "confirm": CONFIRM,
            "answer": may_edit(request.actor, intervention) & can_phase_out(intervention, today),
            "now": _as_it_is(intervention) if form.errors else [],
            "crumbs": _crumbs(intervention, "Avveckla"),
        },
    )


def _name_page(
    request: ActorRequest,
    form: InterventionForm,
    title: str,
    crumbs: list[tuple[str, str | None]],
    intervention: Intervention | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "crumbs": crumbs,
        "intervention": intervention,
        "now": _as_it_is(intervention) if intervention and form.errors else [],
    }
    return render(request, "catalogue/name.html", context)


# --- Terms: fill in, look at what it would mean, confirm


@dataclass(frozen=True, slots=True)
class Editing:
    """What is edited, whether it may be, and what is done when it is confirmed."""

    intervention: Intervention
    title: str
    allowed: Callable[[TermsContent, date], Answer]
    act: Callable[[TermsContent, date, str], Terms]
    terms: Terms | None = None
    answer: Answer = ALLOWED


def _terms_page(request: ActorRequest, form: TermsForm, editing: Editing) -> HttpResponse:
    today, intervention = clock.today(), editing.intervention
    preview: dict[str, Any] = {"counted": None, "differences": [], "now": []}
    if form.is_bound and form.is_valid():
        content, first_day = form.content(), form.cleaned_data["first_day"]
        confirmed = CONFIRM in request.POST and form.asks_for_exactly_what_was_shown
        if confirmed and _acts(
            form, intervention, lambda: editing.act(content, first_day, form.cleaned_data["seen"])
        ):
            messages.success(request, f"Villkoren gäller från {first_day}.")
            return redirect(intervention)
        preview = _previewed(request, form, editing, content, first_day, today)
    return render(
        request,
        "catalogue/terms.html",
        {
            "form": form,
            "intervention": intervention,
            "title": editing.title,
            "answer": editing.answer,
            "confirm": CONFIRM,
            **preview,
            "crumbs": _crumbs(intervention, editing.title),
        },
    )


def _previewed(
    request: ActorRequest, form: TermsForm, editing: Editing, content: TermsContent, day: date, today: date
) -> dict[str, Any]:
    """What would be different, and whom it would touch; or, when it was changed meanwhile, how it is now."""
    intervention = editing.intervention
    stale = not form.errors and _is_stale(form, intervention)
    if stale:
        form.show(Refused(contents.CHANGED_MEANWHILE).problems)
        form.read_anew(contents.mark_of(intervention))
    elif not form.errors:
        form.show(editing.allowed(content, day).problems)
    former = _former(intervention, day, apart_from=editing.terms)
    compared = differences(intervention, former, content)
    if form.errors:
        return {"counted": None, "differences": [], "now": compared if _was_stale(form) else []}
    form.show_as_previewed()
    return {
        "counted": _counted(request, intervention, day, content, today, former),
        "differences": compared,
        "now": [],
    }


def _former(intervention: Intervention, day: date, *, apart_from: Terms | None) -> Terms | None:
    """The terms that would hold on the day otherwise."""
    if apart_from is not None:
        return apart_from
    return intervention.terms_on(day)


def _counted(
    request: ActorRequest,
    intervention: Intervention,
    day: date,
    content: TermsContent | None,
    today: date,
    former: Terms | None = None,
) -> list[impact.Counted]:
    change = Change(intervention, day, former or intervention.terms_on(day), content)
    return impact.counted(change, request.actor, today)


# --- Two who change at once


def _acts(form: Marked, intervention: Intervention, act: Callable[[], Any]) -> bool:
    """Does it. When somebody was first, what was typed stays and the next sending is about what is now."""
    if form.acts(act):
        return True
    if form.is_bound and form.errors:
        form.read_anew(contents.mark_of(intervention))
    return False


def _is_stale(form: Marked, intervention: Intervention) -> bool:
    return bool(form.cleaned_data.get("seen") != contents.mark_of(intervention))


def _was_stale(form: Marked) -> bool:
    return contents.CHANGED_MEANWHILE in form.non_field_errors()


def _as_it_is(intervention: Intervention) -> list[tuple[str, str]]:
    """How the intervention is now, for who wrote on an older page."""
    now = Intervention.objects.get(pk=intervention.pk)
    periods = [f"{each.period}" for each in now.terms.order_by("period")]
    return [
        ("Namn", now.name),
        ("För vem", now.purpose),
        ("Val av anordnare", "Deltagaren väljer" if now.chosen_by_person else "Ingår inte i kundvalet"),
        ("Villkor gäller", ", ".join(periods)),
    ]


# --- Small parts


def _terms_form(
    request: ActorRequest, intervention: Intervention, content: TermsContent, first_day: date
) -> TermsForm:
    others = Intervention.objects.visible_to(request.actor).exclude(pk=intervention.pk).order_by("name")
    initial = {**initial_of(content, first_day), "seen": contents.mark_of(intervention)}
    return TermsForm(
        request.POST or None,
        intervention=intervention,
        others=others.values_list("code", "name"),
        initial=initial,
    )


def _named(form: InterventionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "purpose", "chosen_by_person")}


def _crumbs(intervention: Intervention | None = None, title: str = "") -> list[tuple[str, str | None]]:
    crumbs: list[tuple[str, str | None]] = [("Start", "/"), ("Insatser", reverse("interventions"))]
    if intervention is None:
        return crumbs
    return [*crumbs, (intervention.name, intervention.get_absolute_url()), (title, None)]
