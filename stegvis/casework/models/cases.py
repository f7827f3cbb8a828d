"""One person's involvement with the principal, from opening to closure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from stegvis.casework.models.guards import not_before_birth
from stegvis.casework.models.search import IsOneOf, people_found
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, history
from stegvis.core.period import Period
from stegvis.registry.models import Person
from stegvis.registry.models.guards import never_about_a_merged


class TargetGroup(models.TextChoices):
    INCOME_SUPPORT = "ekonomiskt_bistand", "Ekonomiskt bistånd"
    YOUTH = "ungdom_18_24", "18–24 år utan arbete eller studier"
    LANGUAGE = "sprak", "Utanför arbetskraften, behöver mer svenska"
    OTHER = "annan", "Annan målgrupp"


class ClosureReason(models.TextChoices):
    """Why a case was closed. Every closure has exactly one reason, so that they sum to all closures."""

    WORK = "egen_forsorjning_arbete", "Egen försörjning: arbete"
    STUDIES = "egen_forsorjning_studier", "Egen försörjning: studier"
    BUSINESS = "egen_forsorjning_foretag", "Egen försörjning: eget företag"
    MOVED = "flyttat", "Flyttat"
    SICK = "sjukdom", "Sjukdom"
    OTHER_AUTHORITY = "annan_myndighet", "Insats från annan myndighet"
    OTHER_SOCIAL = "annan_socialtjanst", "Annan insats från socialtjänsten"
    OTHER = "ovrigt", "Övrigt"

    @property
    def is_self_sufficient(self) -> bool:
        return self in SELF_SUFFICIENT


SELF_SUFFICIENT = frozenset({ClosureReason.WORK, ClosureReason.STUDIES, ClosureReason.BUSINESS})


SHOWN_IN_LIST = (
    "number",
    "target_group",
    "opened_on",
    "closed_on",
    *(f"person__{name}" for name in ("first_name", "last_name", "protection", "pseudonym", "sort_key")),
    *(f"caseworker__{name}" for name in ("first_name", "last_name", "email")),
)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> CaseQuerySet:
        """Caseworkers see the cases of their units, and for a short while those that they have opened in
        an emergency; a resident his own. Nobody else sees cases."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(CASEWORKERS):
            return own.filter(Q(unit_id__in=actor.unit_ids) | _opened_in_emergency(actor))
        if actor.is_a(Role.RESIDENT) and actor.person_id is not None:
            return own.filter(person_id=actor.person_id)
        return self.none()

    def of_own_units(self, actor: Actor) -> CaseQuerySet:
        """Those of the units in whose cases the actor works, without what he has opened in an emergency."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(principal_id=actor.principal_id, unit_id__in=actor.unit_ids)

    def answering_for_person(self) -> CaseQuerySet:
        """Of each person the case whose unit answers for him now: the open one, else the latest closed."""
        of_person = Case.objects.filter(person=OuterRef("person"))
        latest_first = of_person.order_by(F("closed_on").desc(nulls_first=True), "-id")
        return self.filter(pk=Subquery(latest_first.values("pk")[:1]))

    def open(self) -> CaseQuerySet:
        return self.filter(closed_on__isnull=True)

    def closed(self) -> CaseQuerySet:
        return self.filter(closed_on__isnull=False)

    def open_on(self, day: date) -> CaseQuerySet:
        """Open on `day`. The day of closure is the last day the case is open."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day), opened_on__lte=day)

    def held_by(self, user_id: int) -> CaseQuerySet:
        return self.filter(caseworker_id=user_id)

    def held_by_nobody(self) -> CaseQuerySet:
        return self.filter(caseworker__isnull=True)

    def search(self, text: str, actor: Actor) -> CaseQuerySet:
        """Cases found by name, personal number or case number. An empty text finds all."""
        wanted = text.strip()
        if not wanted:
            return self
        found = Q(IsOneOf("person_id", people_found(wanted, actor)))
        if any(sign.isdigit() for sign in wanted):
            found |= Q(number__begins=wanted.upper())
        return self.filter(found)

    def granted(self, intervention_id: int) -> CaseQuerySet:
        """Those in which the intervention has been granted at some time."""
        from stegvis.casework.models.decisions import Decision

        grants = Decision.objects.granting().filter(intervention=intervention_id)
        return self.filter(pk__in=grants.values("case"))

    def in_list(self) -> CaseQuerySet:
        """With what a list shows of each, in as many queries for a thousand rows as for one.

        That the person belongs to the case's principal is always so; said aloud it lets the list be read
        in the order of the people's index.
        """
        return (
            self.filter(person__principal=F("principal"))
            .select_related("person", "caseworker")
            .only(*SHOWN_IN_LIST)
        )

    def without(self, related: models.QuerySet[Any]) -> CaseQuerySet:
        """Those with no row in `related`, a query over a table with a `case` column."""
        return self.filter(~Exists(related.filter(case=OuterRef("pk"))))

    def with_any(self, related: models.QuerySet[Any]) -> CaseQuerySet:
        """Those with a row in `related`, a query over a table with a `case` column."""
        return self.filter(Exists(related.filter(case=OuterRef("pk"))))

    def for_page(self) -> CaseQuerySet:
        """With what the case page shows, apart from the rows of its road."""
        return self.select_related(
            "person", "unit", "caseworker", "opened_by", "closed_by", "closure_attachment", "principal"
        ).prefetch_related("person__identifiers")


