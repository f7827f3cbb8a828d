"""Builds the synthetic municipality, all of it or nothing, and takes it down again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from django.core.management import call_command
from django.db import transaction

from stegvis.demo.municipality import foundation
from stegvis.demo.municipality.cast import actor_of, cast_of
from stegvis.demo.municipality.facts import REGISTER, Municipality, municipality
from stegvis.demo.municipality.stories import (
    applications,
    assessments,
    capacity,
    choosing,
    comparison,
    control,
    deciding,
    decisions,
    full_time,
    inflow,
    known,
    money,
    neighbour,
    newcomers,
    papers,
    protected,
    quality,
    records,
    register,
    review,
    rules_of_entry,
)
from stegvis.demo.register_import.problems import ProblemLog
from stegvis.demo.register_import.run import import_register, unit_for
from stegvis.providers.models import Provider
from stegvis.registry.models import Principal, Unit
from stegvis.statistics.actions import import_unemployment
from stegvis.statistics.permissions import KEEPERS

UNEMPLOYMENT = REGISTER.parent / "unemployment.csv"
"""Synthetic months around the published figures of April 2022 and the change from April 2021."""

Tell = Callable[[str], None]


class NotOnlyDemo(Exception):
    """The database holds more than the demo. The message says so, in Swedish."""


def is_built() -> bool:
    return Principal.objects.filter(slug=municipality().main.slug).exists()


def ensure(tell: Tell) -> None:
    """The municipality, built when it is not there. Raises NotOnlyDemo when somebody else is."""
    if not is_built():
        _require_only_demo()
        build(tell)


@transaction.atomic
def build(tell: Tell) -> Principal:
    """Everything in one transaction: a build that is broken off leaves nothing behind."""
    facts = municipality()
    tell("Lägger upp kommunen …")
    principal = foundation.lay_authority(facts.main, facts)
    decisions.lay_delegation(principal)
    choosing.lay_terms(principal)
    tell("Läser in registerutdraget …")
    _import_register(principal, facts)
    _import_unemployment(principal, facts)
    for employee in facts.main.providers:
        foundation.employ_at_provider(employee, principal)
    foundation.employ_at_other_providers(principal)
    tell("Låter några personer ta nästa steg …")
    protected.name_those_who_know(cast_of(principal, facts.main), facts.today)
    cast = cast_of(principal, facts.main)
    newcomers.tell(cast)
    papers.tell(cast)
    records.tell(cast, facts.today)
    known.tell(cast, facts.today)
    full_time.tell(cast, facts.today)
    capacity.tell(cast, facts.today)
    assessments.tell(cast)
    inflow.tell(cast, facts.today)
    money.tell(cast, facts.today)
    rules_of_entry.tell(cast, facts.today)
    decisions.tell(cast, facts.today)
    register.tell(cast, facts.today)
    applications.tell(cast, facts.today)
    deciding.tell(cast, facts.today)
    choosing.tell(cast)
    review.tell(cast, facts.main, facts.today)
    quality.tell(cast, facts.today)
    control.tell(cast, facts.today)
    comparison.tell(principal, facts.today)
    tell("Lägger upp grannkommunen …")
    _build_neighbour(facts)
    return principal


def take_down(tell: Tell) -> None:
    """Empties the database. Raises NotOnlyDemo when anything but the demo is in it."""
    _require_only_demo()
    tell("Tömmer databasen …")
    call_command("flush", interactive=False, verbosity=0)


def _import_register(principal: Principal, facts: Municipality) -> None:
    unit = unit_for(principal, facts.main.units[0])
    with closing(ProblemLog()) as problems:
        import_register(REGISTER, principal, unit, today=facts.today, problems=problems)


def _import_unemployment(principal: Principal, facts: Municipality) -> None:
    analyst = next(employee for employee in facts.main.staff if employee.role in KEEPERS)
    import_unemployment(UNEMPLOYMENT.read_bytes(), by=actor_of(principal, analyst.email))


def _build_neighbour(facts: Municipality) -> None:
    principal = foundation.lay_authority(facts.neighbour, facts)
    (employee,) = facts.neighbour.providers
    foundation.employ_at_provider(employee, principal)
    provider = Provider.objects.get(principal=principal)
    caseworker = facts.neighbour.staff[0]
    by = actor_of(principal, caseworker.email)
    neighbour.tell(Unit.objects.get(principal=principal), provider, by)


def _require_only_demo() -> None:
    facts = municipality()
    own = {facts.main.slug, facts.neighbour.slug}
    if Principal.objects.exclude(slug__in=own).exists():
        raise NotOnlyDemo(
            "Databasen innehåller annat än demon. Välj en egen databas för demon med DATABASE_URL "
            "eller en egen datamapp med STEGVIS_DATA."
        )
