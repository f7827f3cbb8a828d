"""Prepare the settlement of a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max

from stegvis.core.actor import Actor
from stegvis.core.answers import Refused
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.core.templatetags.design import month as month_text
from stegvis.registry.models import Principal
from stegvis.remuneration import facts, permissions
from stegvis.remuneration.explaining import Earlier, calculation_of
from stegvis.remuneration.models import LedgerEntry, Settlement
from stegvis.remuneration.rules import AssignmentFacts, Difference, differences, may_settle, owed


def prepare_settlement(month: date, *, by: Actor, today: date) -> Settlement:
    """Post everything that is right up to the end of `month` and not yet in the ledger.

    It then awaits another person's approval. Raises Refused (with all reasons), also when a month already
    settled has nothing to be corrected.
    """
    permissions.may_prepare_settlement(by).or_refuse()
    with transaction.atomic(), database_refusals():
        _lock_books(by.principal_id)
        so_far = facts.settled_so_far(by.principal_id)
        may_settle(so_far, month, today).or_refuse()
        books = facts.books_through(by.principal_id, month)
        entries = _entries(by.principal_id, books)
        if not entries and so_far.latest == month:
            raise Refused.at(
                "month", "Inget har ändrats sedan månaden avräknades. Det finns inget att rätta."
            )
        settlement = _next_round(month, by=by, today=today)
        _post(entries, settlement)
    return settlement


def _lock_books(principal_id: int) -> None:
    """One settlement at a time. Others may go on adding rows that point at the principal."""
    Principal.objects.select_for_update(no_key=True).get(pk=principal_id)


def _entries(principal_id: int, books: Period) -> list[LedgerEntry]:
    assignments = facts.assignments_in(principal_id, books)
    posted = facts.posted(principal_id)
    right = owed(assignments, facts.paid_once(principal_id, books), books)
    found = differences(right, {key: item.amount for key, item in posted.items()})
    known = _known(principal_id, assignments, found)
    corrected = {d.key: posted[d.key].latest_entry for d in found if d.key in posted}
    earlier = LedgerEntry.objects.select_related("settlement").in_bulk(corrected.values())
    return [
        _entry(
            difference,
            known[difference.key.assignment_id],
            books,
            earlier.get(corrected.get(difference.key, 0)),
        )
        for difference in found
    ]


def _known(
    principal_id: int, assignments: list[AssignmentFacts], found: Iterable[Difference]
) -> dict[int, AssignmentFacts]:
    """The facts of every assignment in question, also those that no longer have a day in the books."""
    known = {assignment.id: assignment for assignment in assignments}
    missing = {difference.key.assignment_id for difference in found} - known.keys()
    if missing:
        known |= {assignment.id: assignment for assignment in facts.assignments_by_id(principal_id, missing)}
    return known


def _entry(
    difference: Difference, assignment: AssignmentFacts, books: Period, corrects: LedgerEntry | None
) -> LedgerEntry:
    key = difference.key
    earlier = Earlier(_title(corrects.settlement), corrects.calculation["inputs"]) if corrects else None
    return LedgerEntry(
        provider_id=key.provider_id,
        assignment_id=key.assignment_id,
        kind=key.kind,
        month=key.month,
        amount=difference.amount,
        corrects=corrects,
        calculation=calculation_of(difference, assignment, books, earlier).as_json(),
    )


def _title(settlement: Settlement) -> str:
    return f"{month_text(settlement.month)}, omgång {settlement.round}"


def _next_round(month: date, *, by: Actor, today: date) -> Settlement:
    earlier = Settlement.objects.filter(principal_id=by.principal_id, month=month)
    last = earlier.aggregate(last=Max("round"))["last"] or 0
    return Settlement.objects.create(
        principal_id=by.principal_id,
        month=month,
        round=last + 1,
        prepared_on=today,
        prepared_by_id=by.user_id,
    )


def _post(entries: list[LedgerEntry], settlement: Settlement) -> None:
    for entry in entries:
        entry.settlement = settlement
        entry.principal_id = settlement.principal_id
    LedgerEntry.objects.bulk_create(entries, batch_size=1000)