def _opened_in_emergency(actor: Actor) -> Q:
    """Asked anew each time: an opening that ends while a page is being made shows nothing more.

    It never reaches who is protected, whether from the start or since.
    """
    from stegvis.casework.models.break_glass import BreakGlass

    if not actor.opened_case_ids or actor.impersonator_id is not None:
        return Q(pk__in=())
    open_now = BreakGlass.objects.opened_by(actor).in_force(clock.now())
    reachable = open_now.filter(case__in=actor.opened_case_ids).exclude(
        case__person__protection=Person.Protection.PROTECTED
    )
    return Q(pk__in=reachable.values("case"))


@history
class Case(Tenanted):
    """A case is opened for a person, held by a caseworker in a unit, and closed with one reason."""

    number = models.CharField("ärendenummer", max_length=40)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="cases")
    caseworker = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target_group = models.CharField("målgrupp", max_length=30, choices=TargetGroup.choices)
    referred_by = models.CharField("hänvisad av", max_length=120, blank=True)
    opened_on = models.DateField("öppnat")
    opened_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField("avslutat", null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closure_reason = models.CharField(
        "avslutsorsak", max_length=30, choices=ClosureReason.choices, blank=True
    )
    closure_note = models.TextField("anteckning vid avslut", blank=True)
    closure_evidence = models.CharField(
        "underlag vid avslut", max_length=200, blank=True, default="", db_default=""
    )
    closure_attachment = models.ForeignKey(
        "casework.Attachment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bilaga som visar det",
    )
    closure_evidence_lacking = models.TextField(
        "varför underlag saknas", blank=True, default="", db_default=""
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        constraints = (
            same_tenant("person"),
            same_tenant("unit"),
            same_tenant("closure_attachment"),
            models.UniqueConstraint(fields=("principal", "number"), name="casework_case_number"),
            models.UniqueConstraint(
                fields=("principal", "person"),
                condition=Q(closed_on__isnull=True),
                name="casework_case_one_open",
                violation_error_message="Personen har redan ett öppet ärende.",
            ),
            models.CheckConstraint(
                name="casework_case_order",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="Ärendet kan inte avslutas innan det öppnades.",
            ),
            models.CheckConstraint(
                name="casework_case_closed_with_reason",
                condition=Q(closed_on__isnull=True, closure_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closure_reason="")),
            ),
        )
        indexes = (
            models.Index(fields=("principal", "unit", "-opened_on", "-id"), name="casework_case_list"),
            # Who works in several units reads their cases in one order.
            models.Index(fields=("principal", "-opened_on", "-id"), name="casework_case_opened"),
            models.Index(
                fields=("principal", "caseworker", "opened_on", "id"),
                condition=Q(closed_on__isnull=True),
                name="casework_case_caseload",
            ),
            models.Index(fields=("principal", "closed_on"), name="casework_case_closed"),
            models.Index(
                fields=("principal", "number"),
                name="casework_case_prefix",
                opclasses=("int8_ops", "varchar_pattern_ops"),
            ),
        )
        triggers = (not_before_birth("opened_on"), never_about_a_merged())

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def period(self) -> Period:
        """From opening up to and including the day of closure."""
        return Period.inclusive(self.opened_on, self.closed_on)

    @property
    def closed_as_self_sufficient(self) -> bool:
        return self.closure_reason in SELF_SUFFICIENT
