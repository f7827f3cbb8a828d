"""Capacity over time, the medical adviser's statement, and what stands in the way of full time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from stegvis.casework.models.assessments import Assessment
from stegvis.casework.models.attachments import Attachment
from stegvis.casework.models.cases import Case
from stegvis.core import clock
from stegvis.core.actor import ADVISERS, CASEWORKERS, Actor
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import CapacityField, PeriodField
from stegvis.core.models import Tenanted, append_only, history
from stegvis.core.period import ONE_DAY

ADVISER_REMEMBERS = timedelta(days=90)
"""So long the medical adviser can see what he has answered."""


class CapacityStatementQuerySet(models.QuerySet["CapacityStatement"]):
    def visible_to(self, actor: Actor) -> CapacityStatementQuerySet:
        """Those who work in the case. The principal's medical advisers see what awaits an answer, and for a
        while what they have answered themselves; who is a caseworker besides does so through `for_adviser`
        alone."""
        if not actor.has(CASEWORKERS):
            return self.for_adviser(actor)
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def for_adviser(self, actor: Actor) -> CapacityStatementQuerySet:
        """What a medical adviser sees, whatever else he is."""
        if not actor.has(ADVISERS):
            return self.none()
        return self.filter(self._seen_as_adviser(actor), principal_id=actor.principal_id)

    @staticmethod
    def _seen_as_adviser(actor: Actor) -> Q:
        answers = CapacityAnswer.objects.filter(statement=OuterRef("pk"))
        lately = clock.today() - ADVISER_REMEMBERS
        by_himself = answers.filter(recorded_by_id=actor.user_id, answered_on__gte=lately)
        return (Q(called_off_on=None) & ~Exists(answers)) | Exists(by_himself)

    def unanswered(self) -> CapacityStatementQuerySet:
        answered = CapacityAnswer.objects.filter(statement=OuterRef("pk"))
        return self.filter(~Exists(answered), called_off_on__isnull=True)

    def answered_by(self, user_id: int) -> CapacityStatementQuerySet:
        """What the user has answered himself, the latest first."""
        return self.filter(answer__recorded_by_id=user_id).order_by("-answer__answered_on", "-id")

    def late(self, today: date) -> CapacityStatementQuerySet:
        """Those that should have been answered before today."""
        return self.unanswered().filter(due_on__lt=today)

    def with_people(self) -> CapacityStatementQuerySet:
        """With the case and whom it is about."""
        return self.select_related("case__person", "asked_by", "answer")


@history
class CapacityStatement(Tenanted):
    """A question to the medical adviser about what the person can do."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="capacity_statements")
    question = models.TextField("fråga")
    asked_on = models.DateField("begärt")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("svar senast")
    called_off_on = models.DateField("återkallad", null=True, blank=True)
    called_off_because = models.TextField("varför återkallad", blank=True)

    objects = CapacityStatementQuerySet.as_manager()

    class Meta:
        verbose_name = "begäran om utlåtande"
        verbose_name_plural = "begäranden om utlåtande"
        constraints = (
            same_tenant("case"),
            models.CheckConstraint(name="casework_statement_order", condition=Q(due_on__gte=F("asked_on"))),
        )
        indexes = (models.Index(fields=("principal", "due_on", "id"), name="casework_statement_due"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_on}"

    @property
    def given(self) -> CapacityAnswer | None:
        """The answer, when there is one."""
        return getattr(self, "answer", None)


class CapacityAnswerQuerySet(models.QuerySet["CapacityAnswer"]):
    def visible_to(self, actor: Actor) -> CapacityAnswerQuerySet:
        """Those who work in the case."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(
            principal_id=actor.principal_id, statement__case__in=Case.objects.visible_to(actor).values("pk")
        )

    def awaiting_stand(self) -> CapacityAnswerQuerySet:
        """Those that nobody has accepted or put aside, in cases that are open."""
        return self.filter(outcome=None, statement__case__closed_on=None)


class CapacityAnswer(Tenanted):
    """What the medical adviser says. Never changed; asked anew when something has changed."""

    statement = models.OneToOneField(CapacityStatement, on_delete=models.PROTECT, related_name="answer")
    percent = CapacityField("förmåga")
    valid = PeriodField("gäller")
    text = models.TextField("utlåtande")
    adviser = models.CharField("förtroendeläkare", max_length=120)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField("besvarad")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = CapacityAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "utlåtande om förmåga"
        verbose_name_plural = "utlåtanden om förmåga"
        constraints = (
            same_tenant("statement"),
            same_tenant("attachment"),
            real_period("valid"),
            models.CheckConstraint(name="casework_answer_percent", condition=Q(percent__lte=100)),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.statement_id} {self.percent}"

    @property
    def stand(self) -> CapacityAnswerOutcome | None:
        """What the caseworker has made of it, when anything."""
        return getattr(self, "outcome", None)


class CapacityAnswerOutcome(Tenanted):
    """What the caseworker made of the adviser's answer: accepted as a grade, or why not. Said once."""

    answer = models.OneToOneField(CapacityAnswer, on_delete=models.PROTECT, related_name="outcome")
    accepted = models.BooleanField("godtaget")
    reason = models.TextField("varför inte", blank=True)
    decided_on = models.DateField("ställning tagen")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ställning till utlåtande"
        verbose_name_plural = "ställningar till utlåtanden"
        constraints = (
            same_tenant("answer"),
            models.CheckConstraint(
                name="casework_answer_outcome_reason",
                condition=Q(accepted=True, reason="") | (Q(accepted=False) & ~Q(reason="")),
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.answer_id} {self.accepted}"


class CapacityGradeQuerySet(models.QuerySet["CapacityGrade"]):
    def visible_to(self, actor: Actor) -> CapacityGradeQuerySet:
        """Those who work in the case."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def on(self, day: date) -> CapacityGradeQuerySet:
        return self.filter(period__contains=day)

    def running_out(self, by: date) -> CapacityGradeQuerySet:
        """Those whose last day is not after `by` and that no later grade follows."""
        later = CapacityGrade.objects.filter(case=OuterRef("case"), period__fully_gt=OuterRef("period"))
        return self.filter(~Exists(later), period__endswith__lte=by + ONE_DAY)


@history
class CapacityGrade(Tenanted):
    """How much of full time the person can do during a period. A new grade ends the one before it."""

    class Source(models.TextChoices):
        CASEWORKER = "caseworker", "Handläggaren"
        ADVISER = "adviser", "Förtroendeläkare"
        DOCTOR = "doctor", "Läkarintyg"
        INSURANCE = "insurance", "Försäkringskassan"
        EMPLOYMENT_SERVICE = "employment_service", "Arbetsförmedlingen"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="capacity_grades")
    percent = CapacityField("förmåga")
    period = PeriodField("gäller")
    source = models.CharField("vem som har bedömt", max_length=20, choices=Source.choices)
    assessed_by = models.CharField("bedömarens namn", max_length=120, blank=True)
    note = models.TextField("kommentar", blank=True)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="grades"
    )
    answer = models.ForeignKey(
        CapacityAnswer, on_delete=models.PROTECT, null=True, blank=True, related_name="grades"
    )
    recorded_on = models.DateField("registrerad")
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CapacityGradeQuerySet.as_manager()

    class Meta:
        verbose_name = "grad av förmåga"
        verbose_name_plural = "grader av förmåga"
        constraints = (
            same_tenant("case"),
            same_tenant("assessment"),
            same_tenant("answer"),
            real_period(),
            no_overlap("case_id", message="Två grader kan inte gälla samma dag."),
            models.CheckConstraint(name="casework_grade_percent", condition=Q(percent__lte=100)),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.percent} {self.period}"


class OfCaseQuerySet(models.QuerySet[Any]):
    """Dated rows of a case."""

    def visible_to(self, actor: Actor) -> OfCaseQuerySet:
        """Those who work in the case."""
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def on(self, day: date) -> OfCaseQuerySet:
        return self.filter(period__contains=day)


@history
class CaseActivity(Tenanted):
    """Something the person does each week beside what a provider plans: care, studies, social care."""

    class Kind(models.TextChoices):
        """What counts towards full time (activation follow-up, 2024)."""

        SFI = "sfi", "Sfi"
        CIVIC = "civic", "Samhällsorientering"
        STUDIES = "studies", "Andra studier"
        WORK = "work", "Arbete på deltid"
        JOB_SEARCH = "job_search", "Jobbsökande"
        CARE = "care", "Vårdkontakter"
        SOCIAL = "social", "Insatser från socialtjänsten"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    hours_per_week = models.PositiveSmallIntegerField("timmar per vecka")
    period = PeriodField("period")
    note = models.TextField("kommentar", blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "annan aktivitet"
        verbose_name_plural = "andra aktiviteter"
        constraints = (
            same_tenant("case"),
            real_period(),
            models.CheckConstraint(
                name="casework_activity_hours", condition=Q(hours_per_week__gt=0, hours_per_week__lte=60)
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.period}"


@history
class Hindrance(Tenanted):
    """Why the person is not in full-time activation during a period, as the caseworker has found."""

    class Kind(models.TextChoices):
        SICK = "sick", "Sjuk"
        PARENTAL = "parental", "Föräldraledig"
        CARE_OF_CHILD = "care_of_child", "Saknar barnomsorg eller vårdar barn"
        AWAITING_CARE = "awaiting_care", "Väntar på vård eller utredning"
        AWAITING_START = "awaiting_start", "Väntar på start"
        DEVIATION = "deviation", "Följer inte planen"
        OTHER = "other", "Annat skäl"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hindrances")
    kind = models.CharField("skäl", max_length=15, choices=Kind.choices)
    period = PeriodField("period")
    note = models.TextField("kommentar", blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "skäl till lägre aktivering"
        verbose_name_plural = "skäl till lägre aktivering"
        constraints = (
            same_tenant("case"),
            real_period(),
            no_overlap("case_id", message="Det finns redan ett skäl för en del av tiden."),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.period}"
