"""Measures the pages about providers at the size of a whole country, over HTTP: python -m bench.providers

Fills a database of its own, once, with 2 000 providers and what is known of them beside 100 000 cases,
computes the results that are shown at the choice, and asks the real web server as those who use each page.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bench.databases import ROOT, environment, filled_database, run_on, server_address
from bench.population import HEAD, TODAY

if TYPE_CHECKING:
    from stegvis.core.actor import Role
    from stegvis.registry.models import Principal

NAME = "bench_stegvis_providers"
CASES, PROVIDERS = 100_000, 2_000
TIMES = 60
OFFICER, MANAGER, CHAIR = "kvalitet@bank.example", "anordnare@bank.example", "ordforande@bank.example"

# Every second provider has three interventions of its own, the others all. Each has five sites, ten visits
# and ten deficiencies, twenty controls and thirty flags; one in four has an application, one in ten a pause.
GROUND = """
UPDATE providers_provider
SET languages = (ARRAY['svenska', 'svenska, arabiska', 'svenska, engelska, somaliska'])[1 + id %% 3],
    orientation = 'Korta vägar till arbete i vård, handel och lager.',
    methods = 'Samtal varje vecka, praktik efter en månad.', places = 20 + id %% 60, waiting_days = id %% 30;

DELETE FROM providers_authorisation WHERE provider_id %% 2 = 0;

INSERT INTO providers_authorisation (principal_id, provider_id, intervention_id, levels, period, note)
SELECT %(principal)s, p.id, i.id, '{}', daterange('2020-01-01', date '2026-03-20' + (p.id %% 900)::int), ''
FROM providers_provider p JOIN catalogue_intervention i ON (i.id + p.id / 2) %% 3 = 0 WHERE p.id %% 2 = 0;

INSERT INTO providers_site (principal_id, provider_id, name, address, postal_code, town, latitude, longitude,
                            period)
SELECT %(principal)s, p.id, 'Huset ' || n, 'Storgatan ' || n, 10000 + p.id * 5 + n,
       (ARRAY['Solna', 'Nacka', 'Luleå', 'Malmö', 'Umeå'])[n], 55.4 + p.id %% 100 / 10.0, 12.1 + n,
       '[2020-01-01,)'
FROM providers_provider p, generate_series(1, 5) n;

INSERT INTO providers_intakepause (principal_id, provider_id, period, by_principal, reason)
SELECT %(principal)s, id, '[2026-02-01,2026-06-01)', false, 'Sommaruppehåll' FROM providers_provider
WHERE id %% 10 = 0;

INSERT INTO providers_controltask (principal_id, provider_id, condition_id, due_on, done_on, fulfilled,
                                   done_by_id, note)
SELECT %(principal)s, p.id, c.id, date '2026-03-16' + ((p.id * 7 + c.position) %% 200)::int - round * 180,
       CASE WHEN round > 0 THEN date '2026-03-10' - round * 150 END,
       CASE WHEN round > 0 THEN p.id %% 9 > 0 END,
       CASE WHEN round > 0 THEN %(user)s END, ''
FROM providers_provider p, (SELECT id, position FROM providers_condition ORDER BY id LIMIT 4) c,
     generate_series(0, 4) round;

INSERT INTO providers_qualityvisit (principal_id, provider_id, site_id, template_id, why, why_text,
        is_announced, planned_on, visitor_id, held_on, answers, saved_at, signed_at, called_off_because)
SELECT %(principal)s, p.id, (SELECT min(id) FROM providers_site s WHERE s.provider_id = p.id),
       (SELECT min(id) FROM providers_qualitytemplate WHERE kind = 'visit'), 'rota', '', true,
       date '2026-03-30' - n * 120 + (p.id %% 60)::int, %(user)s,
       CASE WHEN n > 0 THEN date '2026-03-30' - n * 120 + (p.id %% 60)::int END, '{}', NULL,
       CASE WHEN n > 0 THEN now() END, ''
FROM providers_provider p, generate_series(0, 9) n WHERE n > 0 OR p.id %% 3 = 0;

INSERT INTO providers_deficiency (principal_id, provider_id, condition_id, source, severity, text, found_on,
                                  found_by_id, dismissed_because)
SELECT %(principal)s, p.id, (SELECT min(id) FROM providers_condition), 'visit',
       CASE WHEN n %% 4 = 0 THEN 'serious' ELSE 'minor' END, 'Planerna saknas för flera deltagare.',
       date '2026-03-10' - n * 60 - (p.id %% 50)::int, %(user)s, ''
FROM providers_provider p, generate_series(0, 9) n;

INSERT INTO providers_remedy (principal_id, deficiency_id, what, due_on, ordered_on, ordered_by_id, answer,
                              answered_on, answered_by_id, closed_on, is_met, closed_by_id, note)
