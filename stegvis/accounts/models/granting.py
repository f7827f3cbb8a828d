"""What two persons do together: sensitive roles; which roles nobody holds together; lost second factors."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from stegvis.core.actor import Actor, Role
from stegvis.core.constraints import real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.four_eyes import four_eyes
from stegvis.core.models import Tenanted, append_only


class RoleProposalQuerySet(models.QuerySet["RoleProposal"]):
    def visible_to(self, actor: Actor) -> RoleProposalQuerySet:
        """Administrators see what is put forward at their principal."""
        if not actor.is_a(Role.ADMINISTRATOR):
            return self.none()
        return self.filter(principal_id=actor.principal_id)

    def for_list(self) -> RoleProposalQuerySet:
        return self.select_related("proposed_by", "decision__decided_by")

    def undecided(self) -> RoleProposalQuerySet:
        return self.filter(decision=None)

    def for_another(self, actor: Actor) -> RoleProposalQuerySet:
        """Those that the actor has not put forward himself."""
        return self.exclude(proposed_by=actor.user_id)


class RoleProposal(Tenanted):
    """A sensitive role that one administrator puts forward and another decides on. No seat before that."""

    email = models.EmailField("e-postadress")
    first_name = models.CharField("förnamn", max_length=150)
    last_name = models.CharField("efternamn", max_length=150)
    role = models.CharField("roll", max_length=30, choices=Role.choices)
    last_day = models.DateField("till och med", null=True)
    reason = models.TextField("motivering")
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField("föreslagen")

    objects = RoleProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag om behörighet"
        verbose_name_plural = "förslag om behörigheter"
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.full_name}: {self.role_words}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def role_words(self) -> str:
        return Role(self.role).label

    @property
    def last_words(self) -> str:
        return str(self.last_day or "Tills vidare")

    @property
    def outcome(self) -> RoleDecision | None:
        """The decision, None while it is awaited."""
        return getattr(self, "decision", None)


class RoleDecision(Tenanted):
    """The other administrator's yes, or no with a reason."""

    proposal = models.OneToOneField(RoleProposal, on_delete=models.PROTECT, related_name="decision")
    approved = models.BooleanField("godkänd")
    reason = models.TextField("motivering", blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField("beslutad")

    class Meta:
        verbose_name = "beslut om behörighet"
        verbose_name_plural = "beslut om behörigheter"
        constraints = (
            same_tenant("proposal"),
            models.CheckConstraint(
                name="accounts_role_refusal_reason", condition=Q(approved=True) | ~Q(reason="")
            ),
        )
        triggers = (
            append_only(),
            four_eyes(link="proposal", table="accounts_roleproposal", prepared_by="proposed_by"),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.approved}"


class RoleConflictQuerySet(models.QuerySet["RoleConflict"]):
    def on(self, day: date) -> RoleConflictQuerySet:
        return self.filter(period__contains=day)


class RoleConflict(Tenanted):
    """Two roles that nobody holds together at this principal, from a day.

    A principal without rows of its own has the standard pairs of `rules.STANDARD_CONFLICTS`.
    """

    one = models.CharField("den ena rollen", max_length=30, choices=Role.choices)
    other = models.CharField("den andra rollen", max_length=30, choices=Role.choices)
    period = PeriodField("gäller")
    reason = models.CharField("skäl", max_length=200)

    objects = RoleConflictQuerySet.as_manager()

    class Meta:
        verbose_name = "roller som inte går ihop"
        verbose_name_plural = "roller som inte går ihop"
        constraints = (
            real_period(),
            models.CheckConstraint(name="accounts_role_conflict_of_two", condition=~Q(one=models.F("other"))),
        )

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"


class FactorReset(Tenanted):
    """An administrator has taken away a user's second factor, because the phone is lost."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="factor_resets")
    reason = models.TextField("skäl")
    reset_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reset_at = models.DateTimeField("nollställd", auto_now_add=True)

    class Meta:
        verbose_name = "nollställt andra steg"
        verbose_name_plural = "nollställda andra steg"
        constraints = (
            models.CheckConstraint(
                name="accounts_factor_reset_by_another",
                condition=~Q(user=models.F("reset_by")),
                violation_error_message="Du kan inte nollställa ditt eget andra steg.",
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.reset_at}"
