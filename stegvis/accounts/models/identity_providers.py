"""The login services of principals: a municipality's own for its staff, an e-ID for its residents."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q

from stegvis.core.actor import Actor, Role
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, history

TWO_FACTORS = ["mfa", "https://refeds.org/profile/mfa"]
"""What the common services answer when they have asked for two factors themselves."""
PERSONAL_NUMBER_CLAIM = "https://id.oidc.se/claim/personalIdentityNumber"
"""Where Swedish e-ID services put the personal number (OpenID Connect profile of oidc.se)."""


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def visible_to(self, actor: Actor) -> IdentityProviderQuerySet:
        """Administrators see the login services of their principal."""
        if not actor.is_a(Role.ADMINISTRATOR):
            return self.none()
        return self.filter(principal_id=actor.principal_id)

    def active(self) -> IdentityProviderQuerySet:
        return self.filter(active=True)

    def for_list(self) -> IdentityProviderQuerySet:
        return self.annotate(groups=Count("group_roles")).order_by("-active", "audience", "name")


@history
class IdentityProvider(Tenanted):
    """A login service that vouches for people to one principal.

    Its secret lies sealed here or in an environment variable, and is never shown again.
    """

    class Kind(models.TextChoices):
        OIDC = "oidc", "OpenID Connect"
        SAML = "saml", "SAML"

    class Audience(models.TextChoices):
        STAFF = "staff", "Medarbetare och anordnares personal"
        RESIDENTS = "residents", "Deltagare, med e-legitimation"

    key = models.SlugField("namn i adressen", max_length=60, unique=True)
    name = models.CharField("namn på knappen", max_length=80)
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    audience = models.CharField("för vilka", max_length=10, choices=Audience.choices)
    active = models.BooleanField("i bruk", default=True)
    set_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="inställd av",
    )
    """Who has connected or changed it; None once another administrator has taken it into use."""
    issuer = models.CharField("utfärdare", max_length=300)
    """The OpenID issuer, or the SAML entity: only its word counts."""
    client_id = models.CharField("klient-id", max_length=191, blank=True)
    sealed_secret = models.TextField(blank=True)
    secret_variable = models.CharField("miljövariabel med hemligheten", max_length=100, blank=True)
    metadata = models.TextField("metadata", blank=True)
    """The XML that a SAML service publishes about itself: its address and certificates."""
    scopes = models.CharField("omfång", max_length=300, default="openid profile email", blank=True)
    email_domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    subject_claim = models.CharField("uppgift med användarens id", max_length=200, blank=True)
    groups_claim = models.CharField("uppgift med grupper", max_length=200, default="groups", blank=True)
    number_claim = models.CharField("uppgift med personnummer", max_length=200, default=PERSONAL_NUMBER_CLAIM)
    two_factor_values = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    """Values of acr or amr (AuthnContextClassRef in SAML) that mean that two factors were asked for."""

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = "inloggningstjänst"
        verbose_name_plural = "inloggningstjänster"
        constraints = (
            models.CheckConstraint(
                name="accounts_identity_provider_complete",
                condition=Q(kind="oidc") & ~Q(client_id="") | Q(kind="saml") & ~Q(metadata=""),
            ),
            models.CheckConstraint(
                name="accounts_identity_provider_one_secret",
                condition=Q(sealed_secret="") | Q(secret_variable=""),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def for_residents(self) -> bool:
        return self.audience == self.Audience.RESIDENTS

    @property
    def is_saml(self) -> bool:
        return self.kind == self.Kind.SAML

    @property
    def has_secret(self) -> bool:
        return bool(self.sealed_secret or self.secret_variable)


class GroupRoleQuerySet(models.QuerySet["GroupRole"]):
    def visible_to(self, actor: Actor) -> GroupRoleQuerySet:
        """As the login service that the group belongs to."""
        return self.filter(identity_provider__in=IdentityProvider.objects.visible_to(actor))

    def for_list(self) -> GroupRoleQuerySet:
        return self.select_related("unit", "provider").order_by("group", "role", "pk")


@history
class GroupRole(Tenanted):
    """Who is in the service's group has the role; who leaves the group loses it at the next sign-in."""

    identity_provider = models.ForeignKey(
        IdentityProvider, on_delete=models.CASCADE, related_name="group_roles"
    )
    group = models.CharField("grupp", max_length=300)
    role = models.CharField("roll", max_length=30, choices=Role.choices)
    unit = models.ForeignKey(
        "registry.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GroupRoleQuerySet.as_manager()

    class Meta:
        verbose_name = "grupp med roll"
        verbose_name_plural = "grupper med roller"
        constraints = (
            same_tenant("identity_provider"),
            same_tenant("unit"),
            same_tenant("provider"),
            models.UniqueConstraint(
                name="accounts_group_role_once",
                fields=("identity_provider", "group", "role", "unit", "provider"),
                nulls_distinct=False,
                violation_error_message="Gruppen har redan den rollen.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.group}: {self.role_words}"

    @property
    def role_words(self) -> str:
        return Role(self.role).label


class ExternalIdentity(Tenanted):
    """Whom a service means by its own key for somebody. An address is never enough: it may change hands."""

    identity_provider = models.ForeignKey(
        IdentityProvider, on_delete=models.PROTECT, related_name="identities"
    )
    subject = models.CharField(max_length=255)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="external_identities")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "identitet hos en inloggningstjänst"
        verbose_name_plural = "identiteter hos inloggningstjänster"
        constraints = (
            same_tenant("identity_provider"),
            models.UniqueConstraint(
                name="accounts_external_identity_subject", fields=("identity_provider", "subject")
            ),
            models.UniqueConstraint(
                name="accounts_external_identity_user", fields=("identity_provider", "user")
            ),
        )

    def __str__(self) -> str:
        return f"identitet {self.pk}"


class SignInDoor(models.Model):
    """What the login page tells everybody about a login service in use. It belongs to no tenant's rows:
    whoever signs in has no principal yet. Opened and shut by the same verbs that change the service."""

    identity_provider = models.OneToOneField(
        IdentityProvider, on_delete=models.CASCADE, primary_key=True, related_name="door"
    )
    of_principal = models.ForeignKey("registry.Principal", on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    for_residents = models.BooleanField()
    email_domains = ArrayField(models.CharField(max_length=253), default=list)

    class Meta:
        verbose_name = "dörr till en inloggningstjänst"
        verbose_name_plural = "dörrar till inloggningstjänster"

    def __str__(self) -> str:
        return self.name
