"""Searching in the record of one case, and printing it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.casework import record
from stegvis.casework.forms.record import PrintForm, RecordSearchForm
from stegvis.casework.models import Case
from stegvis.casework.permissions import may_work_in
from stegvis.casework.record_print import Part, document_of
from stegvis.casework.views.frame import crumbs_of, who
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS
from stegvis.core.documents.blocks import Document
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.edge.rates import EXPORTS, SEARCHES, limited, searching
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page


@page(who=CASEWORKERS, shows=Case)
@limited(SEARCHES, when=searching("q"))
def search(request: ActorRequest, case: Case) -> HttpResponse:
    """Where in the record the words stand. The log keeps that this record was searched, and not for what."""
    form = RecordSearchForm(request.GET)
    words = form.words
    found = record.search(case, words)
    if words:
        readings.note(
            request.actor,
            readings.Kind.SEARCHED,
            what="search_record",
            record=case,
            detail=readings.term(" ".join(words)),
        )
    return render(
        request,
        "casework/search_record.html",
        {
            "case": case,
            "who": who(case, request),
            "form": form,
            "asked": bool(words),
            "found": found,
            "most": record.MOST_OF_A_KIND,
            "crumbs": crumbs_of(case, ("Sök i akten", None)),
        },
    )


@page(who=CASEWORKERS, shows=Case, step_up=True)
def print_record(request: ActorRequest, case: Case) -> HttpResponse:
    """Asks which parts of the record to take with, and leads on to the page or the file."""
    form = PrintForm(request.GET)
    return render(
        request,
        "casework/print_record.html",
        {
            "case": case,
            "who": who(case, request),
            "form": form,
            "answer": may_work_in(request.actor, case),
            "crumbs": crumbs_of(case, ("Skriv ut akten", None)),
        },
    )


@page(who=CASEWORKERS, shows=Case, step_up=True)
@limited(EXPORTS)
def printed_record(request: ActorRequest, case: Case) -> HttpResponse:
    """The record as a page to print."""
    parts = PrintForm(request.GET).parts
    if not (parts and may_work_in(request.actor, case)):
        return redirect(_choosing(case))
    return render(
        request,
        "casework/printed_record.html",
        {
            "case": case,
            "document": _document(request, case, parts, "printed_record"),
            "parts": parts,
            "crumbs": crumbs_of(case, ("Skriv ut akten", _choosing(case)), ("Akten", None)),
        },
    )


@page(who=CASEWORKERS, shows=Case, step_up=True)
@require_POST
@limited(EXPORTS)
def record_pdf(request: ActorRequest, case: Case) -> HttpResponse:
    """The record as one PDF file. Its name tells the case and not the person."""
    parts = PrintForm(request.POST).parts
    if not (parts and may_work_in(request.actor, case)):
        return redirect(_choosing(case))
    content = as_pdf(_document(request, case, parts, "record_pdf"))
    return as_attachment(content, f"Akt {case.number}.pdf", FileKind.PDF.media_type)


def _choosing(case: Case) -> str:
    return reverse("print_record", args=[case.pk])


def _document(request: ActorRequest, case: Case, parts: list[Part], what: str) -> Document:
    """The document, noted in the log as printed with the parts that were chosen."""
    detail = ", ".join(part.key for part in parts)
    readings.note(request.actor, readings.Kind.PRINTED, what=what, record=case, detail=detail)
    shown = Case.objects.for_page().get(pk=case.pk)
    return document_of(shown, parts, by=request.actor, at=clock.now())
