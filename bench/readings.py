"""Measures the log of readings: how many are written a second, and how long they take to look through.

    python -m bench.throwaway bench/readings.py [NUMBER OF READINGS]

Writing is measured three ways with the same four writers: into a table with the same keys and no chain, with
the chain kept by the program, and with the chain kept by the database's trigger, as it is done. Then the log
is filled, and the questions of a control, of the person's list and of `verify-log` are asked of it.
"""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection  # noqa: E402

from stegvis.core.actor import Actor, Role  # noqa: E402
from stegvis.core.clock import SWEDEN  # noqa: E402
from stegvis.core.database import scope  # noqa: E402
from stegvis.core.period import Period  # noqa: E402
from stegvis.oversight import patterns  # noqa: E402
from stegvis.oversight.actions import run_control  # noqa: E402
from stegvis.oversight.chain import FIELDS, hash_of  # noqa: E402
from stegvis.oversight.models import Control, Finding, Reading  # noqa: E402
from stegvis.oversight.models.control import Pattern  # noqa: E402
from stegvis.oversight.partitions import make_partitions  # noqa: E402

ADDRESS = os.environ["DATABASE_URL"]
UNITS, USERS, PEOPLE = 8, 160, 20_000
FIRST_DAY, MONTHS = date(2026, 1, 1), 6
TABLES = ("oversight_reading", "oversight_chainhead")
WRITERS, SECONDS = 4, 4.0

GROUND = f"""
INSERT INTO registry_principal (slug, name, committee, organisation_number, caseworker_title, person_word)
    VALUES ('prov', 'Provkommun', 'Nämnden', '2120000167', 'handläggare', 'deltagare');
INSERT INTO registry_unit (principal_id, name)
    SELECT p.id, 'Enhet ' || n FROM registry_principal p, generate_series(1, {UNITS}) n;
INSERT INTO accounts_user (password, is_superuser, first_name, last_name, is_staff, is_active, date_joined,
                           email)
    SELECT '', false, 'Förnamn' || n % 40, 'Efternamn' || n % 97, false, true, now(), n || '@example.org'
    FROM generate_series(1, {USERS}) n;
INSERT INTO accounts_membership (principal_id, user_id, role, unit_id, period)
    SELECT p.id, u.id, 'caseworker', (SELECT min(id) FROM registry_unit) + u.id % {UNITS}, '[2020-01-01,)'
    FROM registry_principal p, accounts_user u;
INSERT INTO registry_person (principal_id, first_name, last_name, birth_date, sex, protection, pseudonym)
    SELECT p.id, 'Förnamn' || n % 53, 'Efternamn' || n % 1009, '1990-01-01', 'K',
           CASE WHEN n % 500 = 0 THEN 'marked' ELSE 'none' END, ''
    FROM registry_principal p, generate_series(1, {PEOPLE}) n;
INSERT INTO casework_case (principal_id, number, person_id, unit_id, caseworker_id, target_group, referred_by,
                           opened_on, closure_reason, closure_note)
    SELECT p.principal_id, 'T' || p.id, p.id, (SELECT min(id) FROM registry_unit) + p.id % {UNITS},
           (SELECT min(id) FROM accounts_user) + p.id % {USERS}, 'annan', '', '2025-01-01', '', ''
    FROM registry_person p;
CREATE TABLE bench_reading (LIKE oversight_reading INCLUDING ALL);
ALTER TABLE bench_reading ADD FOREIGN KEY (principal_id) REFERENCES registry_principal,
    ADD FOREIGN KEY (user_id) REFERENCES accounts_user,
    ADD FOREIGN KEY (principal_id, unit_id) REFERENCES registry_unit (principal_id, id);
CREATE TABLE bench_head (unit_id bigint PRIMARY KEY, seq bigint NOT NULL, hash bytea NOT NULL);
INSERT INTO bench_head SELECT id, 0, '' FROM registry_unit;
ANALYZE;
"""

COLUMNS = """at, principal_id, unit_id, user_id, roles, seat_unit_id, kind, what, person_id, person_ids,
    case_id, in_emergency, detail, request_id, address"""
