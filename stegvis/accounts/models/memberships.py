"""Memberships: the seats that users may take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from stegvis.accounts.models.users import User
from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.constraints import real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, history

WARNING = timedelta(days=15)
"""A last day two weeks away ends, half-open, on the fifteenth day."""


NEVER_SEEN_AS = frozenset({Role.ADMINISTRATOR, Role.LOG_CONTROLLER, Role.SUPPORT, Role.RESIDENT})
"""Roles whose holders nobody in support sees the pages as."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> MembershipQuerySet:
        return self.filter(period__contains=day)

    def not_over(self, day: date) -> MembershipQuerySet:
        """Those that hold on the day or begin later."""
        return self.filter(Q(period__endswith=None) | Q(period__endswith__gt=day))

    def of(self, user_id: int, principal_id: int) -> MembershipQuerySet:
        """What a user holds at one principal."""
        return self.filter(user_id=user_id, principal_id=principal_id)

    def continuing(self, ended: Membership, today: date) -> MembershipQuerySet:
        """Those that would go on, after today, with the very role that has ended."""
        return self.filter(
            user=ended.user_id,
            principal=ended.principal_id,
            role=ended.role,
            unit=ended.unit_id,
            provider=ended.provider_id,
            period__startswith__gt=today,
        )

    def roles(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.values_list("role", flat=True))

    def can_be_seen_as(self) -> MembershipQuerySet:
        """Without users who hold a role whose pages support never sees."""
        hidden = Membership.objects.filter(
            user=OuterRef("user"), principal=OuterRef("principal"), role__in=NEVER_SEEN_AS
        )
        return self.exclude(Exists(hidden))

    def administrators(self, principal_id: int) -> MembershipQuerySet:
        return self.filter(principal_id=principal_id, role=Role.ADMINISTRATOR)

    def ending_soon(self, today: date) -> MembershipQuerySet:
        """Those whose last day is within two weeks, and that nobody has prolonged; the first to end first."""
        prolonged = Membership.objects.filter(
            Q(unit=None) | Q(unit=OuterRef("unit")),
            Q(provider=None) | Q(provider=OuterRef("provider")),
            user=OuterRef("user"),
            principal=OuterRef("principal"),
            role=OuterRef("role"),
        ).not_over(today + WARNING)
        soon = self.on(today).filter(period__endswith__lte=today + WARNING)
        return soon.exclude(Exists(prolonged)).order_by("period__endswith", "id")

    def visible_to(self, actor: Actor) -> MembershipQuerySet:
        """Administrators and support see their principal's, but not which residents have access."""
        if not actor.has({Role.ADMINISTRATOR, Role.SUPPORT}):
            return self.none()
        return self.filter(principal_id=actor.principal_id).exclude(role=Role.RESIDENT)

    def at_provider_of(self, actor: Actor) -> MembershipQuerySet:
        """The staff of the actor's own provider, for whoever works there."""
        own = self.filter(principal_id=actor.principal_id, role=Role.PROVIDER_STAFF)
        return self.none() if actor.provider_id is None else own.filter(provider_id=actor.provider_id)

    def administered_by(self, actor: Actor) -> MembershipQuerySet:
        """The staff whose accounts the provider's administrator keeps."""
        return self.at_provider_of(actor) if Duty.ADMINISTRATOR in actor.duties else self.none()

    def search(self, text: str) -> MembershipQuerySet:
        """By a part of the name or of the address."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(user__first_name__icontains=word)
                | Q(user__last_name__icontains=word)
                | Q(user__email__icontains=word)
            )
        return found


@history
class Membership(Tenanted):
    """A role of a user at a principal: in a unit, for a provider, or as the resident himself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("roll", max_length=30, choices=Role.choices)
    unit = models.ForeignKey(
        "registry.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    duty = models.CharField(
        "uppgift hos anordnaren", max_length=13, choices=Duty.choices, blank=True, default="", db_default=""
    )
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    period = PeriodField("gäller")
    identity_provider = models.ForeignKey(
        "accounts.IdentityProvider",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="inloggningstjänst",
    )
    """The login service that gave the role and takes it back; None for one given by hand."""

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "behörighet"
        verbose_name_plural = "behörigheter"
        constraints = (
            real_period(),
            same_tenant("unit"),
            same_tenant("provider"),
            same_tenant("person"),
            same_tenant("identity_provider"),
            models.CheckConstraint(
                name="accounts_membership_caseworker_has_unit",
                condition=~Q(role__in=(Role.CASEWORKER, Role.HEAD_OF_UNIT)) | Q(unit__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_membership_provider_only_for_staff",
                condition=Q(role=Role.PROVIDER_STAFF, provider__isnull=False)
                | (~Q(role=Role.PROVIDER_STAFF) & Q(provider__isnull=True)),
            ),
            models.CheckConstraint(
                name="accounts_membership_duty_only_at_provider",
                condition=Q(duty="") | Q(role=Role.PROVIDER_STAFF),
            ),
            models.CheckConstraint(
                name="accounts_membership_person_only_for_resident",
                condition=Q(role=Role.RESIDENT, person__isnull=False)
                | (~Q(role=Role.RESIDENT) & Q(person__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def held_duty(self) -> Duty:
        """At a provider: a coordinator when nothing else is said."""
        return Duty(self.duty or Duty.COORDINATOR)

    def get_role_display(self) -> Any:  # type: ignore[no-redef]
        return Role(self.role).label
