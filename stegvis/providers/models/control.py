"""Control of the conditions: what is to be looked at and when, what was found, what is to be mended."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from stegvis.core.actor import Actor, Role
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only, history
from stegvis.providers.models.conditions import Condition
from stegvis.providers.models.decisions import ProviderDecision
from stegvis.providers.models.register import Provider

CONTROLLING = frozenset({Role.QUALITY_OFFICER, Role.ADMINISTRATOR, Role.CONTROLLER, Role.CHAIR})
"""Those who see how providers are controlled."""


class ControlTaskQuerySet(models.QuerySet["ControlTask"]):
    def visible_to(self, actor: Actor) -> ControlTaskQuerySet:
        return self.filter(principal_id=actor.principal_id) if actor.has(CONTROLLING) else self.none()

    def open(self) -> ControlTaskQuerySet:
        return self.filter(done_on__isnull=True)

    def done(self) -> ControlTaskQuerySet:
        return self.filter(done_on__isnull=False)

    def due(self, today: date) -> ControlTaskQuerySet:
        return self.open().filter(due_on__lte=today)


@history
class ControlTask(Tenanted):
    """One condition of one provider to be controlled by a day."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="control_tasks")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="control_tasks")
    due_on = models.DateField("ska göras")
    done_on = models.DateField("gjord", null=True, blank=True)
    fulfilled = models.BooleanField("uppfyllt", null=True, blank=True)
    note = models.TextField("anteckning", blank=True)
    done_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ControlTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "kontroll av villkor"
        verbose_name_plural = "kontroller av villkor"
        ordering = ("due_on", "id")
        constraints = (
            same_tenant("provider"),
            same_tenant("condition"),
            models.UniqueConstraint(
                fields=("provider", "condition"),
                condition=Q(done_on__isnull=True),
                name="providers_controltask_one_open",
            ),
            models.CheckConstraint(
                name="providers_controltask_complete",
                condition=Q(done_on__isnull=True, fulfilled__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, fulfilled__isnull=False, done_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=("principal", "due_on", "id"),
                condition=Q(done_on__isnull=True),
                name="providers_controltask_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_id} {self.condition_id} {self.due_on}"


class DeficiencyQuerySet(models.QuerySet["Deficiency"]):
    def visible_to(self, actor: Actor) -> DeficiencyQuerySet:
        """Those who control see all; a provider sees what it has been told to mend."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(CONTROLLING):
            return own
        if actor.provider_id is not None:
            return own.filter(provider_id=actor.provider_id, remedy__isnull=False)
        return self.none()

    def open(self) -> DeficiencyQuerySet:
        """Neither dropped nor settled."""
        return self.filter(dismissed_on__isnull=True, remedy__closed_on__isnull=True)

    def not_ordered(self) -> DeficiencyQuerySet:
        """Those about which the provider has not been told anything."""
        # Not as a join with nothing in it, which the database cannot tell the size of.
        told = Remedy.objects.filter(deficiency=OuterRef("pk"))
        return self.filter(~Exists(told), dismissed_on__isnull=True)

    def to_answer(self) -> DeficiencyQuerySet:
        return self.open().filter(remedy__isnull=False, remedy__answered_on__isnull=True)

    def to_settle(self, today: date) -> DeficiencyQuerySet:
        """Those that the provider has answered, or let the time pass for."""
        late = Q(remedy__due_on__lt=today)
        return self.open().filter(Q(remedy__answered_on__isnull=False) | late, remedy__isnull=False)

    def not_mended(self) -> DeficiencyQuerySet:
        return self.filter(remedy__is_met=False)


@history
class Deficiency(Tenanted):
    """Something that is not as it should be at a provider, wherever it was found."""

    class Source(models.TextChoices):
        CONTROL = "control", "Kontroll av villkor"
        VISIT = "visit", "Kvalitetsbesök"
        REVIEW = "review", "Granskning av rapporter"
        PERSON = "person", "Kontakt med deltagare"
        OTHER = "other", "Annat"

    class Severity(models.TextChoices):
        MINOR = "minor", "Mindre brist"
        SERIOUS = "serious", "Allvarlig brist"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="deficiencies")
    condition = models.ForeignKey(
        Condition, on_delete=models.PROTECT, null=True, blank=True, related_name="deficiencies"
    )
    source = models.CharField("hur den upptäcktes", max_length=7, choices=Source.choices)
    control_task = models.ForeignKey(
        ControlTask, on_delete=models.PROTECT, null=True, blank=True, related_name="deficiencies"
    )
    visit = models.ForeignKey(
        "providers.QualityVisit", on_delete=models.PROTECT, null=True, blank=True, related_name="deficiencies"
    )
    severity = models.CharField("allvar", max_length=7, choices=Severity.choices)
    text = models.TextField("brist")
    found_on = models.DateField("upptäckt")
    found_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    dismissed_on = models.DateField("avskriven", null=True, blank=True)
    dismissed_because = models.TextField("varför avskriven", blank=True)
    dismissed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DeficiencyQuerySet.as_manager()

    class Meta:
        verbose_name = "brist"
        verbose_name_plural = "brister"
        ordering = ("-found_on", "-id")
        constraints = (
            same_tenant("provider"),
            same_tenant("condition"),
            same_tenant("control_task"),
            same_tenant("visit"),
            models.CheckConstraint(
                name="providers_deficiency_dismissed_with_reason",
                condition=Q(dismissed_on__isnull=True, dismissed_by__isnull=True, dismissed_because="")
                | (Q(dismissed_on__isnull=False, dismissed_by__isnull=False) & ~Q(dismissed_because="")),
            ),
        )
        indexes = (models.Index(fields=("principal", "provider", "-id"), name="providers_deficiency_list"),)

    def __str__(self) -> str:
        return f"{self.provider_id} {self.found_on}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("deficiency", args=[self.pk])


@history
class Remedy(Tenanted):
    """What the provider is to do about a deficiency, and until when."""

    deficiency = models.OneToOneField(Deficiency, on_delete=models.PROTECT, related_name="remedy")
    what = models.TextField("åtgärd")
    due_on = models.DateField("senast")
    ordered_on = models.DateField("begärd")
    ordered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    answer = models.TextField("anordnarens svar", blank=True)
    answered_on = models.DateField("besvarad", null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField("avslutad", null=True, blank=True)
    is_met = models.BooleanField("åtgärdat", null=True, blank=True)
    note = models.TextField("bedömning", blank=True)
    closed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        ordering = ("due_on", "id")
        constraints = (
            same_tenant("deficiency"),
            models.CheckConstraint(
                name="providers_remedy_due_after_order", condition=Q(due_on__gte=F("ordered_on"))
            ),
            models.CheckConstraint(
                name="providers_remedy_closed_whole",
                condition=Q(closed_on__isnull=True, is_met__isnull=True, closed_by__isnull=True)
                | Q(closed_on__isnull=False, is_met__isnull=False, closed_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.deficiency_id} {self.due_on}"


class RemedyProlonged(Tenanted):
    """The provider got longer to mend something, and why."""

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="prolonged")
    due_before = models.DateField("senast, före")
    due_on = models.DateField("senast")
    reason = models.TextField("skäl")
    prolonged_on = models.DateField("beslutad")
    prolonged_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "längre tid för en åtgärd"
        verbose_name_plural = "längre tider för åtgärder"
        ordering = ("id",)
        constraints = (
            same_tenant("remedy"),
            models.CheckConstraint(
                name="providers_remedyprolonged_is_later", condition=Q(due_on__gt=F("due_before"))
            ),
            models.CheckConstraint(name="providers_remedyprolonged_has_reason", condition=~Q(reason="")),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.remedy_id} {self.due_on}"


class RemedyPaperQuerySet(models.QuerySet["RemedyPaper"]):
    def visible_to(self, actor: Actor) -> RemedyPaperQuerySet:
        """The papers about the deficiencies that the actor sees."""
        seen = Deficiency.objects.visible_to(actor).values("pk")
        return self.filter(principal_id=actor.principal_id, remedy__deficiency__in=seen)


class RemedyPaper(Tenanted):
    """A file that the provider sent with its answer. What has been sent stays."""

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="papers")
    file = models.OneToOneField("registry.StoredFile", on_delete=models.PROTECT, related_name="remedy_paper")
    added_on = models.DateField("inlagt")

    objects = RemedyPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "underlag till en åtgärd"
        verbose_name_plural = "underlag till åtgärder"
        ordering = ("id",)
        constraints = (same_tenant("remedy"), same_tenant("file"))
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.remedy_id}: {self.file_id}"


class RevocationProposalQuerySet(models.QuerySet["RevocationProposal"]):
    def visible_to(self, actor: Actor) -> RevocationProposalQuerySet:
        return self.filter(principal_id=actor.principal_id) if actor.has(CONTROLLING) else self.none()

    def awaiting_decision(self) -> RevocationProposalQuerySet:
        return self.filter(answer__isnull=True)

    def answered(self) -> RevocationProposalQuerySet:
        return self.filter(answer__isnull=False)


class RevocationProposal(Tenanted):
    """The software or an officer proposes that a provider loses its right, and shows the evidence."""

    class Ground(models.TextChoices):
        CONDITIONS = "conditions", "Villkoren uppfylls inte"
        IDLE = "idle", "Inga deltagare på tolv månader"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="revocation_proposals")
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ground = models.CharField("grund", max_length=10, choices=Ground.choices)
    reasons = models.TextField("skäl")
    evidence = models.JSONField("underlag", default=dict)
    proposed_on = models.DateField("föreslaget")
    proposed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None when the software drafted it on the day."""

    objects = RevocationProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag om återkallelse"
        verbose_name_plural = "förslag om återkallelse"
        ordering = ("-id",)
        constraints = (same_tenant("provider"), same_tenant("intervention"))
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.provider_id} {self.proposed_on}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("revocation_proposal", args=[self.pk])


def another_than_the_proposer() -> pgtrigger.Trigger:
    """Who has proposed a revocation does not answer the proposal."""
    return pgtrigger.Trigger(
        name="four_eyes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NEW.answered_by_id = (
                SELECT proposed_by_id FROM providers_revocationproposal WHERE id = NEW.proposal_id
            ) THEN
                RAISE EXCEPTION 'Who proposes may not decide.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'four_eyes';
            END IF;
            RETURN NEW;
        """,
    )


class RevocationAnswer(Tenanted):
    """What a human made of a proposal: a decision, or nothing, with the reason."""

    proposal = models.OneToOneField(RevocationProposal, on_delete=models.PROTECT, related_name="answer")
    decision = models.OneToOneField(
        ProviderDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="revocation_answer"
    )
    reason = models.TextField("skäl", blank=True)
    answered_on = models.DateField("besvarat")
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            same_tenant("proposal"),
            same_tenant("decision"),
            models.CheckConstraint(
                name="providers_revocationanswer_decides_or_says_why",
                condition=Q(decision__isnull=False) | ~Q(reason=""),
            ),
        )
        triggers = (append_only(), another_than_the_proposer())

    def __str__(self) -> str:
        return f"svar på {self.proposal_id}"
