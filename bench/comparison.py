"""How long the comparison takes: python -m bench.comparison [finished assignments] [providers]

Fills a database of its own, which is dropped afterwards, with one open intervention and many finished
assignments at many providers; computes all results as the night's command does; and asks the real web server
for the two pages that show them: the analysts' comparison, and the choice with every provider in its list.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date

import psycopg

from bench.databases import ROOT, environment, server_address, with_database

FINISHED, PROVIDERS, TIMES = 100_000, 100, 100
TODAY = date(2026, 1, 1)
ANALYST = "analytiker@bank.example"

CUSTOMERS = """
INSERT INTO registry_person (principal_id, first_name, last_name, birth_date, sex, protection, foreign_born)
SELECT %(principal)s, 'Prov', 'Person', date '1965-01-01' + n %% 14000,
       CASE n %% 2 WHEN 0 THEN 'K' ELSE 'M' END,
       'none', n %% 3 = 0
FROM generate_series(1, %(finished)s) n;

INSERT INTO casework_case (principal_id, number, person_id, unit_id, target_group, referred_by, opened_on,
                           closed_on, closure_reason, closure_note)
SELECT %(principal)s, 'A' || p.id, p.id, %(unit)s,
       (ARRAY['ekonomiskt_bistand', 'sprak', 'ungdom_18_24'])[1 + p.id %% 3], '',
       date '2023-01-01' + (p.id %% 700)::int, date '2023-01-01' + (p.id %% 700 + 200)::int,
       CASE WHEN random() < 0.4 THEN 'egen_forsorjning_arbete' ELSE 'ovrigt' END, ''
FROM registry_person p;

INSERT INTO casework_decision (principal_id, number, external_ref, case_id, kind, intervention_id, period,
                               capacity_percent, reason, decided_on, recorded_at)
SELECT %(principal)s, 'B' || c.id, '', c.id, 'grant', %(intervention)s,
       daterange(c.opened_on + 20, c.closed_on),
       (ARRAY[20, 40, 60, 100])[1 + c.id %% 4], '', c.opened_on + 14, now()
FROM casework_case c;

INSERT INTO assignments_assignment (principal_id, number, case_id, person_id, decision_id, intervention_id,
                                    provider_id, period, planned_hours_per_week, coordination, note,
                                    fewer_hours_because)
SELECT %(principal)s, 'U' || d.id, d.case_id, c.person_id, d.id, d.intervention_id,
       (%(providers)s::bigint[])[1 + (random() * (array_length(%(providers)s::bigint[], 1) - 1))::int],
       d.period, 40, 'caseworker', '', ''
FROM casework_decision d JOIN casework_case c ON c.id = d.case_id;

INSERT INTO casework_followup (principal_id, case_id, due_on, held_on, lasting, evidence, note, held_by_id)
SELECT %(principal)s, c.id, (c.closed_on + interval '6 months')::date,
       (c.closed_on + interval '6 months')::date,
       c.id %% 3 > 0, CASE WHEN c.id %% 3 > 0 THEN 'contract' ELSE '' END, '', %(user)s
FROM casework_case c WHERE c.closure_reason <> 'ovrigt';
"""


def main(finished: int, providers: int) -> None:
    server = server_address()
    name = f"bench_comparison_{os.getpid()}"
    address = with_database(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            _run(address, "-m", "stegvis", "migrate", "--verbosity", "0")
            _run(address, "-m", "bench.comparison", "fill", str(finished), str(providers))
            _ask(address)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(finished: int, providers: int) -> None:
    """In the database of the surroundings: the ground, the customers, an open case, the computation."""
    from django.db import connection

    from bench import population

    population.PROVIDERS = providers
    ground = population.lay_ground(1)
    parameters = {
        "principal": ground.principal,
        "unit": ground.units[0],
        "user": ground.caseworkers[0],
        "intervention": ground.interventions["jobbpeng_grund"],
        "providers": list(ground.providers),
        "finished": finished,
    }
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in CUSTOMERS.split(";\n\n"):
            cursor.execute(statement, parameters)
        cursor.execute("VACUUM ANALYZE")
    print(f"{finished} finished assignments at {providers} providers, filled in {_since(began)}.")
    _open_case(ground)
    began = time.perf_counter()
    _compute(ground.principal)
    print(f"All results computed and kept in {_since(began)}.")


def _compute(principal_id: int) -> None:
    from stegvis.core import clock
    from stegvis.core.database import scope
    from stegvis.statistics.comparison.keeping import compute_results

    with scope.principal(principal_id):
        run = compute_results(principal_id, today=TODAY, at=clock.now())
        shown = run.results.filter(is_shown=True)
        print(f"{run.customers} within the window, {shown.count()} results to show.")


def _open_case(ground: object) -> None:
    """A granted intervention for which a provider is to be chosen, and somebody to read the comparison."""
    from stegvis.accounts.models import Membership, User
    from stegvis.catalogue.models import Intervention
    from stegvis.core.actor import Role
    from stegvis.core.period import Period
    from stegvis.registry.models import Principal, Unit
    from tests import builders

    principal, unit = Principal.objects.get(), Unit.objects.order_by("id").first()
    analyst = User.objects.create_user(ANALYST, first_name="Ana", last_name="Lys")
    Membership.objects.create(
        principal=principal, user=analyst, role=Role.ANALYST, period=Period(date(2015, 1, 1))
    )
    case = builders.a_case(unit, opened_on=date(2025, 11, 3))
    builders.a_decision(
        case,
        Intervention.objects.get(code="jobbpeng_grund"),
        period=Period(date(2025, 12, 1), date(2026, 6, 1)),
        decided_on=date(2025, 11, 20),
    )


def _ask(address: str) -> None:
    """The pages over HTTP."""
    from bench.client import measure, warm_up
    from bench.pages import serving

    with psycopg.connect(address) as connection:
        (decision,) = connection.execute("SELECT max(id) FROM casework_decision").fetchone() or (0,)
    analyst, head = _told(address, "-m", "bench.comparison", "sessions").split()[-2:]
    pages = (
        ("the analysts' comparison", analyst, "/statistik/jamforelse/?matt=self_sufficient"),
        ("the choice", head, f"/arenden/beslut/{decision}/valj/"),
    )
    with serving(address) as (port, _):
        for name, session, path in pages:
            cookie = f"sessionid={session}"
            warm_up(port, cookie, [path])
            print(f"{name}: {measure(port, cookie, [path], times=TIMES)}")


def sessions() -> None:
    from bench.population import HEAD
    from bench.sessions import session_of
    from stegvis.accounts.models import User

    for email in (ANALYST, HEAD):
        print(session_of(User.objects.get(email=email)))


def _run(address: str, *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, env=environment(address))


def _told(address: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        check=True,
        cwd=ROOT,
        env=environment(address),
        capture_output=True,
        text=True,
    ).stdout


def _since(began: float) -> str:
    return f"{time.perf_counter() - began:.0f} s"


if __name__ == "__main__":
    if sys.argv[1:2] in (["fill"], ["sessions"]):
        import django

        django.setup()
        fill(int(sys.argv[2]), int(sys.argv[3])) if sys.argv[1] == "fill" else sessions()
    else:
        sizes = [int(word) for word in sys.argv[1:]]
        main(*(sizes + [FINISHED, PROVIDERS][len(sizes) :]))
