"""Who is protected since when, and who is named to know who a protected person is."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q

from stegvis.core.constraints import real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.four_eyes import four_eyes
from stegvis.core.models import Tenanted, append_only
from stegvis.registry.models.people import Person


class ProtectedAccessQuerySet(models.QuerySet["ProtectedAccess"]):
    def in_force(self, day: date) -> ProtectedAccessQuerySet:
        """Those that reach over the day and have not been taken back."""
        taken_back = AccessWithdrawal.objects.filter(access=OuterRef("pk"))
        return self.filter(~models.Exists(taken_back), period__contains=day)


class ProtectedAccess(Tenanted):
    """Somebody is named to know who a protected person is, for a time and a reason.

    With `provider` it holds only when the user acts for that provider. Never changed: it is taken back by
    a row that points here.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="medarbetare"
    )
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    period = PeriodField("gäller")
    reason = models.TextField("skäl")
    granted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    objects = ProtectedAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "namngiven medarbetare"
        verbose_name_plural = "namngivna medarbetare"
        constraints = (
            same_tenant("person"),
            same_tenant("provider"),
            real_period(),
            models.CheckConstraint(name="registry_access_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="registry_access_another_person",
                condition=~Q(user=F("granted_by")),
                violation_error_message="Du kan inte namnge dig själv. Be en annan chef.",
            ),
        )
        indexes = (
            models.Index(fields=("principal", "user", "person"), name="registry_access_user"),
            models.Index(fields=("person", "id"), name="registry_access_person"),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.person_id} {self.period}"


class AccessWithdrawal(Tenanted):
    """A named person is named no longer."""

    access = models.OneToOneField(ProtectedAccess, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "återtaget namngivande"
        verbose_name_plural = "återtagna namngivanden"
        constraints = (same_tenant("access"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return str(self.access_id)


class ProtectionChangeQuerySet(models.QuerySet["ProtectionChange"]):
    def awaiting_another(self) -> ProtectionChangeQuerySet:
        """Put forward, and no other person has decided yet."""
        return self.filter(needs_another=True, approval__isnull=True)

    def approved_and_due(self, day: date) -> ProtectionChangeQuerySet:
        """Decided by two, valid on the day, and not yet written to the person."""
        return self.filter(approval__approved=True, valid_from__lte=day, carried_out__isnull=True)

    def became_protected(self) -> ProtectionChangeQuerySet:
        return self.filter(level=Person.Protection.PROTECTED)

    def unreviewed(self) -> ProtectionChangeQuerySet:
        """Nobody has gone through what had been given out before."""
        return self.filter(review__isnull=True)


class ProtectionChange(Tenanted):
    """A person's protection is raised, lowered or ended. A lowering holds only when another has approved."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="protection_changes")
    before = models.CharField("förut", max_length=10, choices=Person.Protection.choices)
    level = models.CharField("skydd", max_length=10, choices=Person.Protection.choices)
    valid_from = models.DateField("gäller från")
    reason = models.TextField("skäl")
    needs_another = models.BooleanField("kräver två personer")
    put_forward_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None when it came with a register extract."""
    put_forward_on = models.DateField("framlagt")

    objects = ProtectionChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "ändrat skydd"
        verbose_name_plural = "ändrade skydd"
        constraints = (
            same_tenant("person"),
            models.CheckConstraint(name="registry_protection_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="registry_protection_changes", condition=~Q(before=F("level"))),
        )
        indexes = (models.Index(fields=("person", "-id"), name="registry_protection_person"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.level} {self.valid_from}"


class ProtectionApproval(Tenanted):
    """Another person's decision on a lowered protection."""

    change = models.OneToOneField(ProtectionChange, on_delete=models.PROTECT, related_name="approval")
    approved = models.BooleanField("godkänt")
    reason = models.TextField("motivering", blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField("beslutat")

    class Meta:
        verbose_name = "beslut om sänkt skydd"
        verbose_name_plural = "beslut om sänkt skydd"
        constraints = (
            same_tenant("change"),
            models.CheckConstraint(
                name="registry_protection_refusal_reason", condition=Q(approved=True) | ~Q(reason="")
            ),
        )
        triggers = (
            append_only(),
            four_eyes(link="change", table="registry_protectionchange", prepared_by="put_forward_by"),
        )

    def __str__(self) -> str:
        return f"{self.change_id}: {self.approved}"


class ProtectionCarriedOut(Tenanted):
    """A change has been written to the person."""

    change = models.OneToOneField(ProtectionChange, on_delete=models.PROTECT, related_name="carried_out")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "genomfört ändrat skydd"
        verbose_name_plural = "genomförda ändrade skydd"
        constraints = (same_tenant("change"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return str(self.change_id)


class DisclosureReview(Tenanted):
    """Somebody has gone through what had been given out before the person became protected."""

    change = models.OneToOneField(ProtectionChange, on_delete=models.PROTECT, related_name="review")
    note = models.TextField("vad som gjordes")
    reviewed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reviewed_on = models.DateField("genomgånget")

    class Meta:
        verbose_name = "genomgång av vad som lämnats ut"
        verbose_name_plural = "genomgångar av vad som lämnats ut"
        constraints = (same_tenant("change"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return str(self.change_id)
