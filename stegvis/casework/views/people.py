"""People who may be registered twice: the list of pairs, the comparison, the merge and its undoing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.merge import (
    can_merge,
    can_say_apart,
    can_undo,
    merge_people,
    say_apart,
    undo_merge,
)
from stegvis.casework.duplicates import START, Pair, Position, pairs_of_own_units
from stegvis.casework.forms.people import MergeForm, UndoMergeForm
from stegvis.casework.models import Case
from stegvis.casework.places import places
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page, visible
from stegvis.registry import merging, merging_rules
from stegvis.registry.guard import close_to_unnamed
from stegvis.registry.likeness import as_sentence, likeness
from stegvis.registry.lookalikes import particulars
from stegvis.registry.models import Person, PersonIdentifier, PersonMerge
from stegvis.registry.naming import shown_name

HEADS = frozenset({Role.HEAD_OF_UNIT})
APART = "olika"
"""The button that says that they are two."""


@page(who=HEADS)
def duplicates(request: ActorRequest) -> HttpResponse:
    """Pairs of people in the head's units who may be one."""
    found = pairs_of_own_units(request.actor, _position(request.GET.get("efter", "")))
    people = {key for pair in found.pairs for key in pair.position}
    readings.listed(request.actor, "duplicates", people)
    return render(
        request,
        "casework/duplicates.html",
        {
            "lines": [_line(pair) for pair in found.pairs],
            "next_url": f"?efter={found.next[0]}-{found.next[1]}" if found.next else "",
            "is_first": "efter" not in request.GET,
            "crumbs": [("Ärenden", reverse("cases")), ("Dubbletter", None)],
        },
    )


@page(who=HEADS, shows=Person)
def compare_people(request: ActorRequest, one: Person, other: int) -> HttpResponse:
    """The two side by side; here they are made one, or said to be two."""
    actor, today = request.actor, clock.today()
    twin = visible(Person, actor, other)
    assert isinstance(twin, Person)
    closed = close_to_unnamed(request, twin)
    if closed is not None:
        return closed
    readings.note(actor, readings.Kind.SHOWN, what="compare_people", record=twin)
    sides = [_side(each) for each in (one, twin)]
    form = _merge_form(request, one, twin, sides)
    apart = Form(request.POST if APART in request.POST else None)
    if apart.acts(lambda: say_apart(one, twin, by=actor, today=today)):
        messages.success(request, "De är två olika personer och föreslås inte igen.")
        return redirect("duplicates")
    if form.acts(lambda: _merged(form, one, twin, actor, today)):
        messages.success(request, "De är nu en person.")
        return _to_the_person(form.outcome, actor)
    reasons = likeness(particulars(one), particulars(twin))
    context = {
        "sides": sides,
        "rows": _rows(sides),
        "why": as_sentence(reasons) if reasons else "",
        "form": form,
        "answer": can_merge(one, twin, actor),
        "can_say_apart": can_say_apart(one, twin, actor),
        "apart_button": APART,
        "crumbs": [("Ärenden", reverse("cases")), ("Dubbletter", reverse("duplicates")), ("Jämför", None)],
    }
    return render(request, "casework/compare_people.html", context)


