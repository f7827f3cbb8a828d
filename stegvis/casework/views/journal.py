"""The journal of a case: reading it, writing a note, changing, signing and adding to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.actions.journal import add_to_note, change_note, sign_note, write_note
from stegvis.casework.forms.journal import AddendumForm, ChangeNoteForm, JournalFilter, NoteForm, SignForm
from stegvis.casework.models import Case, JournalNote
from stegvis.casework.panels import Panel
from stegvis.casework.permissions import may_work_in
from stegvis.casework.record_steps import can_add, can_change, can_sign
from stegvis.casework.rules.journal import OPEN_FOR_CHANGE, is_locked, locks_at
from stegvis.casework.views.frame import crumbs_of, step_page, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting

SORTINGS = {"hande": Sorting("När det hände", ("happened_on", "id"), descending=True)}
ON_A_PAGE = 20
ON_THE_CASE_PAGE = 3
SIGN = "underteckna"
"""The button that saves and signs."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One note as the reader may handle it."""

    note: JournalNote
    state: str
    tone: str
    can_change: bool
    can_sign: bool
    can_add: bool


def shown(note: JournalNote, actor: Actor, now: datetime) -> Shown:
    locked = is_locked(note.written_at, note.signed_at, now)
    return Shown(
        note,
        state=_state(note, now),
        tone="neutral" if locked else "warning",
        can_change=can_change(note, actor, now).ok,
        can_sign=can_sign(note, actor, now).ok,
        can_add=can_add(note, actor, now).ok,
    )


def _state(note: JournalNote, now: datetime) -> str:
    """How the note came to be locked, or until when it is open."""
    lock = locks_at(note.written_at)
    if note.signed_at is not None and note.signed_at < lock:
        return "Undertecknad"
    if is_locked(note.written_at, note.signed_at, now):
        return "Låst efter 24 timmar"
    return f"Låses {lock.astimezone(clock.SWEDEN):%Y-%m-%d %H:%M}"


@page(who=CASEWORKERS, shows=Case)
def journal(request: ActorRequest, case: Case) -> HttpResponse:
    """The notes of the case, what happened last first."""
    now = clock.now()
    form = JournalFilter(request.GET)
    notes = JournalNote.objects.visible_to(request.actor).of_case(case).with_addenda()
    if form.kind:
        notes = notes.filter(kind=form.kind)
    listed = KeysetPage(notes, SORTINGS, request.GET, size=ON_A_PAGE)
    for note in listed.rows:
        note.case = case  # asked for by each answer, and the same for all
    return render(
        request,
        "casework/journal.html",
        {
            "case": case,
            "who": who(case, request),
            "form": form,
            "page": listed,
            "notes": [shown(note, request.actor, now) for note in listed.rows],
            "may_write": may_work_in(request.actor, case).ok,
            "crumbs": crumbs_of(case, ("Journal", None)),
        },
    )


@page(who=CASEWORKERS, shows=JournalNote)
def note_page(request: ActorRequest, note: JournalNote) -> HttpResponse:
    """One note with its addenda, to link to."""
    found = JournalNote.objects.with_addenda().select_related("case__person").get(pk=note.pk)
    return render(
        request,
        "casework/note.html",
        {
            "case": found.case,
            "who": who(found.case, request),
            "shown": shown(found, request.actor, clock.now()),
            "crumbs": _crumbs(found.case, "En anteckning"),
        },
    )


@page(who=CASEWORKERS, shows=Case)
def write(request: ActorRequest, case: Case) -> HttpResponse:
    now = clock.now()
    form = NoteForm(request.POST or None, initial={"happened_on": now.date()})
    act = partial(write_note, by=request.actor, now=now, sign=SIGN in request.POST)
    if form.acts(lambda: act(case, form.note())):
        note: JournalNote = form.outcome
        messages.success(request, _saved(note))
        return redirect(_place(note))
    return step_page(
        request,
        case,
        form,
        title="Skriv i journalen",
        lead=_until_when(now),
        submit="Spara anteckningen",
        answer=may_work_in(request.actor, case),
        template="casework/write_note.html",
        sign_button=SIGN,
        stands=None,
        crumbs=_crumbs(case, "Skriv i journalen"),
    )


