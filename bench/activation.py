"""Measures the follow-up of full time and the list of who goes round, at once and as the night computed it.

    python -m bench.throwaway bench/activation.py [NUMBER OF OPEN CASES]

The cases are in units of a thousand. First the questions to the register, of one unit and of all, as the role
that pages work as. Then what a night costs, and the pages over HTTP, as the web server gives them to the head
of every unit and to a controller.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from bench.client import measure, warm_up  # noqa: E402
from bench.pages import serving  # noqa: E402
from bench.population import TODAY  # noqa: E402
from bench.sessions import session_of  # noqa: E402
from stegvis.accounts.models import Membership, User  # noqa: E402
from stegvis.assignments.activation.figures import month_ends  # noqa: E402
from stegvis.assignments.activation.keeping import keep_figures  # noqa: E402
from stegvis.assignments.activation.query import counts, with_status  # noqa: E402
from stegvis.assignments.activation.rules import Level  # noqa: E402
from stegvis.casework.caseload.circulating import SORTINGS, Question  # noqa: E402
from stegvis.casework.caseload.keeping_circulation import keep_circulation  # noqa: E402
from stegvis.casework.models import Case  # noqa: E402
from stegvis.casework.models.cases import CaseQuerySet  # noqa: E402
from stegvis.casework.rules.circulation import Limits  # noqa: E402
from stegvis.core import clock  # noqa: E402
from stegvis.core.actor import Role  # noqa: E402
from stegvis.core.database import scope  # noqa: E402
from stegvis.core.period import Period  # noqa: E402
from stegvis.registry.models import Unit  # noqa: E402

DAY = TODAY
IN_UNIT = 1000
TIMES = 3
PAGES_EACH = 40

# Two in three have an assignment with a plan; of those most are in full time. One in ten is hindered, one in
# eight has a lower capacity, one in four does something beside the plan. All have an earlier, closed plan.
GROUND = """
INSERT INTO registry_principal (slug, name, committee, organisation_number, caseworker_title, person_word)
    VALUES ('prov', 'Provkommun', 'Nämnden', '2120000167', 'handläggare', 'deltagare');
INSERT INTO registry_unit (principal_id, name) SELECT 1, 'Enhet ' || n FROM generate_series(1, {units}) n;
INSERT INTO accounts_user (password, is_superuser, first_name, last_name, is_staff, is_active, date_joined,
                           email)
    SELECT '', false, 'Förnamn' || n, 'Efternamn', false, true, now(), n || '@example.org'
    FROM generate_series(1, 200) n;
INSERT INTO registry_person (principal_id, first_name, last_name, birth_date, sex, protection)
    SELECT 1, 'Förnamn' || n % 53, 'Efternamn' || n % 1009, '1990-01-01', 'K', 'none'
    FROM generate_series(1, {cases}) n;
INSERT INTO catalogue_intervention (principal_id, code, name, purpose, chosen_by_person)
    VALUES (1, 'prov', 'Prov', '', true);
INSERT INTO providers_provider (principal_id, organisation_number, name, address, languages, orientation)
    VALUES (1, '5590000001', 'Prov AB', '', '{{}}', '');
INSERT INTO casework_case (principal_id, number, person_id, unit_id, caseworker_id, target_group, referred_by,
                           opened_on, closure_reason, closure_note)
    SELECT 1, 'T' || id, id, 1 + (id - 1) / {in_unit}, 1 + id % 200,
           CASE WHEN id % 3 = 0 THEN 'annan' ELSE 'ekonomiskt_bistand' END, '',
           date '2026-03-01' - (id % 700)::int, '', ''
    FROM registry_person;
INSERT INTO casework_decision (principal_id, number, external_ref, kind, case_id, intervention_id, period,
                               reason, decided_on, recorded_at)
    SELECT 1, 'B' || id, '', 'grant', id, 1, daterange(opened_on, NULL), '', opened_on, now()
    FROM casework_case WHERE id % 5 < 4;
