"""The residents and the numbers that identify them."""

from __future__ import annotations

import re
from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from stegvis.core.actor import Actor
from stegvis.core.ages import age_on
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, history
from stegvis.core.names import FOLD_FROM, FOLD_TO, SORT_FROM, SORT_TO, fold
from stegvis.registry.models import pseudonyms
from stegvis.registry.models.guards import never_about_a_merged
from stegvis.registry.reach import within_reach


def _joined(first: str, second: str) -> Func:
    return Func(F(first), F(second), template="(%(expressions)s)", arg_joiner=" || ' ' || ")


def _translated(expression: Func, source: str, target: str) -> Func:
    return Func(Lower(expression), Value(source), Value(target), function="translate")


PEOPLE_NAMED = "SELECT registry_people_named(%s, to_tsquery('simple', %s))"


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """Those whom a case or the like leads the actor to; never a record merged into another."""
        return self.standing().filter(within_reach(actor), principal_id=actor.principal_id)

    def standing(self) -> PersonQuerySet:
        """Those whose record has not been merged into another."""
        return self.filter(merged_into__isnull=True)

    def named(self, text: str, principal_id: int) -> PersonQuerySet:
        """Those of whose names each word in `text` begins a part: "an lind" finds Anna Lindqvist.

        Asked through a function of the database, which may ask the index where policies hold.
        """
        words = re.findall(r"[^\W_]+", fold(text))
        if not words:
            return self.none()
        beginnings = " & ".join(f"{word}:*" for word in words)
        found = RawSQL(PEOPLE_NAMED, (principal_id, beginnings))  # noqa: S611 - what is searched for is a parameter
        return self.standing().filter(principal_id=principal_id, pk__in=found)


@history
class Person(Tenanted):
    """A resident. Shown to users only through a case or an assignment that they may see."""

    class Sex(models.TextChoices):
        WOMAN = "K", "kvinna"
        MAN = "M", "man"

    class Protection(models.TextChoices):
        NONE = "none", "ingen"
        MARKED = "marked", "sekretessmarkering"
        PROTECTED = "protected", "skyddad folkbokföring"

    first_name = models.CharField("förnamn", max_length=120)
    last_name = models.CharField("efternamn", max_length=120)
    birth_date = models.DateField("födelsedatum")
    sex = models.CharField("kön", max_length=1, choices=Sex.choices)
    protection = models.CharField("skydd", max_length=10, choices=Protection.choices, default=Protection.NONE)
    foreign_born = models.BooleanField("utrikes född", null=True, blank=True)
    birth_date_is_certain = models.BooleanField("säkert födelsedatum", default=True, db_default=True)
    """False when it was told or estimated: with a coordination number, a reserve number or none."""
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    """The record that holds what was this person's, when two turned out to be one."""
    pseudonym = models.CharField("pseudonym", max_length=7, blank=True, default="", db_default="")
    """What a protected person is called; empty for who has never been protected. Given by the database."""

    # Lists say neither by place nor by the address of the next page what a protected person is called.
    sort_key = models.GeneratedField(
        expression=Case(
            When(protection=Protection.PROTECTED, then=Value("")),
            default=_translated(_joined("last_name", "first_name"), SORT_FROM, SORT_TO),
        ),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    name_words = models.GeneratedField(
        expression=Func(
            _translated(_joined("first_name", "last_name"), FOLD_FROM, FOLD_TO),
            template="to_tsvector('simple'::regconfig, %(expressions)s)",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        constraints = (
            same_tenant("merged_into"),
            models.CheckConstraint(
                name="registry_person_not_merged_into_self",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.UniqueConstraint(
                fields=("principal", "pseudonym"),
                condition=~Q(pseudonym=""),
                name="registry_person_pseudonym",
            ),
            models.CheckConstraint(
                name="registry_person_protected_has_pseudonym",
                condition=~Q(protection="protected") | ~Q(pseudonym=""),
            ),
        )
        indexes = (
            models.Index(fields=("principal", "sort_key", "id"), name="registry_person_sort"),
            GinIndex(fields=("name_words",), name="registry_person_words"),
            models.Index(fields=("principal", "birth_date"), name="registry_person_born"),
            models.Index(
                fields=("principal", "id"),
                condition=Q(protection="protected"),
                name="registry_person_protected",
            ),
        )
        triggers = (pseudonyms.drawn_by_lot(), pseudonyms.kept_for_good())

    def __str__(self) -> str:
        """For logs and error pages, where nobody has asked who reads."""
        return f"person {self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def is_protected(self) -> bool:
        return self.protection == self.Protection.PROTECTED

    def age_on(self, day: date) -> int:
        """Whole years on `day`. For a coordination number the day of birth may be approximate."""
        return age_on(self.birth_date, day)


@history
class PersonIdentifier(Tenanted):
    """A number that identifies a person: personal number, coordination number or reserve number."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", "personnummer"
        COORDINATION = "coordination", "samordningsnummer"
        RESERVE = "reserve", "reservnummer"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    value = models.CharField("nummer", max_length=20)
    issuer = models.CharField("utfärdare", max_length=80, blank=True, default="", db_default="")
    """Who gave a reserve number: it is unique only with the issuer."""

    class Meta:
        verbose_name = "identitetsnummer"
        verbose_name_plural = "identitetsnummer"
        constraints = (
            same_tenant("person"),
            models.UniqueConstraint(
                fields=("principal", "kind", "value", "issuer"),
                name="registry_identifier_unique",
                violation_error_message="En annan person har redan det numret.",
            ),
        )
        indexes = (
            models.Index(
                fields=("principal", "value"),
                name="registry_identifier_prefix",
                opclasses=("int8_ops", "varchar_pattern_ops"),
            ),
        )

        triggers = (never_about_a_merged(),)

    def __str__(self) -> str:
        """For logs and error pages, where nobody has asked who reads."""
        return f"{self.kind} {self.pk}"

    @property
    def shown(self) -> str:
        """The number as people write it: ÅÅÅÅMMDD-NNNN."""
        if self.kind == self.Kind.RESERVE:
            return self.value
        return f"{self.value[:8]}-{self.value[8:]}"