SELECT %(principal)s, id, 'Skriv planer.', found_on + 30, found_on, %(user)s,
       CASE WHEN id %% 10 > 1 THEN 'Klart.' ELSE '' END, CASE WHEN id %% 10 > 1 THEN found_on + 5 END,
       CASE WHEN id %% 10 > 1 THEN %(user)s END, CASE WHEN id %% 10 > 2 THEN found_on + 9 END,
       CASE WHEN id %% 10 > 2 THEN id %% 7 > 0 END, CASE WHEN id %% 10 > 2 THEN %(user)s END, ''
FROM providers_deficiency WHERE id %% 10 > 0;

INSERT INTO assignments_reviewflag (principal_id, provider_id, rule, month, explanation, evidence,
                                    fingerprint, found_on)
SELECT %(principal)s, p.id, (ARRAY['same_text', 'bulk', 'free_days'])[1 + n %% 3],
       (date '2026-02-01' - make_interval(months => n))::date, 'Samma text i flera rapporter.', '{}',
       p.id || '-' || n, date '2026-03-10' - n * 30
FROM providers_provider p, generate_series(0, 29) n;

INSERT INTO assignments_flaggedassignment (principal_id, flag_id, assignment_id)
SELECT %(principal)s, f.id, a.id FROM assignments_reviewflag f
CROSS JOIN LATERAL (SELECT id FROM assignments_assignment a WHERE a.provider_id = f.provider_id
                    ORDER BY id LIMIT 3) a;

INSERT INTO assignments_reviewverdict (principal_id, flag_id, kind, reason, given_on, given_by_id)
SELECT %(principal)s, id, 'dismissed', 'Mallen är gemensam.', found_on + 3, %(user)s
FROM assignments_reviewflag WHERE id %% 10 > 1;

INSERT INTO providers_application (principal_id, number, provider_id, organisation_number, organisation_name,
        contact_name, contact_email, contact_phone, orientation, methods, languages, conditions_on, state,
        key_hash, started_at, submitted_on)
SELECT %(principal)s, 'AN-' || id, id, organisation_number, name, 'Kim Sand', 'kim@bank.example', '', '', '',
       '{}', '2026-01-01', CASE WHEN id %% 8 = 0 THEN 'submitted' ELSE 'decided' END, '', now(), '2026-01-10'
FROM providers_provider WHERE id %% 4 = 0;

INSERT INTO providers_applicationpart (principal_id, application_id, intervention_id, levels)
SELECT %(principal)s, a.id, i.id, '{}' FROM providers_application a
JOIN catalogue_intervention i ON i.id %% 2 = 0;

INSERT INTO providers_providerdecision (principal_id, number, kind, provider_id, decided_on, holds_from,
                                        reasons, appeal, decided_by_id, recorded_at)
SELECT %(principal)s, 'AB-' || p.id || '-' || n, CASE n WHEN 0 THEN 'grant' ELSE 'warn' END, p.id,
       date '2026-03-01' - (n * 200 + p.id %% 190)::int, date '2026-03-01' - (n * 200 + p.id %% 190)::int,
       'Villkoren är uppfyllda.', 'Beslutet överklagas inom tre veckor.', %(user)s, now()
FROM providers_provider p, generate_series(0, 1) n
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    options = parser.parse_args()
    address = filled_database(server_address(), NAME, _fill)
    from bench.report import machine

    print(f"Measured on {machine()}.\n\n| Page | p50, ms | p95, ms | kB |\n|---|--:|--:|--:|", flush=True)
    measure_pages(address, options.times, options.only)


def _fill(address: str) -> None:
    run_on(address, "-m", "bench.population", str(CASES), str(PROVIDERS))
    run_on(address, "-m", "bench.providers", "fill")


def fill() -> None:
    """In the database of the surroundings, which has the cases and the providers already."""
    from django.db import connection

    from stegvis.accounts.models import User
    from stegvis.providers.standard import install_conditions
    from stegvis.registry.models import Principal

    principal = Principal.objects.get()
    install_conditions(principal)
    _templates(principal)
    parameters = {"principal": principal.pk, "user": User.objects.get(email=HEAD).pk}
    with connection.cursor() as cursor:
        for statement in GROUND.split(";\n\n"):
            cursor.execute(statement, parameters)
            cursor.execute("ANALYZE")
    _people(principal)
    _compute(principal)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _templates(principal: Principal) -> None:
    from stegvis.core.period import Period
    from stegvis.providers.models import QualityTemplate

    for kind in QualityTemplate.Kind:
        QualityTemplate.objects.create(
            principal=principal, kind=kind, period=Period(TODAY - timedelta(3000)), questions=[]
        )


