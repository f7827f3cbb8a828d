"""People who go round: the rule alone, the question that says it in sets, and the list."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.casework.caseload.circulating import SORTINGS, CirculatingPage, Question
from stegvis.casework.caseload.keeping_circulation import keep_circulation
from stegvis.casework.models import Case, CirculationFigure, CirculationRun, ClosureReason, Decision, FollowUp
from stegvis.casework.rules.circulation import (
    Circling,
    Limits,
    Stay,
    circling,
    days_without_self_sufficiency,
)
from stegvis.casework.rules.granted import days_left
from stegvis.core.actor import Role
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.core.period import ONE_DAY, Period, half_year_after
from stegvis.registry.models import Export, JobRun
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_query_counts import many_cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

AT = datetime(2026, 3, 16, 3, 10, tzinfo=UTC)
FIRST = date(2018, 1, 1)
EVERYBODY = Limits(0, 0)


def stay(start, last_day=None, **more):
    return Stay(Period.inclusive(start, last_day), **more)


# --- the rule --------------------------------------------------------------------------------


def test_time_in_interventions_counts_each_day_once():
    grants = [
        [Period(date(2026, 1, 1), date(2026, 2, 1))],
        [Period(date(2026, 1, 15), date(2026, 2, 15))],
        [Period(date(2026, 9, 1), date(2026, 12, 1))],
    ]
    assert circling([], grants, TODAY) == Circling(2, 45, 0)


def test_the_time_between_cases_is_not_counted():
    stays = [stay(date(2020, 1, 1), date(2020, 1, 10)), stay(date(2026, 3, 1))]
    assert days_without_self_sufficiency(stays, TODAY) == 10 + 16


def test_self_sufficiency_that_lasted_begins_the_count_anew():
    worked = stay(date(2020, 1, 1), date(2020, 12, 31), self_sufficient=True)
    assert days_without_self_sufficiency([worked, stay(date(2026, 3, 1))], TODAY) == 16


def test_self_sufficiency_that_did_not_last_changes_nothing():
    proved_wrong = stay(date(2020, 1, 1), date(2020, 1, 10), self_sufficient=True, proved_wrong=True)
    assert days_without_self_sufficiency([proved_wrong, stay(date(2026, 3, 1))], TODAY) == 26
    back_soon = stay(date(2025, 12, 1), date(2025, 12, 31), self_sufficient=True)
    assert days_without_self_sufficiency([back_soon, stay(date(2026, 3, 1))], TODAY) == 31 + 16


@st.composite
def histories(draw):
    """Cases one after another with gaps, each perhaps with grants; the last one open."""
    day, stays = FIRST, []
    for _ in range(draw(st.integers(0, 3))):
        day += timedelta(draw(st.integers(1, 400)))
        last = day + timedelta(draw(st.integers(0, 500)))
        stays.append(stay(day, last, self_sufficient=draw(st.booleans()), proved_wrong=draw(st.booleans())))
        day = last
    stays.append(stay(min(day + timedelta(draw(st.integers(1, 400))), TODAY)))
    return stays


periods = st.builds(
    lambda start, days: Period(FIRST + timedelta(start), FIRST + timedelta(start + days)),
    st.integers(0, 3000),
    st.integers(1, 700),
)
decisions = st.lists(st.tuples(st.sampled_from(["extend", "change", "end"]), periods), max_size=3)
grants = st.lists(st.tuples(periods, decisions), max_size=3)


@given(histories(), st.integers(0, 4000))
def test_the_days_without_never_exceed_the_days_since_the_first_case(stays, days):
    today = FIRST + timedelta(days)
    counted = days_without_self_sufficiency(stays, today)
    assert 0 <= counted <= max(0, (today - stays[0].period.start).days + 1)


@given(st.lists(st.lists(periods, max_size=3), max_size=4))
def test_time_in_interventions_is_the_number_of_days_in_any_of_them(each):
    days = {
        period.start + timedelta(n)
        for found in each
        for period in found
        for n in range(period.days)
        if period.start + timedelta(n) <= TODAY
    }
    assert circling([], each, TODAY).days_in_interventions == len(days)


# --- in sets ---------------------------------------------------------------------------------


def as_rows(town, person, stays, decided):
    """The history in the database; the decisions stand in the open case."""
    for each in stays:
        last_day = each.period.last_day
        reason = (ClosureReason.WORK if each.self_sufficient else ClosureReason.MOVED) if last_day else ""
        case = builders.a_case(
            town.unit,
            person=person,
            opened_on=each.period.start,
            closed_on=last_day,
            closure_reason=reason,
            caseworker=town.worker.user,
        )
        if last_day and each.proved_wrong:
            FollowUp.objects.create(
                principal=town.principal,
                case=case,
                due_on=half_year_after(last_day),
                held_on=half_year_after(last_day),
                lasting=False,
                held_by=town.worker.user,
            )
    for place, (period, later) in enumerate(decided):
        intervention = builders.an_intervention(town.principal, f"insats_{place}")
        grant = builders.a_decision(case, intervention, period=period, decided_on=TODAY)
        for kind, days in later:
            builders.a_decision(case, intervention, period=days, decided_on=TODAY, kind=kind, grant=grant)
    return case


@given(histories(), grants)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_question_and_the_rule_give_the_same_answer(town, stays, decided):
    case = as_rows(town, builders.a_person(town.principal), stays, decided)
    left = [days_left([("grant", period), *later]) for period, later in decided]
    ruled = circling(stays, left, TODAY)
    keep_circulation(town.principal.pk, today=TODAY - ONE_DAY, at=AT)
    run = keep_circulation(town.principal.pk, today=TODAY, at=AT)
    for told_by in (None, run):
        asked = Question(town.principal.pk, frozenset({town.unit.pk}), EVERYBODY, TODAY, told_by)
        rows = asked.rows(SORTINGS["tid"], backwards=False, after=None, limit=1000).rows
        (found,) = (row for row in rows if row.id == case.pk)
        assert Circling(found.interventions, found.days_in_interventions, found.days_without) == ruled


def test_a_corrected_decision_and_a_refusal_count_for_nothing(town, case):
    wrong = builders.a_decision(case, period=Period(date(2026, 2, 1), date(2026, 3, 1)))
    builders.a_decision(case, kind=Decision.Kind.REFUSE, corrects=wrong)
    asked = Question(town.principal.pk, frozenset({town.unit.pk}), EVERYBODY, TODAY)
    (row,) = asked.rows(SORTINGS["antal"], backwards=False, after=None, limit=10).rows
    assert (row.interventions, row.days_in_interventions) == (0, 0)


def test_only_who_reaches_a_limit_is_found(town, case):
    for n in range(3):
        builders.a_decision(case, builders.an_intervention(town.principal, f"insats_{n}"))
    unit = frozenset({town.unit.pk})
    days = (TODAY - case.opened_on).days + 1
    assert Question(town.principal.pk, unit, Limits(3, 9999), TODAY).count() == 1
    assert Question(town.principal.pk, unit, Limits(4, 9999), TODAY).count() == 0
    assert Question(town.principal.pk, unit, Limits(4, days), TODAY).count() == 1
    assert Question(town.principal.pk, unit, Limits(4, days + 1), TODAY).count() == 0


# --- the list --------------------------------------------------------------------------------


@pytest.mark.parametrize("sorting", ["tid", "-tid", "antal", "-utan"])
def test_every_page_together_shows_each_person_once(town, sorting):
    many_cases(town, 23)
    question = Question(town.principal.pk, frozenset({town.unit.pk}), EVERYBODY, TODAY)
    page = CirculatingPage(question, QueryDict(f"sortera={sorting}"), size=7)
    seen = [row.id for row in page.rows]
    while page.next_url:
        page = CirculatingPage(question, QueryDict(page.next_url[1:]), size=7)
        seen += [row.id for row in page.rows]
    assert len(seen) == len(set(seen)) == 23
    back = CirculatingPage(question, QueryDict(page.previous_url[1:]), size=7)
    assert [row.id for row in back.rows] == seen[-2 - 7 : -2]


@pytest.fixture
def circulating(town, case):
    for n in range(3):
        builders.a_decision(case, builders.an_intervention(town.principal, f"insats_{n}"))
    return case


def test_the_list_shows_who_goes_round_in_own_units(client, town, circulating):
    client.force_login(town.worker.user)
    page = client.get(reverse("circulating")).content.decode()
    assert circulating.number in page
    assert "1 månad" in page
    assert "Bifall: Insats 2" in page
    assert circulating.number not in client.get(reverse("circulating") + "?insatser=4").content.decode()
    client.force_login(town.stranger.user)
    assert circulating.number not in client.get(reverse("circulating")).content.decode()
    client.force_login(build_town().head.user)
    assert circulating.number not in client.get(reverse("circulating")).content.decode()


def test_others_than_caseworkers_have_no_such_list(client, town):
    client.force_login(builders.a_seat(Role.ANALYST, town.principal).user)
    assert client.get(reverse("circulating")).status_code == 403
    assert client.post(reverse("circulating_export")).status_code == 403


def test_among_many_the_list_is_the_nights_and_says_so(client, town, circulating, monkeypatch):
    monkeypatch.setattr("stegvis.casework.caseload.circulating.AT_ONCE", 0)
    client.force_login(town.worker.user)
    keep_circulation(town.principal.pk, today=TODAY, at=AT)
    builders.a_decision(circulating, builders.an_intervention(town.principal, "insats_4"))
    page = client.get(reverse("circulating")).content.decode()
    assert "Räknat 2026-03-16 04:10" in page
    assert circulating.number in page
    assert circulating.number not in client.get(reverse("circulating") + "?insatser=4").content.decode()
    client.force_login(town.stranger.user)
    assert circulating.number not in client.get(reverse("circulating")).content.decode()
    circulating.closed_on, circulating.closure_reason = TODAY, ClosureReason.MOVED
    circulating.save()
    client.force_login(town.worker.user)
    assert circulating.number not in client.get(reverse("circulating")).content.decode()


def test_a_head_has_the_list_computed_at_once_also_before_the_first_night(
    client, town, circulating, monkeypatch
):
    monkeypatch.setattr("stegvis.casework.caseload.circulating.AT_ONCE", 0)
    client.force_login(town.head.user)
    page = client.get(reverse("circulating")).content.decode()
    assert "räknas i natt" in page
    assert "Räkna om nu" in page
    assert circulating.number not in page
    assert "räknas i natt" in client.post(reverse("circulating_export"), follow=True).content.decode()
    keep_circulation(town.principal.pk, today=TODAY, at=AT)
    assert "Räkna om nu" in client.get(reverse("circulating")).content.decode()
    assert "Siffrorna räknas om." in client.post(reverse("circulating_recount"), follow=True).content.decode()
    assert JobRun.objects.get().job == "keep-circulation"
    client.force_login(town.worker.user)
    assert "Räkna om nu" not in client.get(reverse("circulating")).content.decode()
    assert client.post(reverse("circulating_recount")).status_code == 403


def test_the_command_keeps_each_principals_own_and_forgets_who_is_closed(town, circulating):
    stranger = build_town()
    builders.a_case(stranger.unit)
    call_command("keep_circulation", stdout=StringIO())
    with scope.principal(stranger.principal.pk):
        kept = set(CirculationFigure.objects.values_list("case", flat=True))
        assert kept == set(Case.objects.open().values_list("pk", flat=True)) != set()
    with scope.within(Scope(town.principal.pk, person_id=circulating.person_id)):
        assert not CirculationFigure.objects.exists()
        assert not CirculationRun.objects.exists()
    circulating.closed_on, circulating.closure_reason = TODAY, ClosureReason.MOVED
    circulating.save()
    call_command("keep_circulation", stdout=StringIO())
    assert not CirculationFigure.objects.filter(case=circulating).exists()


@pytest.mark.parametrize(
    "asked", ["insatser=x", "ar=-1", "insatser=0", "efter=W10", "efter=WyIxIiwyXQ", "ar=" + "9" * 40]
)
def test_an_address_that_makes_no_sense_gives_a_page_all_the_same(client, town, circulating, asked):
    client.force_login(town.worker.user)
    assert client.get(reverse("circulating") + "?" + asked).status_code == 200


def test_a_protected_person_is_not_named_in_list_or_file(client, town, circulating):
    builders.protect(circulating.person)
    client.force_login(town.worker.user)
    assert circulating.person.last_name not in client.get(reverse("circulating")).content.decode()
    client.post(reverse("circulating_export"))
    content = bytes(Export.objects.get().file.content.content).decode("utf-8-sig")
    assert circulating.person.last_name not in content
    assert circulating.person.pseudonym in content


def test_the_list_is_taken_out_as_a_file_in_its_order(client, town, circulating):
    client.force_login(town.worker.user)
    answer = client.post(reverse("circulating_export") + "?insatser=1")
    assert answer["Location"] == reverse("my_exports")
    export = Export.objects.get()
    assert export.persons == [circulating.person_id]
    lines = bytes(export.file.content.content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Ärende;Namn;Insatser;Dagar i insatser")
    assert lines[1].split(";")[0] == circulating.number
    assert lines[-1].startswith("Uttag av")
    assert client.get(reverse("my_exports")).status_code == 200


def test_the_file_holds_the_whole_list_wherever_the_reader_stands_in_it(client, town, monkeypatch):
    for years in range(3):
        builders.a_case(town.unit, opened_on=TODAY - timedelta(900 + years), caseworker=town.worker.user)
    client.force_login(town.worker.user)
    question = Question.of(town.worker.actor, Limits(3, 365), TODAY)
    on_the_way = CirculatingPage(question, QueryDict("ar=1"), size=2).next_url
    client.post(reverse("circulating_export") + on_the_way)
    lines = bytes(Export.objects.get().file.content.content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 3 + 1


def test_the_list_costs_the_same_for_few_and_many(client, town):
    client.force_login(town.worker.user)

    def look():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("circulating") + "?ar=1&insatser=1").status_code == 200
        return len(captured)

    for _ in range(2):
        old = builders.a_case(town.unit, opened_on=TODAY - timedelta(900), caseworker=town.worker.user)
        builders.a_decision(old, period=Period(TODAY - ONE_DAY, TODAY))
    look()
    few = look()
    many_cases(town, 60)
    for n in range(20):
        old = builders.a_case(town.unit, opened_on=TODAY - timedelta(900 + n), caseworker=town.worker.user)
        builders.a_decision(old, period=Period(TODAY - ONE_DAY, TODAY))
    assert look() == few
