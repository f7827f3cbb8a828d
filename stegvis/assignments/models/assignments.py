"""The assignment: a provider, a person, an intervention, a period and measurable goals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from stegvis.assignments.models.queries import (
    OldestMissingMonth,
    first_day,
    first_day_after,
    first_free_day,
)
from stegvis.assignments.rules.ending import FINAL_REPORT_OPENS_BEFORE
from stegvis.assignments.rules.extending import MEETING_COUNTS_FOR
from stegvis.assignments.rules.reporting import latest_overdue_month
from stegvis.casework.models import Case, Decision
from stegvis.casework.models.search import people_found
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import CASEWORKERS, Actor, Duty, Role
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, history
from stegvis.core.period import ONE_DAY, Period
from stegvis.providers.models import Provider
from stegvis.registry.models import Person, ProtectedAccess

GRACE_AFTER_END = timedelta(days=90)
"""How long a provider still sees an assignment that has ended, to finish its reports."""

REPORTS_AWAITED_FOR = timedelta(days=365)
"""How far back a missing monthly report still is somebody's task; what is older is history."""


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, actor: Actor, today: date | None = None) -> AssignmentQuerySet:
        """Caseworkers see those of their units' cases, quality officers and controllers all,
        a provider's coordinators its own while it needs to and its supervisors those they work with, a
        resident his own."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has({Role.QUALITY_OFFICER, Role.CONTROLLER}):
            return own
        if actor.has(CASEWORKERS):
            return own.filter(case__in=Case.objects.visible_to(actor).values("pk"))
        if actor.provider_id is not None:
            at_provider = own.filter(provider_id=actor.provider_id).needed_by_provider(today)
            return at_provider if actor.coordinates else at_provider.supervised_by(actor, today)
        if actor.is_a(Role.RESIDENT) and actor.person_id is not None:
            return own.filter(person_id=actor.person_id)
        return self.none()

    def needed_by_provider(self, today: date | None = None) -> AssignmentQuerySet:
        from stegvis.core import clock

        limit = (today or clock.today()) - GRACE_AFTER_END
        return self.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=limit))

    def supervised_by(self, actor: Actor, today: date | None = None) -> AssignmentQuerySet:
        """Those that the actor works with as a supervisor, for as long as he does."""
        from stegvis.core import clock

        if Duty.SUPERVISOR not in actor.duties:
            return self.none()
        mine = self._rows("supervisions").filter(user=actor.user_id, period__contains=today or clock.today())
        return self.filter(Exists(mine))

    def running_on(self, day: date) -> AssignmentQuerySet:
        return self.filter(period__contains=day)

    def overlapping(self, period: object) -> AssignmentQuerySet:
        return self.filter(period__overlap=period)

    def search(self, text: str, actor: Actor) -> AssignmentQuerySet:
        """Those found by name, personal number or assignment number. An empty text finds all."""
        wanted = text.strip()
        if not wanted:
            return self
        named = Assignment.objects.filter(
            principal_id=actor.principal_id, person__in=people_found(wanted, actor)
        )
        if any(sign.isdigit() for sign in wanted):
            numbered = Assignment.objects.filter(
                principal_id=actor.principal_id, number__begins=wanted.upper()
            )
            return self.filter(pk__in=named.values("pk").union(numbered.values("pk")))
        return self.filter(pk__in=named.values("pk"))

    def not_over(self, day: date) -> AssignmentQuerySet:
        """Running on `day` or starting later."""
        return self.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=day))

    def over(self, day: date) -> AssignmentQuerySet:
        return self.filter(period__endswith__lte=day)

    def coming(self, day: date) -> AssignmentQuerySet:
        return self.filter(period__startswith__gt=day)

    def not_left(self) -> AssignmentQuerySet:
        """Without those whose person has left the provider for another."""
        return self.filter(Q(choice__isnull=True) | Q(choice__leaving__isnull=True))

    def carried_out(self) -> AssignmentQuerySet:
        """Without those that were called off before they had begun. Where something had been written of one,
        its first day stands as a place for that; it was never a day with the provider."""
        return self.filter(is_called_off=False)

    def after_a_gap(self) -> AssignmentQuerySet:
        """Those that begin at the next provider later than the stay at the one before has come to end: it was
        agreed to end later, and then that provider lost its right. With `gap_since` and `former_provider`.

        The next choice may have been taken and given back meanwhile, any number of times: what tells the one
        before is the grant, and that nothing else of it was carried out between.
        """
        same_grant = Assignment.objects.filter(
            decision=OuterRef("decision"), choice_id__lt=OuterRef("choice_id")
        )
        broken_off = same_grant.annotate(free_since=first_free_day()).filter(
            choice__leaving__last_day__gte=F("free_since"), free_since__lt=OuterRef("period__startswith")
        )
        former = broken_off.order_by("-free_since")[:1]
        shown = self.carried_out().annotate(
            gap_since=Subquery(former.values("free_since")),
            former_provider=Subquery(former.values("provider__name")),
        )
        of_grant = Assignment.objects.filter(decision=OuterRef("decision")).carried_out()
        between = of_grant.filter(
            period__startswith__lt=OuterRef("period__startswith"), period__endswith__gt=OuterRef("gap_since")
        )
        return shown.filter(~Exists(between), gap_since__isnull=False)

    def for_intervention(self, intervention: Intervention | None) -> AssignmentQuerySet:
        return self.filter(intervention=intervention) if intervention else self

    def at_provider(self, provider: Provider | None) -> AssignmentQuerySet:
        return self.filter(provider=provider) if provider else self

    def with_named_staff(self, day: date) -> AssignmentQuerySet:
        """Those for whose person somebody at the provider is named on the day."""
        named = ProtectedAccess.objects.in_force(day)
        return self.filter(Exists(named.filter(person=OuterRef("person"), provider=OuterRef("provider"))))

    def awaiting_named_staff(self, day: date) -> AssignmentQuerySet:
        """Not yet over on the day, of protected people, and nobody at the provider may know of whom."""
        unnamed = self.filter(person__protection=Person.Protection.PROTECTED).not_over(day).carried_out()
        return unnamed.exclude(pk__in=unnamed.with_named_staff(day).values("pk"))

    def in_caseload_of(self, actor: Actor) -> AssignmentQuerySet:
        """Those in the open cases that the actor holds."""
        held = Case.objects.visible_to(actor).open().held_by(actor.user_id)
        return self.filter(case__in=held.values("pk"))

    def with_days(self) -> AssignmentQuerySet:
        """With `starts_on` and `ends_before` (exclusive) to sort by."""
        return self.annotate(starts_on=first_day(), ends_before=first_day_after())

    def in_list(self, today: date) -> AssignmentQuerySet:
        """With what a list shows of each, in as many queries for a thousand rows as for one."""
        shown = self.select_related("person", "intervention", "provider")
        return shown.with_days().with_missing_month(today)

    def for_page(self) -> AssignmentQuerySet:
        """With what the page of one assignment shows."""
        return self.select_related(
            "person", "case__caseworker", "intervention", "provider", "decision__intervention", "given_by"
        ).prefetch_related("goals", "person__identifiers")

    def with_missing_month(self, today: date) -> AssignmentQuerySet:
        """With `missing_month`, the oldest that still awaits its report."""
        return self.annotate(missing_month=OldestMissingMonth(today, today - REPORTS_AWAITED_FOR))

    def awaiting_report(self, today: date) -> AssignmentQuerySet:
        return self._missing(since=today - REPORTS_AWAITED_FOR, until=today)

    def with_overdue_report(self, today: date) -> AssignmentQuerySet:
        """Those that lack a report which should have come before `today`."""
        last_overdue = Period.of_month(latest_overdue_month(today)).last_day
        return self._missing(since=today - REPORTS_AWAITED_FOR, until=last_overdue or today)

    def without_report_for(self, month: date) -> AssignmentQuerySet:
        """Those that ran during the month, named by its first day, and have not reported it."""
        ran = self.filter(period__overlap=Period.of_month(month)).carried_out()
        return ran.filter(~Exists(self._rows("reports").filter(month=month)))

    def _missing(self, *, since: date, until: date) -> AssignmentQuerySet:
        """Those that have run through a month without a report, with the oldest as `missing_month`."""
        missing = OldestMissingMonth(until, since)
        touched = self.filter(period__overlap=Period(since, until + ONE_DAY)).carried_out()
        return touched.annotate(missing_month=missing).filter(missing_month__isnull=False)

    def awaiting_plan(self, day: date) -> AssignmentQuerySet:
        """Not yet over on `day` and without a plan."""
        return self.not_over(day).carried_out().filter(~Exists(self._rows("plans")))

    def awaiting_final_report(self, day: date) -> AssignmentQuerySet:
        """Over, or over within two weeks, and without a final report."""
        ending = self.filter(period__endswith__lte=day + FINAL_REPORT_OPENS_BEFORE).carried_out()
        return ending.filter(~Exists(self._rows("final_report")))

    def awaiting_meeting(self, day: date) -> AssignmentQuerySet:
        """Ending within six weeks and without a three-party meeting since six weeks before the end."""
        soon = self.not_over(day).filter(period__endswith__lte=day + MEETING_COUNTS_FOR).carried_out()
        window = OuterRef("period__endswith") - MEETING_COUNTS_FOR
        full = self._rows("meetings").filter(person_present=True, provider_present=True)
        return soon.filter(~Exists(full.filter(held_on__gte=window)))

    def finally_reported(self) -> AssignmentQuerySet:
        return self.filter(final_report__isnull=False)

    def last_in_case(self, day: date) -> AssignmentQuerySet:
        """The last of their cases, when nothing runs on `day` or is granted since the final report."""
        same_case = Assignment.objects.filter(case=OuterRef("case")).carried_out()
        granted = Decision.objects.granting().filter(case=OuterRef("case"))
        return self.filter(
            ~Exists(same_case.not_over(day)),
            ~Exists(same_case.filter(pk__gt=OuterRef("pk"))),
            ~Exists(granted.filter(decided_on__gte=OuterRef("final_report__sent_on"))),
        )

    def _rows(self, name: str) -> models.QuerySet[models.Model]:
        """The rows of a table above that belong to the assignment in the outer query."""
        related: Any = self.model._meta.get_field(name).related_model
        rows: models.QuerySet[models.Model] = related.objects.filter(assignment=OuterRef("pk"))
        return rows


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
        "casework.Choice",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignment",
    )
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, related_name="assignments"
    )
    provider = models.ForeignKey("providers.Provider", on_delete=models.PROTECT, related_name="assignments")
    period = PeriodField("period")
    is_called_off = models.BooleanField("inställt innan det började", default=False)
    """Nobody is with the provider on any of the days, though what has been written of them stands."""
    planned_hours_per_week = models.PositiveSmallIntegerField("planerade timmar per vecka")
    coordination = models.CharField(
        "samordningsansvar",
        max_length=12,
        choices=Coordination.choices,
        default=Coordination.CASEWORKER,
    )
    fewer_hours_because = models.TextField("varför färre timmar än väntat", blank=True)
    note = models.TextField("uppdragsbeskrivning", blank=True)
    given_on = models.DateField("lämnat", null=True, blank=True)
    given_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
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
                condition=Q(is_called_off=False),
            ),
            models.CheckConstraint(
                name="assignments_assignment_hours",
                condition=Q(planned_hours_per_week__lte=60),
            ),
        )
        indexes = (
            models.Index(
                fields=("principal", "provider", "-id"),
                name="assignments_provider_list",
            ),
            models.Index(fields=("case", "id"), name="assignments_case"),
            models.Index("principal", first_day(), "id", name="assignments_start_list"),
            models.Index(
                fields=("principal", "number"),
                name="assignments_number_prefix",
                opclasses=("int8_ops", "varchar_pattern_ops"),
            ),
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
                """,  # noqa: E501
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
