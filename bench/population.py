"""Fills a database with any number of cases in realistic proportions.

    python -m bench.population 100000 [providers]     (DATABASE_URL names a migrated database of its own)

The proportions are those of the demo's register extract: seven decisions and assignments for ten
cases, seven or eight monthly reports for an assignment, a little under half of the cases open. Rows
go in by COPY; every constraint and trigger is asked. Everybody is invented; the same size always
gives the same rows.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from bench.names import FIRST_NAMES_OF_MEN, FIRST_NAMES_OF_WOMEN, LAST_NAMES

TODAY = date(2026, 3, 16)
FIRST_DAY = date(2021, 1, 1)
CASES_PER_UNIT = 10_000
CASES_PER_CASEWORKER = 120
PROVIDERS = 40
WITH_ASSIGNMENT = 0.7
CLOSED = 0.55
INTERVENTIONS = (
    "sai",
    "sai",
    "jobbpeng_grund",
    "jobbpeng_forstarkt",
    "case_manager",
    "halsotradgarden",
    "arbetsforlagd_praktik",
)
REASONS = ("egen_forsorjning_arbete", "egen_forsorjning_studier", "flyttat", "sjukdom", "ovrigt")
GROUPS = ("ekonomiskt_bistand", "ekonomiskt_bistand", "sprak", "ungdom_18_24")
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Ground:
    """What the cases stand on: keys of the rows made by the house's own code."""

    principal: int
    units: Sequence[int]
    caseworkers: Sequence[int]
    providers: Sequence[int]
    interventions: dict[str, int]


TABLES = {
    "registry_person": "id principal_id first_name last_name birth_date sex protection foreign_born",
    "registry_personidentifier": "id principal_id person_id kind value",
    "casework_case": (
        "id principal_id number person_id unit_id caseworker_id target_group referred_by "
        "opened_on closed_on closure_reason closure_note"
    ),
    "casework_decision": (
        "id principal_id number external_ref case_id kind intervention_id period capacity_percent "
        "reason decided_on decided_by_id recorded_at combined_with exception_reason"
    ),
    "assignments_assignment": (
        "id principal_id number case_id person_id decision_id intervention_id provider_id period "
        "planned_hours_per_week coordination note given_on given_by_id fewer_hours_because"
    ),
    "assignments_monthlyreport": (
        "id principal_id assignment_id month attended_hours absent_hours progress "
        "happened next_month received_on"
    ),
}


class Population:
    """The rows of `size` cases, table by table in the order in which they depend on each other."""

    def __init__(self, size: int, ground: Ground) -> None:
        self.size = size
        self.ground = ground
        self._random = random.Random(size)
        self._decisions = count(1)
        self._reports = count(1)
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}

    def batches(self) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
        """All rows, some thousand cases at a time."""
        for number in range(1, self.size + 1):
            self._add_case(number)
            if number % 5_000 == 0 or number == self.size:
                yield self._rows
                self._rows = {table: [] for table in TABLES}

    def _add_case(self, number: int) -> None:
        born = self._add_person(number)
        opened, closed = self._opened_and_closed(born)
        ground, pick = self.ground, self._random.choice
        self._rows["casework_case"].append(
            (
                number,
                ground.principal,
                f"A{number:06}",
                number,
                ground.units[number % len(ground.units)],
                ground.caseworkers[number % len(ground.caseworkers)],
                pick(GROUPS),
                "",
                opened,
                closed,
                pick(REASONS) if closed else "",
                "",
            )
        )
        if self._random.random() < WITH_ASSIGNMENT:
            self._add_assignment(number, opened, closed)

    def _add_person(self, number: int) -> date:
        day, serial = divmod(number, 20)
        born = date(1960, 1, 1) + timedelta(days=day * 37 % 16_000)
        sex = "M" if serial % 2 else "K"
        pick = self._random.choice
        first = pick(FIRST_NAMES_OF_MEN if sex == "M" else FIRST_NAMES_OF_WOMEN)
        principal = self.ground.principal
        protection = "protected" if number % 100 == 0 else "none"
        self._rows["registry_person"].append(
            (number, principal, first, pick(LAST_NAMES), born, sex, protection, number % 3 == 0)
        )
        value = with_check_digit(born, 980 + serial)
        self._rows["registry_personidentifier"].append((number, principal, number, "personal", value))
        return born

    def _opened_and_closed(self, born: date) -> tuple[date, date | None]:
        opened = FIRST_DAY + timedelta(days=self._random.randrange((TODAY - FIRST_DAY).days - 30))
        if self._random.random() >= CLOSED:
            return opened, None
        return opened, min(opened + timedelta(days=self._random.randrange(30, 700)), TODAY)

    def _add_assignment(self, case: int, opened: date, closed: date | None) -> None:
        start = min(opened + timedelta(days=self._random.randrange(5, 40)), TODAY)
        end = min(start + timedelta(days=self._random.randrange(60, 400)), closed or date.max)
        if end <= start:
            return
        key, ground = next(self._decisions), self.ground
        intervention = ground.interventions[self._random.choice(INTERVENTIONS)]
        caseworker = ground.caseworkers[case % len(ground.caseworkers)]
        period = f"[{start},{end})"
        self._rows["casework_decision"].append(
            (
                key,
                ground.principal,
                f"B{key:06}",
                "",
                case,
                "grant",
                intervention,
                period,
                100,
                "",
                start,
                caseworker,
                RECORDED,
                "",
                "",
            )
        )
        self._rows["assignments_assignment"].append(
            (
                key,
                ground.principal,
                f"U{key:06}",
                case,
                case,
                key,
                intervention,
                ground.providers[key % len(ground.providers)],
                period,
                40,
                "caseworker",
                "",
                start,
                caseworker,
                "",
            )
        )
        self._add_reports(key, start, min(end, TODAY.replace(day=1)))

    def _add_reports(self, assignment: int, start: date, end: date) -> None:
        month = start.replace(day=1)
        while month < end:
            following = (month + timedelta(days=32)).replace(day=1)
            hours = self._random.randrange(40, 160)
            self._rows["assignments_monthlyreport"].append(
                (
                    next(self._reports),
                    self.ground.principal,
                    assignment,
                    month,
                    hours,
                    160 - hours,
                    1 + hours % 5,
                    "",
                    "",
                    following + timedelta(days=4),
                )
            )
            month = following


