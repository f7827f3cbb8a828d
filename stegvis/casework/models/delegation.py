"""Who may decide what on the committee's behalf, with which words, and by two when that is required."""

from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from stegvis.casework.models.cases import Case
from stegvis.casework.models.decisions import Decision, Voucher
from stegvis.casework.rules.delegation import DELEGATES, KINDS
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import OreField, PeriodField
from stegvis.core.four_eyes import four_eyes
from stegvis.core.models import Tenanted, append_only, history


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, actor: Actor) -> DelegationQuerySet:
        return self.filter(principal_id=actor.principal_id)

    def on(self, day: date) -> DelegationQuerySet:
        return self.filter(period__contains=day)


@history
class Delegation(Tenanted):
    """One point of the committee's delegation: a role may take some kinds of decisions during a period.

    Until a principal's first point begins, caseworkers and heads of the unit decide as before it
    began to write its delegation here.
    """

    code = models.CharField("punkt", max_length=20)
    text = models.CharField("ärende", max_length=200)
    role = models.CharField(
        "delegat", max_length=20, choices=[(each.value, each.label) for each in DELEGATES]
    )
    kinds = ArrayField(models.CharField(max_length=10), verbose_name="slag av beslut")
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None = all interventions."""
    max_voucher = OreField("högsta tilläggscheck", null=True, blank=True)
    two_persons = models.BooleanField("två personer krävs", default=False)
    period = PeriodField("gäller")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "delegation"
        verbose_name_plural = "delegationer"
        ordering = ("code", "id")
        constraints = (
            same_tenant("intervention"),
            real_period(),
            models.CheckConstraint(
                name="casework_delegation_amount",
                condition=Q(max_voucher__isnull=True) | Q(max_voucher__gt=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.role}"


@history
class DecisionText(Tenanted):
    """The principal's words in a kind of decision during a period, around the reasons."""

    kind = models.CharField("slag av beslut", max_length=10, choices=Decision.Kind.choices)
    introduction = models.TextField("inledning")
    law = models.TextField("lagrum", blank=True)
    appeal = models.TextField("så överklagar du", blank=True)
    period = PeriodField("gäller")
    kind_place = models.PositiveSmallIntegerField(editable=False)
    """The kind as a number, for the database to tell overlapping texts of the same kind."""

    class Meta:
        verbose_name = "beslutstext"
        verbose_name_plural = "beslutstexter"
        constraints = (
            real_period(),
            no_overlap(
                "principal_id", "kind_place", message="Två texter för samma slags beslut gäller samma dag."
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"


CAME_BACK_LATELY = timedelta(days=14)
"""How long a proposal that was sent back is somebody's task."""


class DecisionProposalQuerySet(models.QuerySet["DecisionProposal"]):
    def visible_to(self, actor: Actor) -> DecisionProposalQuerySet:
        """Those who work in the case."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def awaiting(self) -> DecisionProposalQuerySet:
        return self.filter(outcome__isnull=True)

    def of_case(self, case: Case) -> DecisionProposalQuerySet:
        return self.filter(case=case)

    def lately(self, today: date) -> DecisionProposalQuerySet:
        """Those that await a decision, and those sent back within two weeks, the latest first."""
        came_back = Q(outcome__decision__isnull=True, outcome__voucher__isnull=True)
        recent = came_back & Q(outcome__decided_on__gt=today - CAME_BACK_LATELY)
        shown = self.filter(Q(outcome__isnull=True) | recent)
        return shown.select_related("intervention", "prepared_by", "outcome__decided_by").order_by("-id")

    def for_page(self) -> DecisionProposalQuerySet:
        """With what the page of a proposal shows."""
        return self.select_related(
            "principal",
            "case__person",
            "case__unit",
            "intervention",
            "prepared_by",
            "outcome__decided_by",
            "outcome__decision",
            "outcome__voucher",
        )

    def to_decide(self, actor: Actor, today: date) -> DecisionProposalQuerySet:
        """Those put forward by others in the actor's units, for which his role has a point on the day.

        The amount of a voucher is asked about on the page of the proposal.
        """
        points = Delegation.objects.filter(principal=OuterRef("principal")).on(today)
        about = points.filter(
            Q(intervention__isnull=True) | Q(intervention=OuterRef("intervention")),
            kinds__contains=[OuterRef("kind")],
        )
        led, rest = actor.led_units, actor.unit_ids - actor.led_units
        mine = Q(Exists(about.filter(role=Role.HEAD_OF_UNIT)), case__unit__in=led) | Q(
            Exists(about.filter(role=Role.CASEWORKER)), case__unit__in=rest
        )
        return self.awaiting().exclude(prepared_by=actor.user_id).filter(mine, case__closed_on__isnull=True)

    def come_back_to(self, actor: Actor, today: date) -> DecisionProposalQuerySet:
        """The actor's own that were sent back within two weeks and not put forward anew."""
        later = DecisionProposal.objects.filter(
            case=OuterRef("case"),
            kind=OuterRef("kind"),
            intervention=OuterRef("intervention"),
            pk__gt=OuterRef("pk"),
        )
        since = today - CAME_BACK_LATELY
        own = self.filter(prepared_by=actor.user_id, outcome__decision__isnull=True)
        back = own.filter(outcome__voucher__isnull=True, outcome__decided_on__gt=since)
        return back.exclude(outcome__decided_by=actor.user_id).filter(~Exists(later))


class DecisionProposal(Tenanted):
    """A decision that one has prepared and another must take. `content` is what the action needs."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField("beslut", max_length=10, choices=KINDS)
    intervention = models.ForeignKey("catalogue.Intervention", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField("innehåll")
    prepared_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    prepared_on = models.DateField("förberett")

    objects = DecisionProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag till beslut"
        verbose_name_plural = "förslag till beslut"
        constraints = (same_tenant("case"), same_tenant("intervention"))
        indexes = (models.Index(fields=("principal", "prepared_on", "id"), name="casework_proposal_list"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.prepared_on}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("proposal", args=[self.pk])

    @property
    def awaits(self) -> bool:
        return not hasattr(self, "outcome")


class ProposalOutcome(Tenanted):
    """The second person has decided or sent it back with a reason, or the preparer has withdrawn it."""

    proposal = models.OneToOneField(DecisionProposal, on_delete=models.PROTECT, related_name="outcome")
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal_outcome"
    )
    voucher = models.OneToOneField(
        Voucher, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal_outcome"
    )
    reason = models.TextField("skäl", blank=True)
    decided_on = models.DateField("avgjort")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "utfall av förslag"
        verbose_name_plural = "utfall av förslag"
        constraints = (
            same_tenant("proposal"),
            same_tenant("decision"),
            same_tenant("voucher"),
            models.CheckConstraint(
                name="casework_proposal_outcome_why",
                condition=Q(decision__isnull=False) | Q(voucher__isnull=False) | ~Q(reason=""),
            ),
        )
        triggers = (
            append_only(),
            four_eyes(
                link="proposal",
                table="casework_decisionproposal",
                prepared_by="prepared_by",
                condition=pgtrigger.Q(new__decision__isnull=False) | pgtrigger.Q(new__voucher__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id}"

    @property
    def was_decided(self) -> bool:
        return self.decision_id is not None or self.voucher_id is not None


class DecisionDocumentQuerySet(models.QuerySet["DecisionDocument"]):
    def of_case(self, case: Case) -> DecisionDocumentQuerySet:
        return self.filter(decision__case=case)


class DecisionDocument(Tenanted):
    """The decision as it was set in PDF/A when it was taken."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="document")
    file = models.OneToOneField("registry.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("framställt")

    objects = DecisionDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "beslutshandling"
        verbose_name_plural = "beslutshandlingar"
        constraints = (same_tenant("decision"), same_tenant("file"))
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.decision_id}"
