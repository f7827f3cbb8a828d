"""The settlement of a month and its entries. Entries are only ever added."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from stegvis.core.actor import MONEY, Actor, Role
from stegvis.core.constraints import same_tenant
from stegvis.core.fields import OreField
from stegvis.core.four_eyes import four_eyes
from stegvis.core.models import Tenanted, append_only
from stegvis.registry.models import Person

SETTLEMENTS_SHOWN = 36
"""How many of its latest settlements a provider can choose among."""


def may_name_all(actor: Actor) -> bool:
    """Controllers, who answer for every payment, and a provider about its own. A head of unit approves the
    sums of all units, and is told the names of its own."""
    return actor.is_a(Role.CONTROLLER) or actor.provider_id is not None


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def visible_to(self, actor: Actor) -> SettlementQuerySet:
        """Those who handle money at the principal; providers see their own entries instead."""
        own = self.filter(principal_id=actor.principal_id)
        return own if actor.has(MONEY) else self.none()

    def awaiting_approval(self) -> SettlementQuerySet:
        return self.filter(~Exists(SettlementApproval.objects.filter(settlement=OuterRef("pk"))))

    def approved(self) -> SettlementQuerySet:
        return self.filter(
            Exists(SettlementApproval.objects.filter(settlement=OuterRef("pk"), approved=True))
        )

    def standing(self) -> SettlementQuerySet:
        """Approved, or awaiting approval: what has been refused does not count."""
        return self.filter(
            ~Exists(SettlementApproval.objects.filter(settlement=OuterRef("pk"), approved=False))
        )

    def with_state(self) -> SettlementQuerySet:
        """With the people's names, the decision, the sum and the number of entries."""
        entries = LedgerEntry.objects.filter(settlement=OuterRef("pk")).order_by().values("settlement")
        total = Subquery(entries.annotate(found=Sum("amount")).values("found"))
        count = Subquery(entries.annotate(found=Count("id")).values("found"))
        return self.select_related("prepared_by", "approval__decided_by").annotate(
            total=Coalesce(total, 0), entry_count=Coalesce(count, 0)
        )


class Settlement(Tenanted):
    """What all providers are owed for a month, with differences for earlier months, as prepared once."""

    month = models.DateField("månad", help_text="Månadens första dag.")
    round = models.PositiveSmallIntegerField("omgång", default=1)
    prepared_on = models.DateField("upprättad")
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = "avräkning"
        verbose_name_plural = "avräkningar"
        constraints = (
            models.UniqueConstraint(
                fields=("principal", "month", "round"), name="remuneration_settlement_once"
            ),
            models.CheckConstraint(name="remuneration_settlement_month", condition=Q(month__day=1)),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} ({self.round})"

    @property
    def outcome(self) -> SettlementApproval | None:
        """The decision, None while it is awaited."""
        return getattr(self, "approval", None)


