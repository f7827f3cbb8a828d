"""What the rules need to know, gathered set by set: as many queries for ten assignments as for a million."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Min, QuerySet, Sum
from django.db.models.functions import Coalesce

from stegvis.assignments.models import Assignment
from stegvis.casework.models import Voucher
from stegvis.catalogue.models import Tariff
from stegvis.core.money import Ore
from stegvis.core.period import Period, add_months
from stegvis.remuneration.models import BonusDecision, LedgerEntry, Settlement
from stegvis.remuneration.rules import AssignmentFacts, Key, Kind, Once, SettledSoFar, TariffFacts


@dataclass(frozen=True, slots=True)
class Posted:
    """What the ledger says under a key, and its latest entry."""

    amount: Ore
    latest_entry: int


def settled_so_far(principal_id: int) -> SettledSoFar:
    standing = Settlement.objects.filter(principal_id=principal_id).standing()
    awaiting = standing.awaiting_approval().order_by("month").values_list("month", flat=True).first()
    return SettledSoFar(standing.aggregate(latest=Max("month"))["latest"], awaiting)


def books_through(principal_id: int, month: date) -> Period:
    """From the first month ever settled, when the books were opened, through `month`."""
    standing = Settlement.objects.filter(principal_id=principal_id).standing()
    opened = standing.aggregate(first=Min("month"))["first"]
    return Period(opened or month, add_months(month, 1))


def assignments_in(principal_id: int, books: Period) -> list[AssignmentFacts]:
    """Every assignment with a day in the books whose intervention has a tariff.

    One that was called off before it had begun gives nothing, also when its first day stands.
    """
    tariffs = _tariffs(principal_id)
    rows = Assignment.objects.filter(
        principal_id=principal_id, period__overlap=books, intervention__in=tariffs.keys()
    )
    return _facts(rows.carried_out(), tariffs)


def assignments_by_id(principal_id: int, ids: Iterable[int]) -> list[AssignmentFacts]:
    return _facts(Assignment.objects.filter(principal_id=principal_id, pk__in=ids), _tariffs(principal_id))


def paid_once(principal_id: int, books: Period) -> list[Once]:
    """Bonuses approved before the books are closed, and vouchers granted while they were open."""
    return [*_bonuses(principal_id, books), *_vouchers(principal_id, books)]


def posted(principal_id: int) -> dict[Key, Posted]:
    """What all standing entries say, key by key."""
    sums = (
        LedgerEntry.objects.filter(principal_id=principal_id)
        .standing()
        .values_list("assignment_id", "provider_id", "kind", "month")
        .annotate(Sum("amount"), Max("id"))
        .order_by()
    )
    return {Key(*key): Posted(Ore(amount), latest) for *key, amount, latest in sums}


def _tariffs(principal_id: int) -> dict[int, tuple[TariffFacts, ...]]:
    found: dict[int, list[TariffFacts]] = defaultdict(list)
    for tariff in Tariff.objects.filter(principal_id=principal_id).order_by("intervention_id", "period"):
        facts = TariffFacts(tariff.period, tariff.monthly_base, tariff.run_in_days)
        found[tariff.intervention_id].append(facts)
    return {intervention: tuple(tariffs) for intervention, tariffs in found.items()}


def _facts(rows: QuerySet[Assignment], tariffs: dict[int, tuple[TariffFacts, ...]]) -> list[AssignmentFacts]:
    values = rows.order_by("id").values_list(
        "id", "number", "provider_id", "intervention__name", "period", "intervention_id"
    )
    return [
        AssignmentFacts(pk, number, provider, name, period, tariffs.get(intervention, ()))
        for pk, number, provider, name, period, intervention in values.iterator(chunk_size=5000)
    ]


def _bonuses(principal_id: int, books: Period) -> list[Once]:
    approved = BonusDecision.objects.filter(
        principal_id=principal_id, approved=True, decided_on__lt=books.end
    ).order_by("id")
    values = approved.values_list(
        "proposal__assignment_id", "proposal__assignment__provider_id", "decided_on", "proposal__amount"
    )
    return [Once(Kind.BONUS, *value) for value in values]


def _vouchers(principal_id: int, books: Period) -> list[Once]:
    """Each voucher on the assignment of its decision that ran when it was granted, or the nearest before;
    never on one that was called off before it had begun."""
    granted = Voucher.objects.in_force().filter(
        principal_id=principal_id, decided_on__gte=books.start, decided_on__lt=books.end
    )
    vouchers = granted.annotate(grant=Coalesce("decision__grant_id", F("decision_id"))).order_by("id")
    assignments: dict[int, list[Assignment]] = defaultdict(list)
    carrying = Assignment.objects.filter(decision__in=vouchers.values("grant")).carried_out()
    for assignment in carrying.order_by("period"):
        assignments[assignment.decision_id].append(assignment)
    return [
        Once(Kind.VOUCHER, carrier.pk, carrier.provider_id, decided_on, amount)
        for grant, decided_on, amount in vouchers.values_list("grant", "decided_on", "amount")
        if (carrier := _running_or_before(assignments[grant], decided_on))
    ]


def _running_or_before(assignments: list[Assignment], day: date) -> Assignment | None:
    """The latest that had begun on the day; the first when none had."""
    begun = [assignment for assignment in assignments if assignment.period.start <= day]
    return begun[-1] if begun else next(iter(assignments), None)
