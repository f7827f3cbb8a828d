"""The authority that owns the cases, its units and its running numbers."""

from __future__ import annotations

from django.db import models

from stegvis.core.models import Tenanted, history


@history
class Principal(models.Model):
    """The tenant and data controller: a municipality's committee or a state agency."""

    slug = models.SlugField("kortnamn", unique=True)
    name = models.CharField("namn", max_length=200)
    committee = models.CharField("nämnd", max_length=200, blank=True)
    organisation_number = models.CharField("organisationsnummer", max_length=10)
    caseworker_title = models.CharField("handläggarens titel", max_length=60, default="handläggare")
    person_word = models.CharField("ord för den enskilde", max_length=60, default="deltagare")

    class Meta:
        verbose_name = "huvudman"
        verbose_name_plural = "huvudmän"

    def __str__(self) -> str:
        return self.name


@history
class Unit(Tenanted):
    """A part of the principal's organisation; cases belong to one."""

    name = models.CharField("namn", max_length=200)

    class Meta:
        verbose_name = "enhet"
        verbose_name_plural = "enheter"
        constraints = (models.UniqueConstraint(fields=("principal", "name"), name="registry_unit_name"),)

    def __str__(self) -> str:
        return self.name


class NumberSeries(Tenanted):
    """The last number given in a yearly series (cases, decisions, assignments)."""

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("principal", "kind", "year"), name="registry_series_kind_year"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
