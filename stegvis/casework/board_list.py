"""The list of delegated decisions that the committee gets (KL 7:8): case numbers, no names, no reasons."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.db.models import Count, QuerySet, Sum

from stegvis.casework.models import Decision, Voucher
from stegvis.core.cells import harmless
from stegvis.core.documents.blocks import Block, Cell, Document, Heading, Letterhead, Paragraph, Table
from stegvis.core.money import format_kr
from stegvis.core.period import Period
from stegvis.registry.models import Principal

COLUMNS = ("Beslut", "Datum", "Ärende", "Enhet", "Vad", "Punkt", "Beslutat av")
WIDTHS = (11, 9, 10, 13, 26, 6, 14)


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """One line of the list, in words."""

    pk: int
    number: str
    decided_on: date
    case: str
    unit: str
    unit_id: int
    kind: str
    intervention: str
    period: Period | None
    point: str
    decided_by: str
    corrected_by: str = ""

    @property
    def what(self) -> str:
        days = f" {self.period}" if self.period else ""
        corrected = f" (rättat av {self.corrected_by})" if self.corrected_by else ""
        return f"{self.kind}: {self.intervention}{days}{corrected}"

    @property
    def cells(self) -> tuple[str, ...]:
        return (
            self.number,
            self.decided_on.isoformat(),
            self.case,
            self.unit,
            self.what,
            self.point,
            self.decided_by,
        )


@dataclass(frozen=True, slots=True)
class Total:
    """How many of a kind; for vouchers also how much, in öre."""

    kind: str
    count: int
    amount: int | None = None

    @property
    def in_words(self) -> str:
        count = f"{self.count:,}".replace(",", "\u00a0")
        return count if self.amount is None else f"{count}, {format_kr(self.amount, decimals=False)}"


def decision_line(decision: Decision) -> ListedDecision:
    return ListedDecision(
        pk=decision.pk,
        number=decision.number,
        decided_on=decision.decided_on,
        case=decision.case.number,
        unit=decision.case.unit.name,
        unit_id=decision.case.unit_id,
        kind=decision.get_kind_display(),
        intervention=decision.intervention.name,
        period=decision.period,
        point=decision.delegation.code if decision.delegation else "",
        decided_by=decision.decided_by.display_name if decision.decided_by else "",
        corrected_by=decision.corrected_by.number if hasattr(decision, "corrected_by") else "",
    )


def voucher_line(voucher: Voucher) -> ListedDecision:
    return ListedDecision(
        pk=voucher.decision_id,
        number=f"till {voucher.decision.number}",
        decided_on=voucher.decided_on,
        case=voucher.case.number,
        unit=voucher.case.unit.name,
        unit_id=voucher.case.unit_id,
        kind=f"Tilläggscheck {format_kr(voucher.amount, decimals=False)}",
        intervention=voucher.decision.intervention.name,
        period=None,
        point=voucher.delegation.code if voucher.delegation else "",
        decided_by=voucher.decided_by.display_name if voucher.decided_by else "",
        corrected_by="en senare check" if hasattr(voucher, "corrected_by") else "",
    )


def totals(decisions: QuerySet[Decision], vouchers: QuerySet[Voucher]) -> list[Total]:
    """How many of each kind. Two queries."""
    counted = dict(
        decisions.order_by().values_list("kind").annotate(count=Count("pk")).values_list("kind", "count")
    )
    told = [Total(str(kind.label), counted[kind.value]) for kind in Decision.Kind if kind.value in counted]
    given = vouchers.order_by().aggregate(count=Count("pk"), amount=Sum("amount"))
    if given["count"]:
        told.append(Total("Tilläggscheck", given["count"], given["amount"]))
    return told


def as_document(
    principal: Principal,
    period: Period,
    lines: Iterable[ListedDecision],
    told: Iterable[Total],
    *,
    written_on: date,
    limits: str = "",
) -> Document:
    """The list as the committee gets it. `limits` = what it has been limited to, in words."""
    blocks: list[Block] = [
        Paragraph(f"Beslut fattade på nämndens vägnar {period}.{f' {limits}' if limits else ''}"),
        Table(
            "Antal beslut",
            ("Slag", "Antal"),
            tuple((Cell(total.kind), Cell(total.in_words)) for total in told),
        ),
        Heading("Besluten"),
        Table(
            "Delegationsbeslut",
            COLUMNS,
            tuple(tuple(Cell(text) for text in line.cells) for line in lines),
            of_words=True,
            widths=WIDTHS,
        ),
    ]
    return Document(
        title="Delegationsbeslut",
        letterhead=Letterhead(
            sender=principal.name,
            unit="",
            kind="Anmälan av delegationsbeslut",
            written_on=written_on,
            reference="",
            recipient=principal.committee,
        ),
        blocks=tuple(blocks),
    )


def as_table_file(lines: Iterable[ListedDecision], *, mark: str) -> bytes:
    """CSV as Swedish spreadsheets open it; the last line says who took it out."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in line.cells] for line in lines)
    writer.writerow(["uttag", harmless(mark), *[""] * (len(COLUMNS) - 2)])
    return text.getvalue().encode("utf-8-sig")
