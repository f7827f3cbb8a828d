"""Settlements: the list, one settlement with its entries, preparing one and deciding on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.core import clock, readings
from stegvis.core.actor import MONEY, Role
from stegvis.core.edge.rates import EXPORTS, SEARCHES, limited, searching
from stegvis.core.files.kinds import FileKind
from stegvis.core.pages import ActorRequest, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.core.spreadsheets import Column, Kind, Sheet, spreadsheet
from stegvis.core.standard_forms import DecideForm
from stegvis.core.templatetags.design import month as month_text
from stegvis.registry import exports
from stegvis.remuneration import facts, listing
from stegvis.remuneration.actions import approve_settlement, prepare_settlement, refuse_settlement
from stegvis.remuneration.actions.decide import can_decide_settlement
from stegvis.remuneration.forms import EntryFilter, PrepareForm
from stegvis.remuneration.models import LedgerEntry, Settlement, SettlementApproval
from stegvis.remuneration.rules import months_to_settle

SORTINGS = {"manad": Sorting("Månad", ("month", "id"), descending=True)}
PROVIDER_COLUMNS = (
    Column("Anordnare", width=30),
    Column("Organisationsnummer"),
    Column("Antal poster", Kind.NUMBER, 12),
    Column("Månaden, kr", Kind.KR),
    Column("Tidigare månader, kr", Kind.KR, 20),
    Column("Summa, kr", Kind.KR),
)


@page(who=MONEY)
def settlements(request: ActorRequest) -> HttpResponse:
    """All settlements, the latest first."""
    found = Settlement.objects.visible_to(request.actor).with_state()
    return render(
        request,
        "remuneration/settlements.html",
        {"page": KeysetPage(found, SORTINGS, request.GET, size=24), "crumbs": [("Ersättning", None)]},
    )


@page(who=MONEY, step_up=True)
def prepare(request: ActorRequest) -> HttpResponse:
    """Choose a month and settle it."""
    today = clock.today()
    so_far = facts.settled_so_far(request.actor.principal_id)
    form = PrepareForm(months_to_settle(so_far, today), request.POST or None)
    if form.acts(lambda: prepare_settlement(form.cleaned_data["month"], by=request.actor, today=today)):
        messages.success(request, "Månaden är avräknad. Nu behöver en annan person godkänna avräkningen.")
        return redirect("settlement", pk=form.outcome.pk)
    crumbs = [("Ersättning", reverse("settlements")), ("Avräkna en månad", None)]
    return render(
        request, "remuneration/prepare.html", {"form": form, "awaiting": so_far.awaiting, "crumbs": crumbs}
    )


@page(who=MONEY, shows=Settlement)
@limited(SEARCHES, when=searching("sok"))
def settlement(request: ActorRequest, settlement: Settlement) -> HttpResponse:
    """One settlement: sums per provider, and every entry with its calculation."""
    entries = LedgerEntry.objects.visible_to(request.actor).filter(settlement=settlement)
    per_provider = entries.per_provider(settlement.month)
    wanted = EntryFilter(
        [(each["provider_id"], each["provider__name"]) for each in per_provider],
        request.GET or None,
        actor=request.actor,
    )
    found = KeysetPage(wanted.narrow(entries).for_list(), listing.SORTINGS, request.GET)
    people = [entry.assignment.person_id for entry in found.rows]
    readings.listed(request.actor, "settlement", people, searched=request.GET.get("sok", ""))
    return render(
        request,
        "remuneration/settlement.html",
        {
            "settlement": settlement,
            "approval": settlement.outcome,
            "decide": can_decide_settlement(settlement, request.actor),
            "per_provider": per_provider,
            "sums": _sums(per_provider),
            "words": _words(settlement, len(per_provider)),
            "filter": wanted,
            "page": found,
            "rows": listing.rows(found.rows, request.actor, clock.today()),
            "opens_assignments": request.actor.is_a(Role.CONTROLLER),
            "crumbs": [("Ersättning", reverse("settlements")), (title(settlement), None)],
        },
    )


@page(who=MONEY, shows=Settlement, step_up=True)
def decide(request: ActorRequest, settlement: Settlement) -> HttpResponse:
    """Approve or refuse."""
    form = DecideForm(request.POST or None)
    if form.acts(lambda: _decide(form, settlement, request)):
        messages.success(request, f"Avräkningen är {'godkänd' if form.approves else 'avslagen'}.")
        return redirect("settlement", pk=settlement.pk)
    entries = LedgerEntry.objects.visible_to(request.actor).filter(settlement=settlement)
    return render(
        request,
        "remuneration/decide_settlement.html",
        {
            "settlement": settlement,
            "decide": can_decide_settlement(settlement, request.actor),
            "sums": _sums(entries.per_provider(settlement.month)),
            "form": form,
            "crumbs": [
                ("Ersättning", reverse("settlements")),
                (title(settlement), reverse("settlement", args=[settlement.pk])),
                ("Godkänn eller avslå", None),
            ],
        },
    )


@page(who=MONEY, shows=Settlement, step_up=True)
@require_POST
@limited(EXPORTS)
def export(request: ActorRequest, settlement: Settlement) -> HttpResponse:
    """Make an Excel file of the settlement: sums per provider and all entries."""
    entries = LedgerEntry.objects.visible_to(request.actor).filter(settlement=settlement)
    ordered = entries.for_list().order_by("provider__name", "id")
    found = listing.rows(ordered.iterator(chunk_size=2000), request.actor, clock.today())
    sheets = [
        Sheet(
            "Per anordnare", PROVIDER_COLUMNS, map(_provider_cells, entries.per_provider(settlement.month))
        ),
        listing.entries_sheet(found),
    ]
    heading = f"Avräkning {title(settlement)}, {state_of(settlement)}"
    exports.offer(
        request.actor,
        f"Avräkning {settlement.month:%Y-%m} omgång {settlement.round}",
        spreadsheet(heading, sheets, by=request.actor.name, at=clock.now()),
        FileKind.EXCEL,
        what="settlement_export",
        rows=len(found),
        person_ids=entries.people(),
    )
    messages.success(request, "Filen är gjord. Hämta den här.")
    return redirect("my_exports")


def title(settlement: Settlement) -> str:
    again = f", omgång {settlement.round}" if settlement.round > 1 else ""
    return f"{month_text(settlement.month).capitalize()}{again}"


def state_of(settlement: Settlement) -> str:
    approval = settlement.outcome
    if approval is None:
        return "väntar på godkännande"
    return "godkänd" if approval.approved else "avslagen"


def _decide(form: DecideForm, settlement: Settlement, request: ActorRequest) -> SettlementApproval:
    if form.approves:
        return approve_settlement(settlement, by=request.actor, today=clock.today())
    reason = form.cleaned_data["reason"]
    return refuse_settlement(settlement, reason, by=request.actor, today=clock.today())


def _sums(per_provider: list[dict[str, int]]) -> dict[str, int]:
    return {
        "total": sum(each["total"] for each in per_provider),
        "this_month": sum(each["this_month"] for each in per_provider),
        "earlier": sum(each["earlier"] for each in per_provider),
        "entries": sum(each["entry_count"] for each in per_provider),
        "providers": len(per_provider),
    }


def _words(settlement: Settlement, providers: int) -> dict[str, str]:
    return {"providers": f"till {providers} anordnare", "month": f"för {month_text(settlement.month)}"}


def _provider_cells(each: dict[str, object]) -> tuple[object, ...]:
    return (
        each["provider__name"],
        each["provider__organisation_number"],
        each["entry_count"],
        each["this_month"],
        each["earlier"],
        each["total"],
    )
