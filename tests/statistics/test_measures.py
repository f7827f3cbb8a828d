"""Each measure counts what its definition says, in every engine, and never another tenant's rows."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import duckdb
import ibis
import pytest
from django.db import connection

from stegvis.casework.models import ClosureReason, Decision, Reopening
from stegvis.core.period import Period
from stegvis.statistics import engine, measures
from stegvis.statistics.facts import FACTS
from stegvis.statistics.measures import MEASURES, TOTAL
from tests.builders import (
    a_case,
    a_decision,
    a_person,
    a_principal,
    a_provider,
    a_unit,
    a_user,
    an_assignment,
    an_intervention,
)
from tests.statistics.worlds import FIRST, PlainCounting, a_municipality

pytestmark = pytest.mark.django_db

SPRING = Period(date(2022, 1, 1), date(2022, 5, 1))


def some_periods(seed: int) -> list[Period]:
    chance = Random(seed)
    return [SPRING] + [
        Period(start, start + timedelta(days=chance.choice((1, 7, 30, 240))))
        for start in (FIRST + timedelta(days=chance.randint(0, 1000)) for _ in range(6))
    ]


@pytest.fixture
def unit():
    return a_unit(a_principal())


def count(measure, unit, category=TOTAL, period=SPRING):
    return engine.counts(measure, unit.principal_id, period).get(category, 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_measure_agrees_with_plain_counting_in_postgresql_and_duckdb(seed):
    principal = a_municipality(seed)
    a_municipality(seed + 100, people=5)  # a neighbour, who must not be counted
    plain = PlainCounting(principal)
    duck = a_collection_of(principal.pk)

    for period in some_periods(seed):
        expected = plain.answers(period)
        for key, measure in MEASURES.items():
            found = engine.counts(measure, principal.pk, period)
            assert found == expected[key], (key, period)
            assert asked_of(duck, measure, period) == found, (key, period)


@pytest.mark.parametrize("seed", [4, 5])
def test_the_list_behind_each_number_holds_exactly_what_was_counted(seed):
    principal = a_municipality(seed)

    for period in some_periods(seed):
        for measure in MEASURES.values():
            for category, number in engine.counts(measure, principal.pk, period).items():
                rows = engine.case_rows(measure, category, principal.pk, period)
                assert len({row.counted_id for row in rows}) == number


@pytest.mark.parametrize("seed", [6, 7])
def test_flows_reconcile_in_every_period(seed):
    principal = a_municipality(seed)

    for period in some_periods(seed):
        flow = {
            key: engine.counts(MEASURES[key], principal.pk, period).get(TOTAL, 0)
            for key in ("vid-start", "nya", "avslutade", "vid-slut", "aktuella")
        }
        assert flow["vid-start"] + flow["nya"] - flow["avslutade"] == flow["vid-slut"]
        assert flow["vid-start"] + flow["nya"] == flow["aktuella"]


def test_a_person_with_two_assignments_for_the_same_intervention_counts_once(unit):
    case = a_case(unit, opened_on=date(2021, 1, 1))
    sai = an_intervention(unit.principal, "sai")
    an_assignment(case, intervention=sai, period=Period(date(2022, 1, 10), date(2022, 2, 1)))
    an_assignment(case, intervention=sai, period=Period(date(2022, 3, 1)))

    assert count(measures.PERSONS_PER_INTERVENTION, unit, "sai") == 1
    assert count(measures.PERSONS_WITH_INTERVENTION, unit) == 1


def test_a_person_who_changed_provider_counts_at_both(unit):
    case = a_case(unit, opened_on=date(2021, 1, 1))
    sai = an_intervention(unit.principal, "sai")
    first, second = a_provider(unit.principal), a_provider(unit.principal)
    an_assignment(case, intervention=sai, provider=first, period=Period(date(2022, 1, 10), date(2022, 2, 1)))
    an_assignment(case, intervention=sai, provider=second, period=Period(date(2022, 2, 1)))

    assert count(measures.PERSONS_PER_PROVIDER, unit, first.organisation_number) == 1
    assert count(measures.PERSONS_PER_PROVIDER, unit, second.organisation_number) == 1
    assert count(measures.PERSONS_WITH_INTERVENTION, unit) == 1


@pytest.mark.parametrize(
    ("first", "end", "counts"),
    [
        (date(2021, 1, 1), date(2022, 1, 1), 0),  # the last day was the day before the period
        (date(2021, 1, 1), date(2022, 1, 2), 1),  # the last day is the period's first
        (date(2022, 4, 30), None, 1),
        (date(2022, 5, 1), None, 0),
    ],
)
def test_one_common_day_is_enough_and_needed(unit, first, end, counts):
    an_assignment(a_case(unit, opened_on=date(2020, 1, 1)), period=Period(first, end))

    assert count(measures.PERSONS_WITH_INTERVENTION, unit) == counts


@pytest.mark.parametrize(
    ("closed_on", "current", "closed", "remaining"),
    [
        (date(2021, 12, 31), 0, 0, 0),
        (date(2022, 1, 1), 1, 1, 0),
        (date(2022, 4, 30), 1, 1, 0),
        (date(2022, 5, 1), 1, 0, 1),
        (None, 1, 0, 1),
    ],
)
def test_the_day_of_closure_is_the_last_day_open(unit, closed_on, current, closed, remaining):
    a_case(unit, opened_on=date(2021, 6, 1), closed_on=closed_on)

    assert count(measures.CURRENT, unit) == current
    assert count(measures.CLOSED, unit) == closed
    assert count(measures.REMAINING, unit) == remaining


def test_a_case_closed_and_opened_again_in_the_period_is_neither_closed_nor_new(unit):
    case = a_case(unit, opened_on=date(2021, 6, 1))
    reopened(case, was_closed_on=date(2022, 2, 1), reopened_on=date(2022, 3, 1))

    assert count(measures.OPENING, unit) == 1
    assert count(measures.NEW, unit) == 0
    assert count(measures.CLOSED, unit) == 0
    assert count(measures.REMAINING, unit) == 1


def test_a_case_opened_again_after_the_period_was_still_closed_in_it(unit):
    case = a_case(unit, opened_on=date(2021, 6, 1))
    reopened(case, was_closed_on=date(2022, 2, 1), reopened_on=date(2022, 9, 1), reason=ClosureReason.STUDIES)

    assert count(measures.CLOSED_BY_REASON, unit, ClosureReason.STUDIES) == 1
    assert count(measures.SELF_SUFFICIENT_CASES, unit) == 1
    assert count(measures.CLOSED, unit, period=Period(date(2022, 9, 1), date(2022, 12, 1))) == 0


def test_a_case_closed_on_the_last_day_and_opened_the_next_is_closed_in_one_period_and_new_in_the_next(unit):
    case = a_case(unit, opened_on=date(2021, 6, 1))
    reopened(case, was_closed_on=date(2022, 4, 30), reopened_on=date(2022, 5, 1))
    summer = Period(date(2022, 5, 1), date(2022, 9, 1))

    assert count(measures.CLOSED, unit) == count(measures.NEW, unit, period=summer) == 1
    assert count(measures.REMAINING, unit) == count(measures.OPENING, unit, period=summer) == 0


def test_a_corrected_decision_counts_once_in_its_corrected_form(unit):
    case = a_case(unit)
    wrong = a_decision(case, an_intervention(unit.principal, "osa"), decided_on=date(2022, 2, 1))
    a_decision(case, an_intervention(unit.principal, "sai"), decided_on=date(2022, 2, 3), corrects=wrong)

    assert engine.counts(measures.GRANTS_PER_INTERVENTION, unit.principal_id, SPRING) == {"sai": 1}


def test_refusals_and_extensions_are_not_granted_interventions(unit):
    case = a_case(unit)
    grant = a_decision(case, decided_on=date(2022, 2, 1))
    a_decision(case, decided_on=date(2022, 2, 2), kind=Decision.Kind.REFUSE)
    a_decision(case, decided_on=date(2022, 3, 2), kind=Decision.Kind.EXTEND, grant=grant)

    assert count(measures.GRANTS, unit) == 1


def test_hours_of_parallel_assignments_add_up_to_full_time(unit):
    both = a_case(unit, opened_on=date(2021, 1, 1))
    an_assignment(
        both, intervention=an_intervention(unit.principal, "sai"), period=Period(date(2022, 1, 1)), hours=25
    )
    an_assignment(
        both, intervention=an_intervention(unit.principal, "cm"), period=Period(date(2022, 1, 1)), hours=15
    )
    one = a_case(unit, opened_on=date(2021, 1, 1))
    an_assignment(
        one, intervention=an_intervention(unit.principal, "sai"), period=Period(date(2022, 1, 1)), hours=30
    )

    day = Period.inclusive(date(2022, 4, 15), date(2022, 4, 15))
    assert count(measures.below_full_time(40), unit, period=day) == 1
    assert count(measures.PERSONS_WITH_INTERVENTION, unit, period=day) == 2


def test_another_principals_rows_are_never_counted(unit):
    other = a_unit(a_principal())
    an_assignment(a_case(other, person=a_person(other.principal)), period=Period(date(2022, 2, 1)))

    for measure in MEASURES.values():
        assert engine.counts(measure, unit.principal_id, SPRING) == {}


def reopened(case, *, was_closed_on, reopened_on, reason=ClosureReason.WORK):
    return Reopening.objects.create(
        principal=case.principal,
        case=case,
        reopened_on=reopened_on,
        reason="Behöver mer stöd.",
        was_closed_on=was_closed_on,
        was_closed_for=reason,
        reopened_by=a_user(),
    )


# --- The same measures in DuckDB, as a collection from many principals would be asked -----------------------

DUCK_TYPES = {"int64": "BIGINT", "string": "VARCHAR", "date": "DATE"}


def a_collection_of(principal_id: int) -> duckdb.DuckDBPyConnection:
    duck = duckdb.connect()
    for fact in FACTS:
        columns = ", ".join(f"{name} {DUCK_TYPES[kind]}" for name, kind in fact.columns)
        duck.execute(f"CREATE TABLE {fact.name} ({columns})")
        names = ", ".join(name for name, _ in fact.columns)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM ({fact.query}) AS fact", {"principal": principal_id})
            rows = cursor.fetchall()
        if rows:
            places = ", ".join("?" for _ in fact.columns)
            duck.executemany(f"INSERT INTO {fact.name} VALUES ({places})", rows)
    return duck


def asked_of(duck, measure, period) -> dict[str, int]:
    question = ibis.to_sql(measure.counts(period).select("category", "count"), dialect="duckdb")
    return dict(duck.execute(str(question)).fetchall())