INSERT INTO assignments_assignment (principal_id, number, case_id, person_id, decision_id, intervention_id,
        provider_id, period, planned_hours_per_week, coordination, fewer_hours_because, note, given_on)
    SELECT 1, 'U' || c.id, c.id, c.person_id, d.id, 1, 1, d.period, 40, 'caseworker', '', '', c.opened_on
    FROM casework_case c JOIN casework_decision d ON d.case_id = c.id WHERE c.id % 3 < 2;
INSERT INTO assignments_plan (principal_id, assignment_id, starts_on, how, below_full_time_because,
                              agreed_with_person, made_by_id, made_at)
    SELECT 1, id, day, '', '', true, 1, now() FROM assignments_assignment,
        LATERAL (VALUES (lower(period)), (lower(period) + 30)) AS version (day) WHERE id % 20 > 0;
INSERT INTO assignments_activity (principal_id, plan_id, kind, hours_per_week)
    SELECT 1, id, kind, hours FROM assignments_plan,
        LATERAL (VALUES ('intervention', 12), ('practice', 20), ('job_search', CASE WHEN id % 4 = 0 THEN 4
            ELSE 8 END)) AS of (kind, hours);
INSERT INTO casework_caseactivity (principal_id, case_id, kind, hours_per_week, period, note, recorded_by_id)
    SELECT 1, id, 'care', 4, daterange(opened_on, NULL), '', 1 FROM casework_case WHERE id % 4 = 0;
INSERT INTO casework_hindrance (principal_id, case_id, kind, period, note, recorded_by_id)
    SELECT 1, id, 'sick', daterange(opened_on, NULL), '', 1 FROM casework_case WHERE id % 10 = 0;
INSERT INTO casework_capacitygrade (principal_id, case_id, percent, period, source, assessed_by, note,
                                    recorded_on)
    SELECT 1, id, 50, daterange(opened_on, NULL), 'doctor', '', '', opened_on
    FROM casework_case WHERE id % 8 = 0;
INSERT INTO casework_assessment (principal_id, case_id, held_on, own_goal, background, obstacles, answers,
        capacity_percent, capacity_source, state_could_serve, state_note, signed_by_id, signed_at)
    SELECT 1, id, opened_on, '', '', '', '{{}}', 100, '', false, '', 1, now() FROM casework_case
