"""The control of the log: what was looked at, what was found, and how it was judged."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from stegvis.core.actor import Actor, Role
from stegvis.core.constraints import real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.four_eyes import four_eyes
from stegvis.core.models import Tenanted, append_only


class Pattern(models.TextChoices):
    """Why a reading was picked out to be looked at."""

    OWN = "own", "Egen akt eller eget namn"
    COLLEAGUE = "colleague", "Kollegas akt"
    SURNAME = "surname", "Samma efternamn"
    NO_TASK = "no_task", "Utan uppgift i ärendet"
    HOURS = "hours", "Natt eller helg"
    PROTECTED = "protected", "Skyddad person"
    MANY = "many", "Många på kort tid"
    EMERGENCY = "emergency", "Nödöppnad"
    SAMPLE = "sample", "Stickprov"


class ControlQuerySet(models.QuerySet["Control"]):
    def visible_to(self, actor: Actor) -> ControlQuerySet:
        """Log controllers: all of the principal. Heads: those of the units they lead."""
        found = self.filter(principal_id=actor.principal_id)
        return found if actor.is_a(Role.LOG_CONTROLLER) else found.filter(unit_id__in=actor.led_units)


class Control(Tenanted):
    """One control of a period: who made it, and what is needed to make it again with the same answer."""

    period = PeriodField("kontrollerad period")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    sample_size = models.PositiveSmallIntegerField("stickprovets storlek")
    seed = models.CharField("frö", max_length=40)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = ControlQuerySet.as_manager()

    class Meta:
        verbose_name = "kontroll"
        verbose_name_plural = "kontroller"
        constraints = (real_period(), same_tenant("unit"))
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.period}"


def _person_of_the_principal() -> pgtrigger.Trigger:
    """Held when the row is written and not by a key: a finding outlives the person that it is about."""
    return pgtrigger.Trigger(
        name="person_of_the_principal",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NEW.person_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM registry_person WHERE id = NEW.person_id AND principal_id = NEW.principal_id
            ) THEN
                RAISE EXCEPTION 'The person belongs to another principal.'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NEW;
        """,
    )


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, actor: Actor) -> FindingQuerySet:
        """Log controllers: all of the principal. Heads: their units' staff. Nobody: his own readings."""
        found = self.filter(principal_id=actor.principal_id).exclude(
            Q(user_id=actor.user_id) | Q(impersonator_id=actor.user_id)
        )
        if actor.is_a(Role.LOG_CONTROLLER):
            return found
        return found.filter(seat_unit_id__in=actor.led_units) if actor.led_units else self.none()

    def with_status(self) -> FindingQuerySet:
        latest = Verdict.objects.filter(finding=OuterRef("pk")).order_by("-id")
        return self.annotate(status=Coalesce(Subquery(latest.values("outcome")[:1]), models.Value(OPEN)))

    def in_status(self, status: str) -> FindingQuerySet:
        found: Any = self.with_status()
        return found.filter(status=status)  # type: ignore[no-any-return]

    def read_by(self, text: str) -> FindingQuerySet:
        """Those of users whose name or address has each word of the text."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(user__first_name__icontains=word)
                | Q(user__last_name__icontains=word)
                | Q(user__email__icontains=word)
            )
        return found

    def awaiting_another(self, actor: Actor) -> FindingQuerySet:
        """Said to be improper by somebody else than the actor, and not yet judged again."""
        said = Verdict.objects.filter(
            principal_id=actor.principal_id, outcome=Outcome.IMPROPER, confirmed_by__isnull=True
        ).exclude(decided_by_id=actor.user_id)
        found: FindingQuerySet = self.visible_to(actor).filter(pk__in=said.values("finding"))
        return found.in_status(Outcome.IMPROPER)

    def for_list(self) -> FindingQuerySet:
        return self.with_status().select_related("user", "impersonator", "person", "seat_unit")


class Finding(Tenanted):
    """Readings of one user that fit a pattern, to be judged by somebody else."""

    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="findings")
    pattern = models.CharField("mönster", max_length=12, choices=Pattern.choices)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    impersonator = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    """Who in support read as the user."""
    seat_unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(
        "registry.Person", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    """The person read about; None when the finding is about many."""
    first_at = models.DateTimeField("första läsningen")
    last_at = models.DateTimeField("sista läsningen")
    count = models.PositiveIntegerField("antal")
    people = models.PositiveIntegerField("antal personer")
    reading_ids = ArrayField(models.BigIntegerField())
    """The readings, at most as many as can be looked at."""

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "träff"
        verbose_name_plural = "träffar"
        constraints = (
            same_tenant("control"),
            same_tenant("seat_unit"),
            models.UniqueConstraint(
                fields=("principal", "pattern", "user", "impersonator", "person", "first_at"),
                name="oversight_finding_once",
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(fields=("principal", "-last_at", "-id"), name="oversight_finding_list"),
            models.Index(fields=("principal", "seat_unit", "-last_at"), name="oversight_finding_unit"),
        )
        triggers = (append_only(), _person_of_the_principal())

    def __str__(self) -> str:
        return f"{self.pattern} {self.user_id}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("log_finding", args=[self.pk])

    def get_pattern_display(self) -> Any:  # type: ignore[no-redef]
        return Pattern(self.pattern).label


OPEN = "open"


class Outcome(models.TextChoices):
    PROPER = "proper", "Befogad"
    ASKED = "asked", "Fråga användaren"
    IMPROPER = "improper", "Väntar på andra bedömning"
    CONFIRMED = "confirmed", "Obefogad"


STATUSES: tuple[tuple[str, str], ...] = ((OPEN, "Att granska"), *((o.value, str(o.label)) for o in Outcome))


def _not_about_himself() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="not_about_himself",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF EXISTS (
                SELECT FROM oversight_finding
                WHERE id = NEW.finding_id AND NEW.decided_by_id IN (user_id, impersonator_id)
            ) THEN
                RAISE EXCEPTION 'Nobody judges his own readings.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'not_about_himself';
            END IF;
            RETURN NEW;
        """,
    )


class Verdict(Tenanted):
    """What somebody found when looking at a finding. A new verdict is added, none is changed."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="verdicts")
    outcome = models.CharField("bedömning", max_length=12, choices=Outcome.choices)
    note = models.TextField("motivering")
    follow_up = models.TextField("åtgärd", blank=True)
    at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    confirms = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="confirmed_by")
    """The verdict of somebody else that this one confirms."""

    class Meta:
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        constraints = (
            same_tenant("finding"),
            same_tenant("confirms"),
            models.CheckConstraint(
                name="oversight_verdict_confirms",
                condition=Q(outcome=Outcome.CONFIRMED, confirms__isnull=False)
                | (~Q(outcome=Outcome.CONFIRMED) & Q(confirms__isnull=True)),
            ),
        )
        triggers = (
            append_only(),
            four_eyes(link="confirms", table="oversight_verdict", prepared_by="decided_by"),
            _not_about_himself(),
        )

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.outcome}"
