"""The assignment: a provider, a person, an intervention, a period and measurable goals."""

from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q

from stegvis.casework.models import Case, Decision
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, history

GRACE_AFTER_END = timedelta(days=90)
"""How long a provider still sees an assignment that has ended, to finish its reports."""


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, actor: Actor, today: date | None = None) -> AssignmentQuerySet:
        """Caseworkers see those of their units' cases, quality officers and controllers all,
        a provider its own while it needs to, a resident his own."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has({Role.QUALITY_OFFICER, Role.CONTROLLER}):
            return own
        if actor.has(CASEWORKERS):
            return own.filter(case__in=Case.objects.visible_to(actor).values("pk"))
        if actor.provider_id is not None:
            return own.filter(provider_id=actor.provider_id).needed_by_provider(today)
        if actor.is_a(Role.RESIDENT):
            return own.filter(person_id=actor.person_id)
        return self.none()

    def needed_by_provider(self, today: date | None = None) -> AssignmentQuerySet:
        from stegvis.core import clock

        limit = (today or clock.today()) - GRACE_AFTER_END
        return self.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=limit))

    def running_on(self, day: date) -> AssignmentQuerySet:
        return self.filter(period__contains=day)

    def overlapping(self, period: object) -> AssignmentQuerySet:
        return self.filter(period__overlap=period)

    def awaiting_plan(self, day: date) -> AssignmentQuerySet:
        """Not yet over on `day` and without a plan."""
        return self.filter(
            Q(period__endswith__isnull=True) | Q(period__endswith__gt=day),
            ~Exists(self.model._meta.get_field("plans").related_model.objects.filter(assignment=OuterRef("pk"))),
        )


@history
class Assignment(Tenanted):
    """What the caseworker asks the chosen provider to do for one person.

    `person` and `intervention` repeat what the case and the decision say, so that the database can refuse
    two assignments for the same intervention at the same time.
    """

    class Coordination(models.TextChoices):
        CASEWORKER = "caseworker", "Handläggaren"
        PROVIDER = "provider", "Anordnaren"

    number = models.CharField("uppdragsnummer", max_length=40)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="assignments")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="assignments")
    choice = models.OneToOneField(
        "casework.Choice", on_delete=models.PROTECT, null=True, blank=True, related_name="assignment"
    )
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, related_name="assignments"
    )
    provider = models.ForeignKey("providers.Provider", on_delete=models.PROTECT, related_name="assignments")
    period = PeriodField("period")
    planned_hours_per_week = models.PositiveSmallIntegerField("planerade timmar per vecka")
    coordination = models.CharField(
        "samordningsansvar", max_length=12, choices=Coordination.choices, default=Coordination.CASEWORKER
    )
    note = models.TextField("uppdragsbeskrivning", blank=True)
    given_on = models.DateField("lämnat", null=True, blank=True)
    given_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        constraints = (
            same_tenant("case"),
            same_tenant("person"),
            same_tenant("decision"),
            same_tenant("choice"),
            same_tenant("intervention"),
            same_tenant("provider"),
            real_period(),
            models.UniqueConstraint(fields=("principal", "number"), name="assignments_number"),
            no_overlap(
                "person_id",
                "intervention_id",
                message="Personen har redan ett uppdrag för samma insats under en del av tiden.",
            ),
            models.CheckConstraint(
                name="assignments_assignment_hours", condition=Q(planned_hours_per_week__lte=60)
            ),
        )
        indexes = (
            models.Index(fields=("principal", "provider", "-id"), name="assignments_provider_list"),
            models.Index(fields=("case", "id"), name="assignments_case"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="follows_case",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("case_id", "person_id", "period"),
                func="""
                    IF NOT EXISTS (SELECT FROM casework_case WHERE id = NEW.case_id AND person_id = NEW.person_id) THEN
                        RAISE EXCEPTION 'The assignment and its case are about different persons.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignments_same_person';
                    END IF;
                    IF lower(NEW.period) < (SELECT birth_date FROM registry_person WHERE id = NEW.person_id) THEN
                        RAISE EXCEPTION 'The day is before the person was born.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'not_before_birth';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="keeps_reports_inside",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("period"),
                func="""
                    IF EXISTS (
                        SELECT FROM assignments_monthlyreport r
                        WHERE r.assignment_id = NEW.id
                        AND NOT NEW.period && daterange(r.month, (r.month + interval '1 month')::date)
                    ) THEN
                        RAISE EXCEPTION 'A report would fall outside the assignment.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_inside_assignment';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("assignment", args=[self.pk])


class Goal(Tenanted):
    """One measurable goal of an assignment."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="goals")
    text = models.CharField("mål", max_length=300)
    measure = models.CharField("hur det mäts", max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ("position", "id")
        constraints = (same_tenant("assignment"),)

    def __str__(self) -> str:
        return self.text
