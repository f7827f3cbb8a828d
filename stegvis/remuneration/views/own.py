"""The provider's own pages: what it has been granted, settlement by settlement."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock, readings
from stegvis.core.actor import PROVIDERS
from stegvis.core.edge.rates import EXPORTS, SEARCHES, limited, searching
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage
from stegvis.core.spreadsheets import spreadsheet
from stegvis.core.templatetags.design import month as month_text
from stegvis.registry import exports
from stegvis.remuneration import listing
from stegvis.remuneration.forms import OwnEntryFilter
from stegvis.remuneration.models import LedgerEntry
from stegvis.remuneration.models.ledger import LedgerEntryQuerySet


@page(who=PROVIDERS)
@limited(SEARCHES, when=searching("sok"))
def my_remuneration(request: ActorRequest) -> HttpResponse:
    """The entries of one approved settlement, the latest unless another is chosen."""
    own = LedgerEntry.objects.visible_to(request.actor)
    settlements = own.per_settlement()
    form, chosen = _chosen(settlements, request)
    found = KeysetPage(_entries(own, chosen).for_list(), listing.OWN_SORTINGS, request.GET)
    people = [entry.assignment.person_id for entry in found.rows]
    readings.listed(request.actor, "my_remuneration", people, searched=request.GET.get("sok", ""))
    return render(
        request,
        "remuneration/my_remuneration.html",
        {
            "chosen": chosen,
            "may_read": request.actor.coordinates,
            "words": _words(chosen),
            "export_url": f"{reverse('my_remuneration_export')}?{request.GET.urlencode()}",
            "filter": form,
            "page": found,
            "rows": listing.rows(found.rows, request.actor, clock.today()),
            "crumbs": [("Ersättning", None)],
        },
    )


@page(who=PROVIDERS, step_up=True)
@require_POST
@limited(EXPORTS)
def my_remuneration_export(request: ActorRequest) -> HttpResponse:
    """Make an Excel file of the same entries."""
    own = LedgerEntry.objects.visible_to(request.actor)
    _, chosen = _chosen(own.per_settlement(), request)
    entries = _entries(own, chosen)
    found = listing.rows(entries.for_list().order_by("id"), request.actor, clock.today())
    heading = f"Ersättning {_title(chosen)}" if chosen else "Ersättning"
    exports.offer(
        request.actor,
        heading,
        spreadsheet(heading, [listing.entries_sheet(found)], by=request.actor.name, at=clock.now()),
        FileKind.EXCEL,
        what="my_remuneration_export",
        rows=len(found),
        person_ids=entries.people(),
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    return redirect("my_exports")


def _chosen(
    settlements: list[dict[str, Any]], request: ActorRequest
) -> tuple[OwnEntryFilter, dict[str, Any] | None]:
    """The form, and the settlement asked for: the latest when none or an unknown one is."""
    choices = [(each["settlement_id"], _title(each)) for each in settlements]
    form = OwnEntryFilter(choices, request.GET or None)
    asked = form.cleaned_data["avrakning"] if form.is_valid() else ""
    latest = settlements[0] if settlements else None
    return form, next((each for each in settlements if str(each["settlement_id"]) == asked), latest)


def _entries(own: LedgerEntryQuerySet, chosen: dict[str, Any] | None) -> LedgerEntryQuerySet:
    return own.filter(settlement_id=chosen["settlement_id"]) if chosen else own.none()


def _words(chosen: dict[str, Any] | None) -> dict[str, str]:
    if chosen is None:
        return {}
    approved_on = chosen["settlement__approval__decided_on"]
    return {
        "chosen": f"avräkning för {_title(chosen)}",
        "note": f"{chosen['entry_count']} poster, godkända {approved_on}",
    }


def _title(settlement: dict[str, Any]) -> str:
    again = f", omgång {settlement['settlement__round']}" if settlement["settlement__round"] > 1 else ""
    return f"{month_text(settlement['settlement__month'])}{again}"