@page(who=CASEWORKERS, shows=JournalNote)
def change(request: ActorRequest, note: JournalNote) -> HttpResponse:
    """Changes an open note. When another window has saved it meanwhile, both versions are shown."""
    now, actor = clock.now(), request.actor
    form = ChangeNoteForm.of(note, request.POST)
    act = partial(change_note, by=actor, now=now, sign=SIGN in request.POST)
    if form.acts(lambda: act(note, form.note(), revision=form.cleaned_data["revision"])):
        messages.success(request, _saved(form.outcome))
        return redirect(_place(note))
    stands = JournalNote.objects.get(pk=note.pk)
    stale = form.is_bound and form.data.get("revision") != str(stands.revision)
    return step_page(
        request,
        note.case,
        form.having_seen(stands) if stale else form,
        title="Ändra anteckningen",
        lead=f"Du kan ändra den till {locks_at(note.written_at).astimezone(clock.SWEDEN):%Y-%m-%d %H:%M}.",
        submit="Spara min version" if stale else "Spara anteckningen",
        answer=can_change(stands, actor, now),
        template="casework/write_note.html",
        sign_button=SIGN,
        stands=stands if stale else None,
        crumbs=_crumbs(note.case, "Ändra anteckningen"),
    )


@page(who=CASEWORKERS, shows=JournalNote)
def sign(request: ActorRequest, note: JournalNote) -> HttpResponse:
    """Shows what is signed, and asks: it can't be undone."""
    now = clock.now()
    form = SignForm(request.POST or None, initial={"revision": note.revision})
    act = partial(sign_note, note, by=request.actor, now=now)
    if form.acts(lambda: act(revision=form.cleaned_data["revision"])):
        messages.success(request, "Anteckningen är undertecknad och låst.")
        return redirect(_place(note))
    stands = JournalNote.objects.get(pk=note.pk)
    return step_page(
        request,
        note.case,
        form,
        title="Underteckna anteckningen",
        lead="Därefter kan den inte ändras. Det som behöver rättas skrivs som tillägg.",
        submit="Underteckna",
        answer=can_sign(stands, request.actor, now),
        template="casework/sign_note.html",
        stands=stands,
        crumbs=_crumbs(note.case, "Underteckna anteckningen"),
    )


@page(who=CASEWORKERS, shows=JournalNote)
def add(request: ActorRequest, note: JournalNote) -> HttpResponse:
    now = clock.now()
    form = AddendumForm(request.POST or None)
    if form.acts(lambda: add_to_note(note, form.cleaned_data["text"], by=request.actor, now=now)):
        messages.success(request, "Tillägget är sparat.")
        return redirect(_place(note))
    return step_page(
        request,
        note.case,
        form,
        title="Skriv ett tillägg",
        submit="Spara tillägget",
        answer=can_add(note, request.actor, now),
        template="casework/add_to_note.html",
        stands=note,
        crumbs=_crumbs(note.case, "Skriv ett tillägg"),
    )


def journal_panel(case: Case, actor: Actor, today: date) -> Panel | None:
    """The latest notes on the case page, for those who may read them."""
    if not actor.has(CASEWORKERS):
        return None
    latest = JournalNote.objects.visible_to(actor).of_case(case).newest_first().select_related("written_by")
    return Panel("casework/journal_card.html", {"case": case, "notes": latest[:ON_THE_CASE_PAGE]})


def _crumbs(case: Case, title: str) -> list[tuple[str, str | None]]:
    return crumbs_of(case, ("Journal", reverse("journal", args=[case.pk])), (title, None))


def _place(note: JournalNote) -> str:
    return reverse("note", args=[note.pk])


def _until_when(now: datetime) -> str:
    hours = int(OPEN_FOR_CHANGE.total_seconds() // 3600)
    return f"Du kan ändra anteckningen i {hours} timmar, eller tills du undertecknar den."


def _saved(note: JournalNote) -> str:
    return "Anteckningen är undertecknad och låst." if note.signed_at else "Anteckningen är sparad."