"""


def main(cases: int) -> None:
    fill(cases)
    the_register(cases)
    the_night()
    the_pages()


def fill(cases: int) -> None:
    units = max(cases // IN_UNIT, 1)
    told = GROUND.format(cases=cases, units=units, in_unit=IN_UNIT)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as ground:
        for statement in told.split(";\n"):
            ground.execute(statement)  # type: ignore[arg-type]
            ground.execute("ANALYZE")  # or the keys of a full table are looked up as in an empty one


def the_register(cases: int) -> None:
    print(f"| Of {cases} open cases, at once | One unit of {IN_UNIT}, s | All, s |\n|---|--:|--:|")
    everything = Case.objects.filter(principal_id=1)
    unit = everything.filter(unit_id=1)
    with scope.principal(1):
        for name, ask in QUESTIONS.items():
            times = [seconds(lambda cases=of, ask=ask: ask(cases)) for of in (unit, everything)]
            print(f"| {name} | {times[0]:.3f} | {times[1]:.3f} |", flush=True)


def case_list(cases: CaseQuerySet) -> None:
    list(cases.open().in_list().order_by("-opened_on", "-id")[:51])


def day_in_numbers(cases: CaseQuerySet) -> None:
    counts(cases, 1, [DAY])


def first_page(cases: CaseQuerySet) -> None:
    list(with_status(cases, 1, DAY, [Level.BELOW], None).in_list().order_by("opened_on", "id")[:51])


def trend(cases: CaseQuerySet) -> None:
    counts(cases, 1, month_ends(DAY))


def who_goes_round(cases: CaseQuerySet) -> None:
    units = frozenset(cases.order_by().values_list("unit", flat=True).distinct())
    asked = Question(1, units, Limits(interventions=1, days=365), DAY)
    asked.rows(SORTINGS["tid"], backwards=False, after=None, limit=51)


QUESTIONS: dict[str, Callable[[CaseQuerySet], None]] = {
    "first page of the case list, to compare with": case_list,
    "the day in numbers": day_in_numbers,
    "first page of who is below": first_page,
    "the trend, twelve month ends": trend,
    "first page of who goes round": who_goes_round,
}


def the_night() -> None:
    """As a night with everything to write, and as one in which nothing is new."""
    print("\n| Computed beforehand | First night, s | Next, s |\n|---|--:|--:|")
    for name, compute in (
        ("full time on all days of 25 months", keep_figures),
        ("circulation", keep_circulation),
    ):
        times = []
        for _ in range(2):
            begun = time.perf_counter()
            with scope.principal(1):
                compute(1, today=DAY, at=clock.now())
            times.append(time.perf_counter() - begun)
        print(f"| {name} | {times[0]:.1f} | {times[1]:.1f} |", flush=True)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as ground:
        ground.execute("ANALYZE")


NIGHTLY: dict[str, Callable[..., object]] = {
    "full time on all days of 25 months": keep_figures,
    "who goes round": keep_circulation,
}


def the_pages() -> None:
    print("\n| Page of everything, over HTTP | p50, ms | p95, ms |\n|---|--:|--:|")
    head, controller = session_of(head_of_all()), session_of(a_controller())
    with serving(os.environ["DATABASE_URL"]) as (port, _):
        for name, (session, path) in pages(head, controller).items():
            cookie = f"sessionid={session}"
            warm_up(port, cookie, [path], seconds=1)
            spread = measure(port, cookie, [path], times=PAGES_EACH)
            print(f"| {name} | {spread.p50:.0f} | {spread.p95:.0f} |", flush=True)


def pages(head: str, controller: str) -> dict[str, tuple[str, str]]:
    yesterday, earlier = DAY - timedelta(1), DAY - timedelta(200)
    return {
        "the day, to the controller": (controller, "/heltid/"),
        "yesterday": (controller, f"/heltid/?dag={yesterday}"),
        "a day 200 days ago": (controller, f"/heltid/?dag={earlier}"),
        "the trend": (controller, "/heltid/utveckling/"),
        "the day, to the head of all units": (head, "/heltid/"),
        "who is below": (head, "/heltid/lista/"),
        "who is below, by name": (head, "/heltid/lista/?sortera=namn"),
        "who is below and sick": (head, "/heltid/lista/?skal=sick"),
        "who was below and sick 200 days ago": (head, f"/heltid/lista/?skal=sick&dag={earlier}"),
        "one unit of a thousand, at once": (head, "/heltid/?enhet=1"),
        "who goes round": (head, "/arenden/rundgang/?insatser=1&ar=1"),
        "the case list, to compare with": (head, "/arenden/"),
    }


def head_of_all() -> User:
    user = User.objects.create_user("chef@bank.example", first_name="Mät", last_name="Bänk")
    Membership.objects.bulk_create(
        Membership(
            principal_id=1, user=user, role=Role.HEAD_OF_UNIT, unit=unit, period=Period(DAY - timedelta(1))
        )
        for unit in Unit.objects.order_by("id")
    )
    return user


def a_controller() -> User:
    user = User.objects.create_user("controller@bank.example", first_name="Mät", last_name="Tal")
    period = Period(DAY - timedelta(1))
    Membership.objects.create(principal_id=1, user=user, role=Role.CONTROLLER, period=period)
    return user


def seconds(ask: Callable[[], None]) -> float:
    """The median of a few."""
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        ask()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