VALUES = """now(), 1, %(unit)s, %(user)s, 'caseworker', %(unit)s, 'shown', 'case', %(person)s, '{}',
    NULL, false, '', '', ''"""


def main(readings: int) -> None:
    with psycopg.connect(ADDRESS, autocommit=True) as ground:
        ground.execute(GROUND)
    make_partitions(date.today())  # noqa: DTZ011
    make_partitions(FIRST_DAY)
    make_partitions(FIRST_DAY.replace(month=4))
    writing()
    fill(readings)
    looking(readings)


# --- writing --------------------------------------------------------------------------------------


def writing() -> None:
    print(f"\n| {WRITERS} writers | one unit | {UNITS} units |\n|---|--:|--:|")
    base: dict[int, float] = {}
    for name, write in (
        ("no chain", plain),
        ("chain kept by the program", by_program),
        ("by the trigger", by_trigger),
    ):
        cells = []
        for units in (1, UNITS):
            rate = written_per_second(write, units)
            base.setdefault(units, rate)
            cells.append(f"{rate:.0f} a second ({rate / base[units]:.2f})")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


Write = Callable[["psycopg.Connection[tuple[object, ...]]", dict[str, int]], None]


def written_per_second(write: Write, units: int) -> float:
    written = [0] * WRITERS
    stop = time.perf_counter() + SECONDS

    def run(number: int) -> None:
        with psycopg.connect(ADDRESS) as own:
            row = own.execute(
                "SELECT (SELECT min(id) FROM registry_unit), (SELECT min(id) FROM accounts_user),"
                " (SELECT min(id) FROM registry_person)"
            ).fetchone()
            first_unit, first_user, first_person = row or (0, 0, 0)
            own.commit()
            while time.perf_counter() < stop:
                n = written[number] * WRITERS + number
                write(
                    own,
                    {
                        "unit": first_unit + n % units,
                        "user": first_user + n % USERS,
                        "person": first_person + n % PEOPLE,
                    },
                )
                own.commit()
                written[number] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(written) / SECONDS


def plain(own: psycopg.Connection[tuple[object, ...]], values: dict[str, int]) -> None:
    own.execute(
        f"INSERT INTO bench_reading (id, seq, previous, hash, {COLUMNS})"
        f" VALUES ((random() * 1e15)::bigint, 1, '', '', {VALUES})",
        values,
    )


def by_program(own: psycopg.Connection[tuple[object, ...]], values: dict[str, int]) -> None:
    head = own.execute(
        "SELECT seq, hash FROM bench_head WHERE unit_id = %(unit)s FOR UPDATE", values
    ).fetchone()
    seq, previous = head or (0, b"")
    told = hashlib.sha256(f"{values}{seq}".encode() + bytes(previous)).digest()  # type: ignore[arg-type]
    more = {**values, "seq": int(seq) + 1, "previous": previous, "hash": told}  # type: ignore[call-overload]
    own.execute(
        f"INSERT INTO bench_reading (id, seq, previous, hash, {COLUMNS})"
        f" VALUES ((random() * 1e15)::bigint, %(seq)s, %(previous)s, %(hash)s, {VALUES})",
        more,
    )
    own.execute("UPDATE bench_head SET seq = %(seq)s, hash = %(hash)s WHERE unit_id = %(unit)s", more)


def by_trigger(own: psycopg.Connection[tuple[object, ...]], values: dict[str, int]) -> None:
    own.execute(f"INSERT INTO oversight_reading ({COLUMNS}) VALUES ({VALUES})", values)


# --- looking --------------------------------------------------------------------------------------


