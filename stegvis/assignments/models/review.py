"""Review of what providers report: rules flag what looks odd, a human says what it was."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from stegvis.assignments.models.assignments import Assignment
from stegvis.assignments.models.followup import MonthlyReport
from stegvis.core.actor import Actor
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, append_only, history
from stegvis.providers.models import CONTROLLING, Provider


class ReportedDay(Tenanted):
    """One day of a monthly report: how long the person was there, and if he was reported sick."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.PROTECT, related_name="days")
    day = models.DateField("dag")
    attended_minutes = models.PositiveSmallIntegerField("närvaro i minuter", default=0)
    absent_minutes = models.PositiveSmallIntegerField("frånvaro i minuter", default=0)
    is_sick = models.BooleanField("sjukanmäld", default=False)

    class Meta:
        verbose_name = "rapporterad dag"
        verbose_name_plural = "rapporterade dagar"
        ordering = ("day",)
        constraints = (
            same_tenant("report"),
            models.UniqueConstraint(fields=("report", "day"), name="assignments_reportedday_once"),
            models.CheckConstraint(
                name="assignments_reportedday_fits_a_day",
                condition=Q(attended_minutes__lte=1440, absent_minutes__lte=1440),
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.day}"


@history
class ReviewTerms(Tenanted):
    """Which rules look, and from where on something is odd: dated configuration."""

    period = PeriodField("gäller")
    limits = models.JSONField("gränser", default=dict)
    """{rule: {limit: number}}; a rule that is left out looks with its standard limits."""
    off = models.JSONField("avstängda regler", default=list, blank=True)
    months_back = models.PositiveSmallIntegerField("månader som granskas", default=3)
    """How many months a review looks at, back from the latest whose reports were due."""

    class Meta:
        verbose_name = "villkor för granskning"
        verbose_name_plural = "villkor för granskning"
        constraints = (
            real_period(),
            no_overlap("principal_id", message="Det finns redan villkor för en del av tiden."),
        )

    def __str__(self) -> str:
        return str(self.period)


class ReviewFlagQuerySet(models.QuerySet["ReviewFlag"]):
    def visible_to(self, actor: Actor) -> ReviewFlagQuerySet:
        """Those who control providers; never a provider."""
        return self.filter(principal_id=actor.principal_id) if actor.has(CONTROLLING) else self.none()

    def awaiting_verdict(self) -> ReviewFlagQuerySet:
        # Not as a join with nothing in it: the database then thinks that one flag in 60 000 remains.
        return self.filter(~models.Exists(ReviewVerdict.objects.filter(flag=models.OuterRef("pk"))))

    def judged_as(self, kind: str) -> ReviewFlagQuerySet:
        return self.filter(verdict__kind=kind)

    def at_provider(self, provider: Provider | None) -> ReviewFlagQuerySet:
        return self.filter(provider=provider) if provider else self

    def by_rule(self, rule: str) -> ReviewFlagQuerySet:
        return self.filter(rule=rule) if rule else self

    def in_month(self, month: date | None) -> ReviewFlagQuerySet:
        """`month` = its first day."""
        return self.filter(month=month) if month else self

    def in_list(self) -> ReviewFlagQuerySet:
        """With what a list shows of each: `cases` = how many assignments it is about."""
        about = FlaggedAssignment.objects.filter(flag=models.OuterRef("pk")).order_by().values("flag")
        counted = about.annotate(number=models.Count("pk")).values("number")
        return self.select_related("provider", "verdict").annotate(
            cases=Coalesce(models.Subquery(counted), 0)
        )


class ReviewFlag(Tenanted):
    """A pattern that a rule has found at a provider in a month, with what it rests on. Never changed."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="review_flags")
    rule = models.SlugField("regel", max_length=40)
    month = models.DateField("månad")
    explanation = models.TextField("förklaring")
    evidence = models.JSONField("underlag", default=dict)
    """Numbers and texts that the page shows; never a name."""
    fingerprint = models.CharField(max_length=64)
    """The same for the same pattern, so that it is flagged once."""
    found_on = models.DateField("funnen")

    objects = ReviewFlagQuerySet.as_manager()

    class Meta:
        verbose_name = "flagga"
        verbose_name_plural = "flaggor"
        ordering = ("-month", "-id")
        constraints = (
            same_tenant("provider"),
            models.UniqueConstraint(
                fields=("principal", "rule", "fingerprint"), name="assignments_reviewflag_once"
            ),
        )
        indexes = (models.Index(fields=("principal", "-month", "-id"), name="assignments_reviewflag_list"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.rule} {self.month}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("review_flag", args=[self.pk])


class FlaggedAssignment(Tenanted):
    """An assignment that the pattern was seen in, and the report where there is one."""

    flag = models.ForeignKey(ReviewFlag, on_delete=models.PROTECT, related_name="assignments")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="flags")
    report = models.ForeignKey(
        MonthlyReport, on_delete=models.PROTECT, null=True, blank=True, related_name="flags"
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            same_tenant("flag"),
            same_tenant("assignment"),
            same_tenant("report"),
            models.UniqueConstraint(fields=("flag", "assignment"), name="assignments_flaggedassignment_once"),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.flag_id}: {self.assignment_id}"


class ReviewVerdict(Tenanted):
    """What the officer found behind a flag."""

    class Kind(models.TextChoices):
        DISMISSED = "dismissed", "Avskriven"
        ACTION = "action", "Åtgärd"

    flag = models.OneToOneField(ReviewFlag, on_delete=models.PROTECT, related_name="verdict")
    kind = models.CharField("bedömning", max_length=9, choices=Kind.choices)
    reason = models.TextField("skäl")
    deficiency = models.OneToOneField(
        "providers.Deficiency", on_delete=models.PROTECT, null=True, blank=True, related_name="verdict"
    )
    given_on = models.DateField("bedömd")
    given_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            same_tenant("flag"),
            same_tenant("deficiency"),
            models.CheckConstraint(name="assignments_reviewverdict_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="assignments_reviewverdict_action_has_deficiency",
                condition=Q(kind="dismissed", deficiency__isnull=True)
                | Q(kind="action", deficiency__isnull=False),
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.flag_id} {self.kind}"
