"""Delegated decisions on interventions, the person's choice of provider, and vouchers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce

from stegvis.casework.models.cases import Case
from stegvis.core.actor import Actor, Role
from stegvis.core.constraints import real_period, same_tenant
from stegvis.core.fields import CapacityField, OreField, PeriodField
from stegvis.core.models import Tenanted, append_only


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, actor: Actor) -> DecisionQuerySet:
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def in_force(self) -> DecisionQuerySet:
        """Those that no later decision has corrected."""
        return self.filter(~Exists(Decision.objects.filter(corrects=OuterRef("pk"))))

    def granting(self) -> DecisionQuerySet:
        return self.filter(kind=Decision.Kind.GRANT)

    def days_end(self, grant: OuterRef) -> Subquery:
        """The day on which the days of a grant are over, by the latest of these decisions that gives it days:
        itself, an extension or a change. The end of time when they have no end.

        Asks nothing about whether it has been ended. Follows the index of a case's decisions.
        """
        giving = self.filter(
            Q(pk=grant) | Q(grant=grant),
            kind__in=(Decision.Kind.GRANT, Decision.Kind.EXTEND, Decision.Kind.CHANGE),
            case=OuterRef("case"),
        )
        latest = giving.order_by("-decided_on", "-id")
        return Subquery(latest.values(end=Coalesce(F("period__endswith"), Value(date.max)))[:1])

    def for_page(self) -> DecisionQuerySet:
        """With what the page of a decision shows."""
        return self.select_related(
            "case__person",
            "intervention",
            "decided_by",
            "delegation",
            "document",
            "grant",
            "corrects",
            "corrected_by",
        ).prefetch_related(Prefetch("choices", Choice.objects.with_whose()))

    def for_document(self) -> DecisionQuerySet:
        """With what the document of a decision says."""
        return self.select_related(
            "principal",
            "case__person",
            "case__unit",
            "intervention",
            "decided_by",
            "delegation",
            "grant",
            "corrects",
        )

    def listed_for(self, actor: Actor) -> DecisionQuerySet:
        """For the committee's list, which names nobody: heads those of their units, controllers and
        administrators all."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has({Role.CONTROLLER, Role.ADMINISTRATOR}):
            return own
        return own.filter(case__unit_id__in=actor.led_units)

    def for_board(self) -> DecisionQuerySet:
        """With what the committee's list says of each, in as many queries for a thousand rows as for one."""
        return self.select_related(
            "case__unit", "intervention", "decided_by", "delegation", "corrected_by"
        ).defer("reason", "exception_reason")

    def awaiting_choice(self, day: date) -> DecisionQuerySet:
        """Grants still running on `day` for which no provider has been chosen."""
        return (
            self.granting()
            .in_force()
            .alias(days_end=Decision.objects.in_force().days_end(OuterRef("pk")))
            .filter(
                ~Exists(Choice.objects.holding().filter(decision=OuterRef("pk"))),
                ~Exists(Decision.objects.in_force().filter(kind=Decision.Kind.END, grant=OuterRef("pk"))),
                ~Exists(_without_choice().filter(decision=OuterRef("pk"))),
                days_end__gt=day,
                intervention__chosen_by_person=True,
                case__closed_on__isnull=True,
            )
        )

    def asking_for_help(self) -> DecisionQuerySet:
        """Those whose person has asked for help with the choice and not got it."""
        return self.filter(invitation__help_asked_on__isnull=False, invitation__helped_on__isnull=True)