def with_check_digit(born: date, serial: int) -> str:
    """Twelve digits: the birth date, the serial number and its Luhn digit."""
    nine = f"{born:%y%m%d}{serial:03}"
    doubled = [int(digit) * (2 - i % 2) for i, digit in enumerate(nine)]
    return f"{born:%Y%m%d}{serial:03}{-sum(d // 10 + d % 10 for d in doubled) % 10}"


def fill(size: int, providers: int = PROVIDERS) -> None:
    """Make the ground and copy in `size` cases. The database must be migrated and empty."""
    from django.db import connection, transaction

    with transaction.atomic():
        population = Population(size, lay_ground(size, providers))
        with connection.cursor() as cursor:
            with _open_to_the_owner(cursor):
                for batch in population.batches():
                    for table, rows in batch.items():
                        _copy(cursor, table, rows)
            for table in TABLES:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


@contextmanager
def _open_to_the_owner(cursor: Any) -> Iterator[None]:
    """COPY is refused where row security holds, and it holds for the tables' owner too."""
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end stands in the way of ALTER
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _copy(cursor: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    columns = ", ".join(TABLES[table].split())
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def lay_ground(size: int, number_of_providers: int = PROVIDERS) -> Ground:
    """Principal, units, staff, catalogue and providers, made by the house's own code."""
    from stegvis.accounts.models import Membership, User
    from stegvis.catalogue.installation import NewPrincipal, set_up
    from stegvis.catalogue.models import Intervention
    from stegvis.catalogue.standard import read_catalogue
    from stegvis.core.actor import Role
    from stegvis.core.period import Period
    from stegvis.providers.models import Authorisation, Provider
    from stegvis.registry.models import Unit

    always = Period(date(2015, 1, 1))
    names = tuple(f"Enhet {number}" for number in range(1, max(1, size // CASES_PER_UNIT) + 1))
    principal = set_up(NewPrincipal("bank", "Mätbänkens kommun", "2120999012", units=names), read_catalogue())
    units = list(Unit.objects.filter(principal=principal).order_by("id"))
    head = User.objects.create_user(HEAD, first_name="Mät", last_name="Bänk")
    Membership.objects.bulk_create(
        Membership(principal=principal, user=head, role=Role.HEAD_OF_UNIT, unit=unit, period=always)
        for unit in units
    )
    caseworkers = User.objects.bulk_create(
        User(email=f"kv{number}@bank.example", first_name="Kv", last_name=str(number), password="!")
        for number in range(max(4, size // CASES_PER_CASEWORKER))
    )
    Membership.objects.bulk_create(
        Membership(
            principal=principal,
            user=user,
            role=Role.CASEWORKER,
            unit=units[place % len(units)],
            period=always,
        )
        for place, user in enumerate(caseworkers)
    )
    providers = Provider.objects.bulk_create(
        Provider(principal=principal, organisation_number=f"55999{number:05}", name=f"Anordnare {number}")
        for number in range(number_of_providers)
    )
    Authorisation.objects.bulk_create(
        Authorisation(principal=principal, provider=provider, period=always) for provider in providers
    )
    return Ground(
        principal=principal.pk,
        units=[unit.pk for unit in units],
        caseworkers=[user.pk for user in caseworkers],
        providers=[provider.pk for provider in providers],
        interventions=dict(Intervention.objects.filter(principal=principal).values_list("code", "pk")),
    )


HEAD = "chef@bank.example"
"""The user that the pages are measured as: head of all units, who sees every case."""


if __name__ == "__main__":
    import django

    django.setup()
    fill(*(int(argument) for argument in sys.argv[1:]))
