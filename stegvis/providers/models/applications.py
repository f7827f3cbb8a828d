"""An organisation's application to be authorised, and what was decided about it."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from stegvis.core.actor import STAFF, Actor, Role
from stegvis.core.clock import SWEDEN
from stegvis.core.constraints import same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.identifiers import format_organisation_number
from stegvis.core.models import Tenanted, append_only, history
from stegvis.providers.models.conditions import ConditionVersion, Reauthorisation
from stegvis.providers.models.register import Provider
from stegvis.providers.rules import thinning


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, actor: Actor) -> ApplicationQuerySet:
        """Staff see what has been sent in; a provider its own, drafts too. Nobody reads another's draft, nor
        one that was thrown away."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(STAFF | {Role.CHAIR}):
            return own.filter(submitted_on__isnull=False)
        if actor.provider_id is not None:
            return own.filter(provider_id=actor.provider_id)
        return self.none()

    def in_list(self) -> ApplicationQuerySet:
        """With what a list shows of each."""
        return self.select_related("officer", "reauthorisation").prefetch_related("parts__intervention")

    def drafts_by_link(self) -> ApplicationQuerySet:
        """Begun by who has no account, and never sent in; taken back too."""
        return self.filter(
            provider=None,
            submitted_on=None,
            state__in=(Application.State.DRAFT, Application.State.WITHDRAWN),
        ).exclude(key_hash="")

    def late_to_complete(self, today: date) -> ApplicationQuerySet:
        """Those whose latest day to complete has passed."""
        in_time = CompletionRequest.objects.filter(application=OuterRef("pk"), due_on__gte=today)
        return self.filter(~Exists(in_time), state=Application.State.COMPLETION)

    def awaiting_decision_by(self, user_id: int) -> ApplicationQuerySet:
        """Those proposed by another: nobody decides on his own proposal."""
        latest = ApplicationProposal.objects.filter(application=OuterRef("pk")).order_by("-id")
        proposed = self.filter(state=Application.State.PROPOSED)
        return proposed.annotate(proposer=Subquery(latest.values("proposed_by")[:1])).exclude(
            proposer=user_id
        )