@page(who=CASEWORKERS, shows=PersonMerge)
def merge(request: ActorRequest, found: PersonMerge) -> HttpResponse:
    """What was merged, by whom and why; here a head undoes it."""
    done = PersonMerge.objects.select_related("kept", "merged", "merged_by", "undone__undone_by").get(
        pk=found.pk
    )
    form = UndoMergeForm(None if hasattr(done, "undone") else request.POST or None)
    if form.acts(
        lambda: undo_merge(done, form.cleaned_data["reason"], by=request.actor, today=clock.today())
    ):
        messages.success(request, "Sammanslagningen är återställd. De är två personer igen.")
        return redirect("merge", pk=done.pk)
    cases = Case.objects.visible_to(request.actor).filter(person__in=(done.kept, done.merged))
    return render(
        request,
        "casework/merge.html",
        {
            "merge": done,
            "undone": getattr(done, "undone", None),
            "moved": _moved(done),
            "cases": cases.order_by("-opened_on", "-id"),
            "form": form,
            "answer": can_undo(done, request.actor),
            "crumbs": [("Ärenden", reverse("cases")), ("Sammanslagning", None)],
        },
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records as the comparison shows it."""

    person: Person
    name: str
    numbers: list[str]
    known_at: list[str]
    has_personal_number: bool

    @property
    def label(self) -> str:
        return f"{self.name}, {', '.join(self.numbers) or f'född {self.person.birth_date}'}"


@dataclass(frozen=True, slots=True)
class Row:
    """What the two say of one matter."""

    title: str
    one: str
    other: str
    tells_them_apart: bool = True
    """Where they are known says nothing about who they are."""

    @property
    def differs(self) -> bool:
        return self.one != self.other


def _side(person: Person) -> Side:
    held = PersonIdentifier.objects.filter(person=person).order_by("id")
    numbers = [f"{each.shown} ({each.get_kind_display()})" for each in held]
    known = places([person]).get(person.pk, [])
    return Side(
        person=person,
        name=shown_name(person),
        numbers=numbers,
        known_at=[f"{place.unit}: {place.what or 'hänvisning'}" for place in known],
        has_personal_number=any(each.kind == PersonIdentifier.Kind.PERSONAL for each in held),
    )


def _rows(sides: list[Side]) -> list[Row]:
    one, other = sides
    return [
        Row("Namn", one.name, other.name),
        Row("Nummer", ", ".join(one.numbers) or "Inget", ", ".join(other.numbers) or "Inget"),
        Row("Födelsedatum", _born(one.person), _born(other.person)),
        Row("Juridiskt kön", one.person.get_sex_display(), other.person.get_sex_display()),
        Row("Finns på", ", ".join(one.known_at), ", ".join(other.known_at), tells_them_apart=False),
    ]


def _born(person: Person) -> str:
    return f"{person.birth_date}{'' if person.birth_date_is_certain else ' (osäkert)'}"


def _merge_form(request: ActorRequest, one: Person, other: Person, sides: list[Side]) -> MergeForm:
    """The record with a personal number is proposed to be kept."""
    with_number = [side.person.pk for side in sides if side.has_personal_number]
    return MergeForm(
        None if APART in request.POST else request.POST or None,
        choices=[(side.person.pk, side.label) for side in sides],
        differ=merging_rules.differ(merging.facts_of(one), merging.facts_of(other)),
        initial={"keep": with_number[0] if with_number else one.pk},
    )


def _merged(form: MergeForm, one: Person, other: Person, actor: Actor, today: date) -> PersonMerge:
    kept, merged = (one, other) if form.cleaned_data["keep"] == one.pk else (other, one)
    return merge_people(kept, merged, form.wish, by=actor, today=today)


def _to_the_person(done: PersonMerge, actor: Actor) -> HttpResponse:
    """To the case that answers for the person now."""
    case = Case.objects.visible_to(actor).filter(person=done.kept).answering_for_person().first()
    return redirect(case) if case else redirect("merge", pk=done.pk)


def _line(pair: Pair) -> dict[str, Any]:
    return {
        "one": shown_name(pair.one),
        "other": shown_name(pair.other),
        "born": pair.one.birth_date,
        "why": pair.why,
        "url": reverse("compare_people", args=[pair.one.pk, pair.other.pk]),
    }


def _position(text: str) -> Position:
    """The position in the address; a damaged one means the first page."""
    one, _, other = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (one, other)):
        return START
    return (int(one), int(other))


WORDS = {
    "casework.Case": "ärenden",
    "assignments.Assignment": "uppdrag",
    "registry.PersonIdentifier": "identitetsnummer",
    "registry.Person": "tidigare sammanslagna registreringar",
    "accounts.Membership": "inloggningar",
    "accounts.PaperCode": "inloggningskoder på papper",
}


def _moved(done: PersonMerge) -> list[str]:
    """How many rows of each kind were moved, in words."""
    return [f"{len(keys)} {WORDS.get(label, 'övriga uppgifter')}" for label, keys in done.moved.items()]
