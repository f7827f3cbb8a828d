"""The bonus for lasting self-sufficiency: proposed by one person, decided by another."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.constraints import same_tenant
from stegvis.core.fields import OreField
from stegvis.core.four_eyes import four_eyes
from stegvis.core.models import Tenanted, append_only


class BonusProposalQuerySet(models.QuerySet["BonusProposal"]):
    def visible_to(self, actor: Actor) -> BonusProposalQuerySet:
        """Controllers see all, caseworkers those of their units' cases, a provider its own."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.is_a(Role.CONTROLLER):
            return own
        if actor.has(CASEWORKERS):
            return own.filter(assignment__case__unit_id__in=actor.unit_ids)
        if actor.coordinates and actor.provider_id:  # a supervisor sees persons, not money
            return own.filter(assignment__provider_id=actor.provider_id)
        return self.none()

    def for_list(self) -> BonusProposalQuerySet:
        return self.select_related(
            "assignment__person",
            "assignment__case",
            "assignment__provider",
            "proposed_by",
            "decision__decided_by",
        )

    def awaiting_decision(self) -> BonusProposalQuerySet:
        return self.filter(~Exists(BonusDecision.objects.filter(proposal=OuterRef("pk"))))


class BonusProposal(Tenanted):
    """A proposed bonus to the provider of an assignment, after a follow-up with proof."""

    assignment = models.ForeignKey(
        "assignments.Assignment", on_delete=models.PROTECT, related_name="bonus_proposals"
    )
    follow_up = models.ForeignKey(
        "casework.FollowUp", on_delete=models.PROTECT, related_name="bonus_proposals"
    )
    tariff = models.ForeignKey("catalogue.Tariff", on_delete=models.PROTECT, related_name="+")
    amount = OreField("belopp")
    reason = models.TextField("motivering")
    proposed_on = models.DateField("föreslagen")
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = BonusProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "bonusförslag"
        verbose_name_plural = "bonusförslag"
        constraints = (
            same_tenant("assignment"),
            same_tenant("follow_up"),
            same_tenant("tariff"),
            models.UniqueConstraint(
                fields=("assignment", "follow_up"),
                name="remuneration_bonus_once",
                violation_error_message="Bonus är redan föreslagen för det här uppdraget.",
            ),
            models.CheckConstraint(name="remuneration_bonus_positive", condition=Q(amount__gt=0)),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.proposed_on}"

    @property
    def outcome(self) -> BonusDecision | None:
        """The decision, None while it is awaited."""
        return getattr(self, "decision", None)


class BonusDecision(Tenanted):
    """The other person's approval or refusal. The database refuses the proposer as decider."""

    proposal = models.OneToOneField(BonusProposal, on_delete=models.PROTECT, related_name="decision")
    approved = models.BooleanField("godkänd")
    reason = models.TextField("motivering", blank=True)
    decided_on = models.DateField("beslutsdatum")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bonusbeslut"
        verbose_name_plural = "bonusbeslut"
        constraints = (
            same_tenant("proposal"),
            models.CheckConstraint(
                name="remuneration_bonus_refusal_reason", condition=Q(approved=True) | ~Q(reason="")
            ),
        )
        triggers = (
            append_only(),
            four_eyes(link="proposal", table="remuneration_bonusproposal", prepared_by="proposed_by"),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.approved}"