@history
class Application(Tenanted):
    """Written by the organisation itself: signed in for a provider, or by the secret link of a new one."""

    class State(models.TextChoices):
        DRAFT = "draft", "Utkast"
        SUBMITTED = "submitted", "Inskickad"
        COMPLETION = "completion", "Ska kompletteras"
        PROPOSED = "proposed", "Förslag finns"
        DECIDED = "decided", "Beslutad"
        WITHDRAWN = "withdrawn", "Återtagen"

    number = models.CharField("diarienummer", max_length=40)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    reauthorisation = models.ForeignKey(
        Reauthorisation, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    organisation_number = models.CharField("organisationsnummer", max_length=10)
    organisation_name = models.CharField("organisationens namn", max_length=200)
    contact_name = models.CharField("kontaktperson", max_length=120)
    contact_email = models.EmailField("e-post")
    contact_phone = models.CharField("telefon", max_length=40, blank=True)
    orientation = models.TextField("inriktning", blank=True)
    methods = models.TextField("arbetssätt", blank=True)
    languages = ArrayField(models.CharField(max_length=40), verbose_name="språk", default=list, blank=True)
    places = models.PositiveIntegerField("platser", null=True, blank=True)
    wanted_from = models.DateField("önskad start", null=True, blank=True)
    conditions_on = models.DateField("villkoren i deras lydelse den")
    state = models.CharField("läge", max_length=10, choices=State.choices, default=State.DRAFT)
    key_hash = models.CharField(max_length=64, blank=True)
    """SHA-256 of the secret in the applicant's link, for organisations that cannot sign in yet."""
    started_at = models.DateTimeField("påbörjad")
    touched_on = models.DateField("senast ändrad", null=True, blank=True)
    """When somebody last wrote in it; None for those begun before this was kept."""
    told_on = models.DateField("påminnelse om borttagning", null=True, blank=True)
    """When the applicant was told that the draft will be removed."""
    submitted_on = models.DateField("inkommen", null=True, blank=True)
    officer = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="handläggare",
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "ansökan om auktorisation"
        verbose_name_plural = "ansökningar om auktorisation"
        constraints = (
            same_tenant("provider"),
            same_tenant("reauthorisation"),
            models.UniqueConstraint(fields=("principal", "number"), name="providers_application_number"),
            models.UniqueConstraint(
                fields=("principal", "organisation_number"),
                condition=Q(state__in=("submitted", "completion", "proposed")),
                name="providers_application_one_open",
                violation_error_message="Organisationen har redan en ansökan som handläggs.",
            ),
            models.CheckConstraint(
                name="providers_application_submitted_has_day",
                condition=Q(state__in=("draft", "withdrawn")) | Q(submitted_on__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("principal", "state", "-id"), name="providers_application_list"),
            models.Index(fields=("key_hash",), condition=~Q(key_hash=""), name="providers_application_key"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("application", args=[self.pk])

    @property
    def shown_number(self) -> str:
        return format_organisation_number(self.organisation_number)

    @property
    def last_touched_on(self) -> date:
        return self.touched_on or self.started_at.astimezone(SWEDEN).date()

    @property
    def goes_on(self) -> date:
        """When it is removed if it is a draft by a link that nobody writes in."""
        return thinning.goes_on(self.last_touched_on, self.told_on)


class ApplicationPart(Tenanted):
    """One intervention applied for, at some of its levels. No levels named = all."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="parts")
    intervention = models.ForeignKey("catalogue.Intervention", on_delete=models.PROTECT, related_name="+")
    levels = ArrayField(models.CharField(max_length=60), verbose_name="nivåer", default=list, blank=True)

    class Meta:
        verbose_name = "sökt insats"
        verbose_name_plural = "sökta insatser"
        ordering = ("id",)
        constraints = (
            same_tenant("application"),
            same_tenant("intervention"),
            models.UniqueConstraint(
                fields=("application", "intervention"), name="providers_applicationpart_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id}: {self.intervention_id}"


class ApplicationSite(Tenanted):
    """Where the organisation would work."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField("namn", max_length=120, blank=True)
    address = models.CharField("gatuadress", max_length=200)
    postal_code = models.CharField("postnummer", max_length=5)
    town = models.CharField("ort", max_length=80)

    class Meta:
        verbose_name = "sökt plats"
        verbose_name_plural = "sökta platser"
        ordering = ("id",)
        constraints = (same_tenant("application"),)

    def __str__(self) -> str:
        return f"{self.address}, {self.town}"


@history
class ConditionAnswer(Tenanted):
    """How the applicant fulfils one condition, and what the case officer finds."""

    class Verdict(models.TextChoices):
        FULFILLED = "fulfilled", "Uppfyllt"
        UNCLEAR = "unclear", "Behöver kompletteras"
        NOT_FULFILLED = "not_fulfilled", "Inte uppfyllt"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    version = models.ForeignKey(ConditionVersion, on_delete=models.PROTECT, related_name="+")
    confirms = models.BooleanField("vi uppfyller villkoret", default=False)
    text = models.TextField("hur", blank=True)
    verdict = models.CharField("bedömning", max_length=15, choices=Verdict.choices, blank=True)
    officer_note = models.TextField("anteckning", blank=True)
    """For the officers only: never shown to the applicant."""
    question = models.TextField("det som ska kompletteras", blank=True)
    """Shown to the applicant when completion is asked for."""
    reviewed_on = models.DateField("bedömt", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "svar på villkor"
        verbose_name_plural = "svar på villkor"
        ordering = ("version__condition__position", "id")
        constraints = (
            same_tenant("application"),
            same_tenant("version"),
            models.UniqueConstraint(fields=("application", "version"), name="providers_answer_once"),
            models.CheckConstraint(
                name="providers_answer_reviewed_by_somebody",
                condition=Q(verdict="") | Q(reviewed_on__isnull=False, reviewed_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id}: {self.version_id}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, actor: Actor) -> EvidenceQuerySet:
        """The papers of the applications that the actor sees."""
        return self.filter(
            principal_id=actor.principal_id,
            answer__application__in=Application.objects.visible_to(actor).values("pk"),
        )


class Evidence(Tenanted):
    """A file that shows that a condition is fulfilled."""

    answer = models.ForeignKey(ConditionAnswer, on_delete=models.CASCADE, related_name="evidence")
    file = models.OneToOneField("registry.StoredFile", on_delete=models.PROTECT, related_name="evidence")
    added_on = models.DateField("inlagt")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "underlag"
        verbose_name_plural = "underlag"
        ordering = ("id",)
        constraints = (same_tenant("answer"), same_tenant("file"))

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.file_id}"


class CompletionRequest(Tenanted):
    """The officer asks for more, until a day."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="completions")
    text = models.TextField("begäran")
    asked_on = models.DateField("begärd")
    due_on = models.DateField("senast")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "begäran om komplettering"
        verbose_name_plural = "begäran om komplettering"
        ordering = ("-id",)
        constraints = (same_tenant("application"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.asked_on}"


class ApplicationProposal(Tenanted):
    """What the case officer proposes; the latest holds. Another human decides."""

    class Outcome(models.TextChoices):
        GRANT = "grant", "Bevilja"
        REFUSE = "refuse", "Avslå"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    outcome = models.CharField("förslag", max_length=6, choices=Outcome.choices)
    reasons = models.TextField("skäl")
    period = PeriodField("gäller", null=True, blank=True)
    proposed_on = models.DateField("föreslaget")
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "förslag till beslut"
        verbose_name_plural = "förslag till beslut"
        ordering = ("-id",)
        constraints = (
            same_tenant("application"),
            models.CheckConstraint(
                name="providers_applicationproposal_period",
                condition=Q(outcome="refuse", period__isnull=True) | Q(outcome="grant", period__isnull=False),
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"


class ProposalReturn(Tenanted):
    """The proposal becomes no decision: who was to decide sent it back, or it was taken back, and why."""

    proposal = models.OneToOneField(ApplicationProposal, on_delete=models.PROTECT, related_name="returned")
    reason = models.TextField("skäl")
    returned_on = models.DateField("återlämnat")
    returned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "återlämnat förslag"
        verbose_name_plural = "återlämnade förslag"
        constraints = (same_tenant("proposal"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.returned_on}"
