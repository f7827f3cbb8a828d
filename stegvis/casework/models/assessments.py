"""The assessment at a physical meeting: the principal's versioned form, the draft, what was signed."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from stegvis.casework.models.cases import Case, TargetGroup
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import CapacityField, PeriodField
from stegvis.core.models import Tenanted, append_only, history

REFUSED = """
    RAISE EXCEPTION 'A published template never changes.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'published_template';
"""


def _published_stays() -> pgtrigger.Trigger:
    """Of a published version nothing changes but the day on which it ends."""
    return pgtrigger.Trigger(
        name="published_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__period__isnull=False),
        func=f"""
            IF TG_OP = 'UPDATE' AND lower(NEW.period) = lower(OLD.period) AND
                (NEW.principal_id, NEW.version, NEW.name, NEW.introduction)
                = (OLD.principal_id, OLD.version, OLD.name, OLD.introduction)
            THEN
                RETURN NEW;
            END IF;
            {REFUSED}
        """,
    )


def _published_questions_stay() -> pgtrigger.Trigger:
    """No question comes to, leaves or changes in a published version."""
    return pgtrigger.Trigger(
        name="published_questions_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (
                SELECT FROM casework_assessmenttemplate
                WHERE id IN (
                    CASE WHEN TG_OP = 'DELETE' THEN OLD.template_id ELSE NEW.template_id END,
                    CASE WHEN TG_OP = 'INSERT' THEN NEW.template_id ELSE OLD.template_id END
                ) AND period IS NOT NULL
            ) THEN
                {REFUSED}
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )


class AssessmentTemplateQuerySet(models.QuerySet["AssessmentTemplate"]):
    def visible_to(self, actor: Actor) -> AssessmentTemplateQuerySet:
        """Whoever works at the principal: the questions tell nothing of anybody."""
        return self.filter(principal_id=actor.principal_id)

    def on(self, day: date) -> AssessmentTemplateQuerySet:
        return self.filter(period__contains=day)

    def published(self) -> AssessmentTemplateQuerySet:
        return self.filter(period__isnull=False)

    def unpublished(self) -> AssessmentTemplateQuerySet:
        return self.filter(period__isnull=True)

    def with_counts(self) -> AssessmentTemplateQuerySet:
        """Newest first, with how many questions each has and how many assessments it has been used in."""
        used = Assessment.objects.filter(template=models.OuterRef("pk")).order_by()
        counted = used.values("template").annotate(n=models.Count("pk")).values("n")
        return (
            self.select_related("made_by")
            .annotate(asked=models.Count("questions"), used=Coalesce(models.Subquery(counted), 0))
            .order_by("-version")
        )


@history
class AssessmentTemplate(Tenanted):
    """One version of the principal's form. While `period` is empty it is being written and nobody uses it."""

    version = models.PositiveSmallIntegerField("version")
    name = models.CharField("namn", max_length=120)
    introduction = models.TextField("inledning", blank=True)
    period = PeriodField("gäller", null=True, blank=True)
    made_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssessmentTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "kartläggningsmall"
        verbose_name_plural = "kartläggningsmallar"
        ordering = ("-version",)
        constraints = (
            real_period(),
            no_overlap("principal_id", message="Två mallar kan inte gälla samma dag."),
            models.UniqueConstraint(fields=("principal", "version"), name="casework_template_version"),
        )
        triggers = (_published_stays(),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def is_published(self) -> bool:
        return self.period is not None

    def get_absolute_url(self) -> str:
        return reverse("assessment_template", args=[self.pk])


class AssessmentQuestionQuerySet(models.QuerySet["AssessmentQuestion"]):
    def visible_to(self, actor: Actor) -> AssessmentQuestionQuerySet:
        """As the version that they belong to."""
        return self.filter(principal_id=actor.principal_id)


@history
class AssessmentQuestion(Tenanted):
    """One question of a version. `code` is the same through versions, so that answers can be compared."""

    class Kind(models.TextChoices):
        TEXT = "text", "Fritext"
        SCALE = "scale", "Skala 1–5"
        CHOICE = "choice", "Ett av flera svar"
        SEVERAL = "several", "Flera svar"
        YES_NO = "yes_no", "Ja eller nej"

    template = models.ForeignKey(AssessmentTemplate, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("ordning")
    section = models.CharField("avsnitt", max_length=80)
    code = models.SlugField("kod", max_length=40)
    text = models.CharField("fråga", max_length=300)
    help = models.CharField("hjälptext", max_length=300, blank=True)
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    options = ArrayField(
        models.CharField(max_length=120),
        verbose_name="svarsalternativ",
        default=list,
        blank=True,
        help_text="För en skala: vad lägsta och högsta steget betyder.",
    )
    required = models.BooleanField("måste besvaras", default=False)

    objects = AssessmentQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga i kartläggningsmall"
        verbose_name_plural = "frågor i kartläggningsmall"
        ordering = ("position", "id")
        constraints = (
            same_tenant("template"),
            models.UniqueConstraint(fields=("template", "code"), name="casework_question_code"),
        )
        triggers = (_published_questions_stay(),)

    def __str__(self) -> str:
        return self.code


class AssessmentDraftQuerySet(models.QuerySet["AssessmentDraft"]):
    def visible_to(self, actor: Actor) -> AssessmentDraftQuerySet:
        """Those who work in the case."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def for_form(self) -> AssessmentDraftQuerySet:
        """With what the form shows of it: who wrote it and which questions it answers, in two queries."""
        return self.select_related("template", "saved_by", "begun_by").prefetch_related("template__questions")


class AssessmentDraft(Tenanted):
    """What has been written so far. One per case; its `mark` tells two windows apart."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="assessment_draft")
    template = models.ForeignKey(AssessmentTemplate, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.JSONField("innehåll", default=dict)
    revision = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    saved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("sparat")

    objects = AssessmentDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "utkast till kartläggning"
        verbose_name_plural = "utkast till kartläggning"
        constraints = (same_tenant("case"), same_tenant("template"))

    def __str__(self) -> str:
        return f"{self.case_id} {self.revision}"

    @property
    def mark(self) -> str:
        """This draft as it stands. The key is in it, for the next draft of the case counts from 1 again."""
        return f"{self.pk}-{self.revision}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, actor: Actor) -> AssessmentQuerySet:
        """Those who work in the case."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def of_case(self, case: Case) -> AssessmentQuerySet:
        return self.filter(principal_id=case.principal_id, case=case)

    def for_page(self) -> AssessmentQuerySet:
        """With what a page shows of it: its own questions, who signed, whose case it is."""
        return self.select_related("case__person", "signed_by", "template").prefetch_related(
            "template__questions"
        )

    def latest_first(self) -> AssessmentQuerySet:
        return self.order_by("-held_on", "-id")

    def before(self, later: Assessment) -> AssessmentQuerySet:
        """The same case's assessments before this one, the nearest first."""
        earlier = Q(held_on__lt=later.held_on) | Q(held_on=later.held_on, pk__lt=later.pk)
        return self.filter(earlier, principal_id=later.principal_id, case=later.case_id).latest_first()


class Assessment(Tenanted):
    """What was found at a physical meeting before a decision. Signed, then never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    template = models.ForeignKey(
        AssessmentTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    """The version that was filled in; none for what came from an older system."""
    answers = models.JSONField("svar", default=dict, blank=True)
    """By the codes of the template's questions: text, number, bool or list of texts."""
    held_on = models.DateField("mötesdag")
    target_group = models.CharField(
        "målgrupp", max_length=30, choices=TargetGroup.choices, blank=True, default="", db_default=""
    )
    own_goal = models.TextField("personens eget mål")
    background = models.TextField("utbildning och erfarenhet", blank=True)
    obstacles = models.TextField("hinder", blank=True)
    capacity_percent = CapacityField("arbetsförmåga")
    capacity_source = models.CharField("vem som bedömt förmågan", max_length=200, blank=True)
    state_could_serve = models.BooleanField("kan Arbetsförmedlingens insatser räcka")
    state_checked_on = models.DateField("när det kontrollerades", null=True, blank=True)
    state_note = models.TextField("motivering om Arbetsförmedlingen", blank=True)
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=clock.now)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "kartläggning"
        verbose_name_plural = "kartläggningar"
        constraints = (
            same_tenant("case"),
            same_tenant("template"),
            models.CheckConstraint(
                name="casework_assessment_capacity", condition=Q(capacity_percent__lte=100)
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.held_on}"

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.pk])
