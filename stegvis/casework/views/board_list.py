"""Delegated decisions for the committee: the list, its totals, and taking it out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.casework.board_list import (
    ListedDecision,
    as_document,
    as_table_file,
    decision_line,
    totals,
    voucher_line,
)
from stegvis.casework.forms.board_list import BoardListFilter
from stegvis.core import clock, readings
from stegvis.core.actor import Role, Roles
from stegvis.core.cells import taken_out
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.documents.word import as_word
from stegvis.core.edge.rates import EXPORTS, limited
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.registry import exports
from stegvis.registry.models import Principal

LISTERS: Roles = frozenset({Role.HEAD_OF_UNIT, Role.CONTROLLER, Role.ADMINISTRATOR})
"""Heads list their own units; controllers and administrators, who see to the committee's papers, all."""
SORTINGS = {"datum": Sorting("Datum", ("decided_on", "id"), descending=True)}
MOST = {FileKind.CSV: 50_000, FileKind.WORD: 1_500, FileKind.PDF: 5_000}
"""The longest list of each kind; a longer period is taken out in parts."""


@page(who=LISTERS)
def delegated_decisions(request: ActorRequest) -> HttpResponse:
    form = BoardListFilter(request.GET, request.actor, clock.today())
    decisions, vouchers = form.decisions(), form.vouchers()
    listed = KeysetPage(
        vouchers.for_board() if form.wants_vouchers else decisions.for_board(), SORTINGS, request.GET
    )
    line = voucher_line if form.wants_vouchers else decision_line
    people = [row.case.person_id for row in listed.rows]
    readings.listed(request.actor, "delegated_decisions", people)
    return render(
        request,
        "casework/delegated_decisions.html",
        {
            "form": form,
            "page": listed,
            "lines": [line(row) for row in listed.rows],
            "totals": totals(decisions, vouchers),
            "period": form.period,
            "export_url": f"{reverse('delegated_decisions_export')}?{request.GET.urlencode()}",
            "own_units": request.actor.unit_ids,
        },
    )


@page(who=LISTERS)
@require_POST
@limited(EXPORTS)
def delegated_decisions_export(request: ActorRequest) -> HttpResponse:
    """Makes a file of the whole list, to be fetched under Mina exporter."""
    now = clock.now()
    form = BoardListFilter(request.GET, request.actor, now.date())
    kind = _kind_asked_for(request)
    decisions, vouchers = form.decisions(), form.vouchers()
    count = decisions.count() + vouchers.count()
    if not form.is_valid() or kind is None or count > MOST[kind]:
        messages.error(request, _why_not(kind))
        return redirect(f"{reverse('delegated_decisions')}?{request.GET.urlencode()}")
    rows, people = _rows(decisions, vouchers)
    exports.offer(
        request.actor,
        f"Delegationsbeslut {form.period}",
        _content(request, form, kind, rows),
        kind,
        what="delegated_decisions_export",
        rows=len(rows),
        person_ids=people,
        at=now,
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    return redirect("my_exports")


def _kind_asked_for(request: ActorRequest) -> FileKind | None:
    asked = request.POST.get("format", "")
    return next((kind for kind in MOST if kind.extension == asked), None)


def _why_not(kind: FileKind | None) -> str:
    if kind is None:
        return "Välj Word, PDF eller CSV."
    most = f"{MOST[kind]:,}".replace(",", "\u00a0")
    return f"Listan är för lång för en fil, eller perioden fel. Välj en period med högst {most} beslut."


def _rows(decisions: Any, vouchers: Any) -> tuple[list[ListedDecision], set[int]]:
    """All lines, the oldest first and vouchers last, and whom they are about."""
    found = [
        *decisions.for_board().order_by("decided_on", "id").iterator(chunk_size=2000),
        *vouchers.for_board().order_by("decided_on", "id").iterator(chunk_size=2000),
    ]
    people = {row.case.person_id for row in found}
    lines = [voucher_line(row) if hasattr(row, "amount") else decision_line(row) for row in found]
    return lines, people


def _content(
    request: ActorRequest, form: BoardListFilter, kind: FileKind, rows: list[ListedDecision]
) -> bytes:
    now = clock.now()
    mark = taken_out(request.actor.name, now)
    if kind is FileKind.CSV:
        return as_table_file(rows, mark=mark)
    document = as_document(
        Principal.objects.get(pk=request.actor.principal_id),
        form.period,
        rows,
        totals(form.decisions(), form.vouchers()),
        written_on=now.date(),
        limits=form.limits_in_words(),
    )
    return as_pdf(document) if kind is FileKind.PDF else as_word(document, mark=mark)