class SettlementApproval(Tenanted):
    """The other person's approval, or refusal with a reason. Refused entries are never paid."""

    settlement = models.OneToOneField(Settlement, on_delete=models.PROTECT, related_name="approval")
    approved = models.BooleanField("godkänd")
    reason = models.TextField("motivering", blank=True)
    decided_on = models.DateField("beslutsdatum")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "godkännande av avräkning"
        verbose_name_plural = "godkännanden av avräkningar"
        constraints = (
            same_tenant("settlement"),
            models.CheckConstraint(
                name="remuneration_settlement_refusal_reason", condition=Q(approved=True) | ~Q(reason="")
            ),
        )
        triggers = (
            append_only(),
            four_eyes(link="settlement", table="remuneration_settlement", prepared_by="prepared_by"),
        )

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.approved}"


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def standing(self) -> LedgerEntryQuerySet:
        """Those of settlements that are approved or await approval."""
        return self.filter(
            ~Exists(SettlementApproval.objects.filter(settlement=OuterRef("settlement"), approved=False))
        )

    def of_earlier_months(self) -> LedgerEntryQuerySet:
        return self.filter(month__lt=F("settlement__month"))

    def found_by(self, text: str, actor: Actor) -> LedgerEntryQuerySet:
        """By the beginning of the assignment's number, or the name of a person whom the actor may see named
        (protected persons never)."""
        people = Person.objects.named(text, actor.principal_id)
        people = people.exclude(protection=Person.Protection.PROTECTED)
        named = Q(assignment__person__in=people.values("pk"))
        if not may_name_all(actor):
            named &= Q(assignment__case__unit_id__in=actor.unit_ids)
        return self.filter(Q(assignment__number__istartswith=text.strip()) | named)

    def people(self) -> list[int]:
        """The keys of the people whom the entries are about, each once."""
        return list(self.order_by().values_list("assignment__person_id", flat=True).distinct())

    def for_list(self) -> LedgerEntryQuerySet:
        return self.select_related(
            "provider", "assignment__person", "assignment__case", "assignment__intervention", "settlement"
        )

    def per_provider(self, month: date) -> list[dict[str, Any]]:
        """One row for each provider: sums for the settled month and for earlier ones, by name."""
        sums = self.values("provider_id", "provider__name", "provider__organisation_number").annotate(
            this_month=Coalesce(Sum("amount", filter=Q(month=month)), 0),
            earlier=Coalesce(Sum("amount", filter=~Q(month=month)), 0),
            total=Sum("amount"),
            entry_count=Count("id"),
        )
        return [dict(each) for each in sums.order_by("provider__name", "provider_id")]

    def per_settlement(self) -> list[dict[str, Any]]:
        """One row for each settlement with its sum, the latest first."""
        sums = self.values(
            "settlement_id", "settlement__month", "settlement__round", "settlement__approval__decided_on"
        ).annotate(total=Sum("amount"), entry_count=Count("id"))
        latest = sums.order_by("-settlement__month", "-settlement__round")[:SETTLEMENTS_SHOWN]
        return [dict(each) for each in latest]

    def total(self) -> int:
        return int(self.aggregate(total=Sum("amount"))["total"] or 0)

    def visible_to(self, actor: Actor) -> LedgerEntryQuerySet:
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(MONEY):
            return own
        if actor.coordinates and actor.provider_id:  # a supervisor sees persons, not money
            return own.filter(
                Exists(SettlementApproval.objects.filter(settlement=OuterRef("settlement"), approved=True)),
                provider_id=actor.provider_id,
            )
        return self.none()


class LedgerEntry(Tenanted):
    """One amount owed to a provider, of either sign, with the calculation that explains it.

    An entry for what was settled before is the difference alone, and points at the entry that it corrects.
    """

    class Kind(models.TextChoices):
        BASE = "base", "Grundersättning"
        BONUS = "bonus", "Bonus"
        VOUCHER = "voucher", "Tilläggscheck"

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="entries")
    provider = models.ForeignKey("providers.Provider", on_delete=models.PROTECT, related_name="entries")
    assignment = models.ForeignKey("assignments.Assignment", on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    month = models.DateField("avser månad")
    amount = OreField("belopp")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", db_index=False
    )
    calculation = models.JSONField("beräkning")

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "ersättningspost"
        verbose_name_plural = "ersättningsposter"
        constraints = (
            same_tenant("settlement"),
            same_tenant("provider"),
            same_tenant("assignment"),
            same_tenant("corrects"),
            models.CheckConstraint(name="remuneration_entry_month", condition=Q(month__day=1)),
            models.CheckConstraint(name="remuneration_entry_not_zero", condition=~Q(amount=0)),
            models.UniqueConstraint(
                fields=("settlement", "assignment", "provider", "kind", "month"),
                name="remuneration_entry_once",
            ),
        )
        indexes = (
            models.Index(fields=("settlement", "provider", "id"), name="remuneration_entry_list"),
            models.Index(fields=("assignment", "month"), name="remuneration_entry_month_idx"),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.month:%Y-%m} {self.amount}"
