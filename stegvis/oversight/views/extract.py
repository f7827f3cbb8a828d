"""The list for the person, taken out by staff when the person asks for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.models import Case
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, StepUp, page
from stegvis.core.standard_forms import PersonalNumberForm
from stegvis.oversight import words
from stegvis.oversight.extract import GROUND, as_document, may_take_out, readings_of
from stegvis.oversight.permissions import EXTRACTORS
from stegvis.registry import exports
from stegvis.registry.actions import find_person
from stegvis.registry.models import Person
from stegvis.registry.naming import shown_name

TITLE = "Loggutdrag"
NOBODY = "Det finns ingen person med det numret som du kan lämna ut ett utdrag för."
SHOWN = 200
AS_FILE = "pdf"


@page(who=EXTRACTORS, step_up=StepUp.TO_SEND)
def extract(request: ActorRequest) -> HttpResponse:
    """Asks for the number. It is sent as a form and never stands in an address, kept by logs."""
    form = PersonalNumberForm(request.POST or None, today=clock.today())
    if not form.is_valid():
        return render(request, "oversight/extract.html", _frame() | {"form": form})
    number = form.cleaned_data["personal_number"]
    person = find_person(request.actor.principal_id, number)
    if person is None or not may_take_out(request.actor, person):
        readings.listed(request.actor, "log_extract", [], searched=number.value)
        form.add_error("personal_number", NOBODY)
        return render(request, "oversight/extract.html", _frame() | {"form": form})
    readings.note(request.actor, readings.Kind.SHOWN, what="log_extract", record=person)
    return _list_or_file(request, person, {"number": number.formatted()})


@page(who=CASEWORKERS, shows=Case, step_up=StepUp.TO_SEND)
def case_extract(request: ActorRequest, case: Case) -> HttpResponse:
    """The same list, reached from the person's case."""
    crumbs = [(f"Ärende {case.number}", case.get_absolute_url()), (TITLE, None)]
    return _list_or_file(request, case.person, {"crumbs": crumbs})


def _list_or_file(request: ActorRequest, person: Person, parts: dict[str, object]) -> HttpResponse:
    if request.POST.get("fil") == AS_FILE:
        return _file(request, person)
    found = list(readings_of(person)[: SHOWN + 1])
    context = {
        "name": shown_name(person, request.actor),
        "told": [words.tell(reading, for_the_person=True) for reading in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
        "ground": GROUND,
        "number": "",
    }
    return render(request, "oversight/extract.html", _frame() | context | parts)


def _file(request: ActorRequest, person: Person) -> HttpResponse:
    document = as_document(person, request.actor, clock.today())
    exports.offer(
        request.actor,
        TITLE,
        as_pdf(document),
        FileKind.PDF,
        what="log_extract",
        rows=readings_of(person).count(),
        person_ids=[person.pk],
    )
    messages.success(request, "Utdraget är gjort. Hämta det här.")
    return redirect("my_exports")


def _frame() -> dict[str, object]:
    return {
        "form": None,
        "told": None,
        "as_file": AS_FILE,
        "crumbs": [("Start", reverse("start")), (TITLE, None)],
    }