class Decision(Tenanted):
    """A delegated decision. Never changed: a mistake is corrected by a later decision that points here."""

    class Kind(models.TextChoices):
        GRANT = "grant", "Bifall"
        REFUSE = "refuse", "Avslag"
        EXTEND = "extend", "Förlängning"
        CHANGE = "change", "Ändring"
        END = "end", "Upphörande"

    number = models.CharField("beslutsnummer", max_length=40)
    external_ref = models.CharField("beteckning i äldre system", max_length=40, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField("beslut", max_length=10, choices=Kind.choices)
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, related_name="decisions"
    )
    grant = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continuations"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    period = PeriodField("period", null=True, blank=True)
    level = models.CharField("nivå", max_length=60, blank=True, default="", db_default="")
    """The code of the level of the intervention, when it has levels."""
    capacity_percent = CapacityField("arbetsförmåga", null=True, blank=True)
    reason = models.TextField("motivering", blank=True)
    exception_reason = models.TextField("skäl för undantag", blank=True, default="", db_default="")
    combined_with = models.CharField(
        "kombineras med",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Vad insatsen enligt villkoren måste kombineras med, bekräftat vid beslutet.",
    )
    decided_on = models.DateField("beslutsdatum")
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delegation = models.ForeignKey(
        "casework.Delegation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        constraints = (
            same_tenant("case"),
            same_tenant("intervention"),
            same_tenant("grant"),
            same_tenant("corrects"),
            same_tenant("delegation"),
            real_period(),
            models.UniqueConstraint(fields=("principal", "number"), name="casework_decision_number"),
            models.UniqueConstraint(
                fields=("principal", "external_ref"),
                condition=Q(corrects__isnull=True) & ~Q(external_ref=""),
                name="casework_decision_external",
            ),
            models.CheckConstraint(
                name="casework_decision_capacity",
                condition=Q(capacity_percent__isnull=True) | Q(capacity_percent__lte=100),
            ),
            models.CheckConstraint(
                name="casework_decision_grant_has_period",
                condition=~Q(kind__in=("grant", "extend", "change")) | Q(period__isnull=False),
            ),
            models.CheckConstraint(
                name="casework_decision_continues_grant",
                condition=Q(kind__in=("grant", "refuse"), grant__isnull=True)
                | Q(kind__in=("extend", "change", "end"), grant__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("principal", "decided_on", "id"), name="casework_decision_board"),
            models.Index(fields=("case", "decided_on", "id"), name="casework_decision_case"),
        )
        triggers = (append_only(),)

    @property
    def choice(self) -> Choice | None:
        """The choice that holds: the latest, unless the person has left the provider."""
        latest = max(self.choices.all(), key=lambda choice: choice.pk, default=None)
        return None if latest is None or latest.is_left else latest

    @property
    def choose_by(self) -> date | None:
        """The day until which the person may choose; None when no day has been given."""
        invitation = getattr(self, "invitation", None)
        return None if invitation is None else invitation.choose_by

    def __str__(self) -> str:
        return self.number


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def visible_to(self, actor: Actor) -> ChoiceQuerySet:
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def holding(self) -> ChoiceQuerySet:
        """Those that the person has not left."""
        return self.filter(leaving__isnull=True)

    def with_whose(self) -> ChoiceQuerySet:
        """With what is told of each, the first first."""
        return self.select_related("provider", "recorded_by", "leaving").order_by("id")

    def awaiting_assignment(self, day: date) -> ChoiceQuerySet:
        """Choices in open cases that wait for their assignment, of grants still in force on `day`."""
        later = Decision.objects.in_force()
        return self.alias(days_end=later.days_end(OuterRef("decision"))).filter(
            ~Exists(later.filter(kind=Decision.Kind.END, grant=OuterRef("decision"))),
            ~Exists(Decision.objects.filter(corrects=OuterRef("decision"))),
            leaving__isnull=True,
            days_end__gt=day,
            assignment__isnull=True,
            case__closed_on__isnull=True,
        )


class Choice(Tenanted):
    """Which provider carries out a granted intervention, and who said so."""

    class Made(models.TextChoices):
        RESIDENT = "resident", "Deltagaren själv"
        TOGETHER = "together", "Deltagaren tillsammans med handläggaren"
        NON_CHOICE = "non_choice", "Ickeval"
        TAKEN_OVER = "taken_over", "Övertaget från ett äldre system"
        GIVEN_BACK = "given_back", "Återfått sedan anordnarens rätt gavs tillbaka"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="choices")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="choices")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    """The choice that was left before this one was made."""
    provider = models.ForeignKey("providers.Provider", on_delete=models.PROTECT, related_name="choices")
    made = models.CharField("hur valet gjordes", max_length=12, choices=Made.choices)
    reason = models.TextField("kommentar", blank=True)
    terms = models.ForeignKey(
        "casework.ChoiceTerms", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    picked_by = models.JSONField("hur regeln valde", default=dict, blank=True)
    """What the rule of non-choice saw and did, so that it can be done again; empty for a choice."""
    chosen_on = models.DateField("valdag")
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None only when it was made out by itself from what an older system held."""
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "val av anordnare"
        verbose_name_plural = "val av anordnare"
        constraints = (
            same_tenant("case"),
            same_tenant("decision"),
            same_tenant("provider"),
            same_tenant("replaces"),
            same_tenant("terms"),
            models.UniqueConstraint(
                fields=("decision",),
                condition=Q(replaces__isnull=True),
                name="casework_choice_one_first",
                violation_error_message="En anordnare är redan vald.",
            ),
            models.CheckConstraint(
                name="casework_choice_somebody_records",
                condition=Q(made="taken_over") | Q(recorded_by__isnull=False),
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.provider_id}"

    @property
    def why_picked(self) -> str:
        """Why the rule picked the provider for who did not choose; empty for a choice."""
        return str(self.picked_by.get("why", ""))

    @property
    def is_left(self) -> bool:
        return hasattr(self, "leaving")


def _without_choice() -> models.QuerySet[models.Model]:
    """Assignments that were given without any choice, such as those read in from an older system."""
    assignments: Any = Decision._meta.get_field("assignments").related_model
    rows: models.QuerySet[models.Model] = assignments.objects.filter(choice__isnull=True)
    return rows


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def listed_for(self, actor: Actor) -> VoucherQuerySet:
        """As decisions are (`DecisionQuerySet.listed_for`)."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has({Role.CONTROLLER, Role.ADMINISTRATOR}):
            return own
        return own.filter(case__unit_id__in=actor.led_units)

    def for_board(self) -> VoucherQuerySet:
        return self.select_related(
            "case__unit", "decision__intervention", "decided_by", "delegation", "corrected_by"
        )

    def in_force(self) -> VoucherQuerySet:
        """Those that no later voucher has corrected."""
        return self.filter(~Exists(Voucher.objects.filter(corrects=OuterRef("pk"))))


class Voucher(Tenanted):
    """A supplementary voucher granted beside an intervention. A later one may correct it by pointing here."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="vouchers")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="vouchers")
    decided_on = models.DateField("beslutsdatum")
    amount = OreField("belopp")
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delegation = models.ForeignKey(
        "casework.Delegation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = "tilläggscheck"
        verbose_name_plural = "tilläggscheckar"
        constraints = (
            same_tenant("case"),
            same_tenant("decision"),
            same_tenant("corrects"),
            same_tenant("delegation"),
            models.CheckConstraint(name="casework_voucher_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=("decision", "decided_on", "amount"),
                condition=Q(corrects__isnull=True),
                name="casework_voucher_once",
            ),
        )
        indexes = (models.Index(fields=("principal", "decided_on", "id"), name="casework_voucher_board"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.decision_id} {self.decided_on}"