def _people(principal: Principal) -> None:
    """Those who ask for the pages, and somebody who is to choose a provider."""
    from stegvis.catalogue.models import Intervention
    from stegvis.core.actor import Duty, Role
    from stegvis.core.period import Period
    from stegvis.providers.models import Provider
    from stegvis.registry.models import Unit
    from tests import builders

    _seat(principal, OFFICER, Role.QUALITY_OFFICER)
    _seat(principal, CHAIR, Role.CHAIR)
    busy = Provider.objects.order_by("id")[1]
    _seat(principal, MANAGER, Role.PROVIDER_STAFF, provider=busy, duty=Duty.ADMINISTRATOR)
    case = builders.a_case(Unit.objects.order_by("id").first(), opened_on=TODAY - timedelta(30))
    builders.a_decision(
        case,
        Intervention.objects.get(code="jobbpeng_grund"),
        period=Period(TODAY + timedelta(14), TODAY + timedelta(200)),
        decided_on=TODAY - timedelta(2),
    )


def _seat(principal: Principal, email: str, role: Role, **more: Any) -> None:
    from stegvis.accounts.models import Membership, User
    from stegvis.core.period import Period

    user = User.objects.create_user(email, first_name="Mät", last_name=role.label)
    Membership.objects.create(
        principal=principal, user=user, role=role, period=Period(TODAY - timedelta(900)), **more
    )


def _compute(principal: Principal) -> None:
    from stegvis.core import clock
    from stegvis.core.database import scope
    from stegvis.statistics.comparison.keeping import compute_results

    with scope.principal(principal.pk):
        compute_results(principal.pk, today=TODAY, at=clock.now())


def measure_pages(address: str, times: int, only: str = "") -> None:
    from bench.client import Client, measure, warm_up
    from bench.pages import serving

    cookies = dict(line.split() for line in _told(address).splitlines()[-4:])
    with serving(address) as (port, _):
        for name, (email, path) in pages(address).items():
            if only not in name:
                continue
            cookie = f"sessionid={cookies[email]}"
            warm_up(port, cookie, [path], seconds=1)
            spread = measure(port, cookie, [path], times=times)
            size = len(Client(port, cookie).get(path)) / 1000
            print(f"| {name} | {spread.p50:.0f} | {spread.p95:.0f} | {size:.0f} |", flush=True)


def pages(address: str) -> dict[str, tuple[str, str]]:
    """Who asks for what. Sizes are of what goes over the wire."""
    import psycopg

    with psycopg.connect(address) as connection:
        (provider,) = connection.execute(
            "SELECT provider_id FROM accounts_membership WHERE provider_id IS NOT NULL"
        ).fetchone() or (0,)
        (decision,) = connection.execute("SELECT max(id) FROM casework_decision").fetchone() or (0,)
        three = connection.execute(
            "SELECT provider_id FROM providers_authorisation WHERE intervention_id IS NULL ORDER BY 1 LIMIT 3"
        ).fetchall()
    compared = "&".join(f"jamfor={pk}" for (pk,) in three)
    return {
        "open list, page": (HEAD, "/oppna-data/bank/anordnare/"),
        "open list of one intervention": (HEAD, "/oppna-data/bank/anordnare/?insats=jobbpeng_grund"),
        "open list, JSON": (HEAD, "/oppna-data/bank/anordnare.json"),
        "open list, CSV": (HEAD, "/oppna-data/bank/anordnare.csv"),
        "register": (OFFICER, "/anordnare/"),
        "register by customers": (OFFICER, "/anordnare/?sortera=deltagare"),
        "one provider": (OFFICER, f"/anordnare/{provider}/"),
        "control calendar": (OFFICER, "/kontroller/"),
        "deficiencies": (OFFICER, "/brister/"),
        "visits": (OFFICER, "/kvalitetsbesok/"),
        "visits by risk": (OFFICER, "/kvalitetsbesok/forslag/"),
        "flags": (OFFICER, "/granskning/"),
        "applications": (OFFICER, "/ansokningar/"),
        "decisions": (OFFICER, "/anordnarbeslut/"),
        "the officer's start page": (OFFICER, "/"),
        "the chair's start page": (CHAIR, "/"),
        "the provider's start page": (MANAGER, "/"),
        "the provider's own page": (MANAGER, f"/anordnare/{provider}/"),
        "the choice": (HEAD, f"/arenden/beslut/{decision}/valj/"),
        "the choice, filtered": (HEAD, f"/arenden/beslut/{decision}/valj/?sprak=arabiska"),
        "three compared": (HEAD, f"/arenden/beslut/{decision}/valj/jamfor/?{compared}"),
    }


def sessions() -> None:
    from bench.sessions import session_of
    from stegvis.accounts.models import User

    for email in (HEAD, OFFICER, MANAGER, CHAIR):
        print(email, session_of(User.objects.get(email=email)))


def _told(address: str) -> str:
    command = [sys.executable, "-m", "bench.providers", "sessions"]
    told = subprocess.run(
        command, check=True, cwd=ROOT, env=environment(address), capture_output=True, text=True
    )
    return told.stdout


if __name__ == "__main__":
    os.chdir(ROOT)
    if sys.argv[1:2] in (["fill"], ["sessions"]):
        import django

        django.setup()
        {"fill": fill, "sessions": sessions}[sys.argv[1]]()
    else:
        main()