def fill(readings: int) -> None:
    """Chained rows by COPY past the triggers: the program hashes them as the database does."""
    begun = time.perf_counter()
    with psycopg.connect(ADDRESS, autocommit=True) as own:
        own.execute("TRUNCATE oversight_reading, oversight_chainhead")
        for table in TABLES:
            own.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        heads: dict[int, dict[str, Any]] = {}
        with own.cursor().copy(f"COPY oversight_reading ({', '.join(FIELDS)}, hash) FROM STDIN") as copy:
            for row in rows(own_ground(), readings, heads):
                copy.write_row([row[name] for name in (*FIELDS, "hash")])
        for unit, head in heads.items():
            own.execute(
                "INSERT INTO oversight_chainhead (principal_id, unit_id, seq, hash, at)"
                " VALUES (1, %s, %s, %s, %s)",
                [unit, head["seq"], head["hash"], head["at"]],
            )
        for table in TABLES:
            own.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        own.execute("VACUUM ANALYZE oversight_reading")
    print(f"\nFilled with {readings} readings in {time.perf_counter() - begun:.0f} s.\n", flush=True)


def own_ground() -> tuple[int, int, int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT min(id) FROM accounts_user), (SELECT min(id) FROM registry_person),"
            " (SELECT min(id) FROM casework_case), array(SELECT unit_id FROM casework_case ORDER BY id)"
        )
        user, person, case, units = cursor.fetchone()
    return user, person, case, units


def rows(
    ground: tuple[int, int, int, list[int]], readings: int, heads: dict[int, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Nine in ten by the case's own caseworker; the others by anybody."""
    user, person, case, units = ground
    begin = datetime.combine(FIRST_DAY, clock_time(6), SWEDEN)
    step = timedelta(days=30 * MONTHS) / readings
    for n in range(readings):
        which = n * 7919 % PEOPLE
        unit = units[which]
        before = heads.get(unit)
        row: dict[str, Any] = dict.fromkeys(FIELDS)
        row |= {
            "principal_id": 1,
            "unit_id": unit,
            "seq": before["seq"] + 1 if before else 1,
            "id": n + 1,
            "at": begin + n * step,
            "user_id": user + (n % USERS if n % 10 == 0 else (person + which) % USERS),
            "roles": "caseworker",
            "seat_unit_id": unit,
            "kind": "shown",
            "what": "case",
            "person_id": person + which,
            "person_ids": [],
            "case_id": case + which,
            "in_emergency": False,
            "detail": "",
            "request_id": "",
            "address": "",
            "previous": before["hash"] if before else b"",
        }
        row["hash"] = hash_of(row)
        heads[unit] = row
        yield row


def looking(readings: int) -> None:
    print(f"| Of {readings} readings | seconds |\n|---|--:|")
    with scope.principal(1):  # as the role that pages work as
        asking()
    verifying()


def asking() -> None:
    month = Period(date(2026, 3, 1), date(2026, 4, 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM accounts_user")
        (user,) = cursor.fetchone()
        cursor.execute("SELECT min(id) FROM registry_person")
        (person,) = cursor.fetchone()
    controller = Actor(user, "Prov", 1, frozenset({Role.LOG_CONTROLLER}))
    now = datetime(2026, 6, 30, 12, tzinfo=SWEDEN)
    control = Control.objects.create(
        principal_id=1, period=month, sample_size=20, seed="frö", made_at=now, made_by_id=user
    )
    values = dict(patterns._statements(control).__next__()[1])
    for pattern in (p for p in Pattern if p != Pattern.SAMPLE):
        told(
            f"pattern, one month: {pattern.label}", lambda p=pattern: _ask(patterns.question(p, None), values)
        )
    told("sample of 20, one month", lambda: _ask(patterns.sample(None), values))
    told("a whole control of one month", lambda: run_control(month, None, 20, "a", by=controller, now=now))
    told(
        "first page of findings",
        lambda: list(Finding.objects.visible_to(controller).for_list().order_by("-last_at", "-id")[:51]),
    )
    about = Reading.objects.about(person + 77, 1)
    told(
        f"the person's first page ({about.count()} readings in all)", lambda: list(about.latest_first()[:51])
    )


def verifying() -> None:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "stegvis", "verify-log"], check=True, env=os.environ)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"| verify-log, all chains (greatest memory {memory} MB) | {time.perf_counter() - begun:.1f} |")


def told(name: str, ask: Callable[[], object]) -> None:
    begun = time.perf_counter()
    ask()
    print(f"| {name} | {time.perf_counter() - begun:.3f} |", flush=True)


def _ask(statement: str, values: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # as `patterns.find` does
        cursor.execute(statement, values)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
