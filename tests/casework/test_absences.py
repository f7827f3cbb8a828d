"""Somebody is away: who stands in, what he sees, and that it ends by itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.actions.absence import end_absence, record_absence
from stegvis.casework.models import Absence
from stegvis.casework.rules.absence import AbsenceFacts, may_be_away, what_remains
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting_for_others
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_query_counts import many_cases, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

FORTNIGHT = Period(TODAY, TODAY + timedelta(14))
FINE = AbsenceFacts(True, True, is_another=True, already_away=False, substitute_is_away=False)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def kim(town):
    user = builders.a_user("Kim Kollega")
    return builders.a_seat(Role.CASEWORKER, town.principal, unit=town.unit, user=user)


def away(town, substitute, period=FORTNIGHT, *, by=None, user=None):
    worker = user or town.worker.user
    actor = (by or town.head).actor
    return record_absence(town.unit, worker, substitute.user, period, by=actor, today=TODAY)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"user_works_in_unit": False}, "user"),
        ({"substitute_works_in_unit": False}, "substitute"),
        ({"is_another": False}, "substitute"),
        ({"substitute_is_away": True}, "substitute"),
        ({"already_away": True}, "first_day"),
    ],
)
def test_each_reason_against_an_absence_is_said_at_its_field(facts, field):
    assert may_be_away(FINE, FORTNIGHT, today=TODAY)
    refused = may_be_away(replace(FINE, **facts), FORTNIGHT, today=TODAY)
    assert [problem.field for problem in refused.problems] == [field]


@pytest.mark.parametrize(
    "period", [Period(TODAY), Period(date(2026, 3, 1), TODAY), Period(TODAY, TODAY + timedelta(800))]
)
def test_an_absence_has_an_end_to_come_and_within_two_years(period):
    assert not may_be_away(FINE, period, today=TODAY)


@given(days, st.integers(1, 90), days)
def test_what_has_been_remains_and_nothing_after(start, length, today):
    period = Period(start, start + timedelta(length))
    remains = what_remains(period, today=today)
    if today > start and today < start + timedelta(length):
        assert remains == Period(start, today)
        assert not remains.contains(today)
    if today <= start:
        assert remains is None


def test_the_substitute_sees_what_awaits_the_absent_one_and_only_while_it_lasts(client, town, kim, case):
    away(town, kim)
    client.force_login(kim.user)
    page = client.get(reverse("start")).content.decode()
    assert "Ärenden att kartlägga, för Karin Karriär" in page
    assert case.number in page
    (group,) = awaiting_for_others(kim.actor, TODAY)
    assert case.number in client.get(group.all_url).content.decode()
    assert client.get(reverse("assess", args=[case.pk])).status_code == 200
    with clock.frozen(TODAY + timedelta(14)):
        client.force_login(kim.user)
        assert "för Karin Karriär" not in client.get(reverse("start")).content.decode()
        assert client.get(group.all_url).status_code == 404


def test_standing_in_gives_no_more_than_the_unit_gives(town, kim, case):
    """The absent one also works elsewhere, and leads a unit; neither passes on."""
    builders.a_seat(Role.CASEWORKER, town.principal, unit=town.elsewhere, user=town.worker.user)
    builders.a_seat(Role.HEAD_OF_UNIT, town.principal, unit=town.unit, user=town.worker.user)
    builders.a_case(town.elsewhere, caseworker=town.worker.user, number="ELSEWHERE1")
    builders.a_case(town.unit, number="FREE1")
    away(town, kim)
    (group,) = awaiting_for_others(kim.actor, TODAY)
    assert group.key == "assessment"
    assert [line.text.rpartition(" ")[2] for line in group.lines] == [case.number]
    moved = replace(kim.actor, unit_ids=frozenset({town.elsewhere.pk}))
    assert awaiting_for_others(moved, TODAY) == []


def test_a_protected_person_is_not_named_to_the_substitute(town, kim, case):
    builders.protect(case.person)
    away(town, kim)
    (group,) = awaiting_for_others(kim.actor, TODAY)
    assert case.person.last_name not in group.lines[0].text


def test_the_head_and_the_absent_one_record_it_and_nobody_else(town, kim):
    away(town, kim, by=town.worker)
    later = Period(date(2026, 6, 1), date(2026, 7, 1))
    away(town, kim, later)
    for other in (kim, town.stranger, build_town().head):
        with pytest.raises(Forbidden):
            away(town, kim, Period(date(2026, 8, 1), date(2026, 9, 1)), by=other)


def test_the_substitute_must_work_in_the_unit_and_not_be_away_too(town, kim):
    with pytest.raises(Refused, match="arbetar inte på enheten"):
        away(town, town.stranger)
    away(town, kim)
    with pytest.raises(Refused, match="själv frånvarande"):
        away(town, town.worker, user=kim.user)
    with pytest.raises(Refused, match="redan en frånvaro"):
        away(town, town.head)


def test_an_absence_ends_today_or_is_called_off(town, kim):
    running = away(town, kim, Period(TODAY - timedelta(3), TODAY + timedelta(3)))
    coming = away(town, kim, Period(TODAY + timedelta(30), TODAY + timedelta(40)))
    with pytest.raises(Forbidden):
        end_absence(running, by=town.stranger.actor, today=TODAY)
    end_absence(running, by=town.worker.actor, today=TODAY)
    end_absence(coming, by=town.head.actor, today=TODAY)
    assert Absence.objects.get().period == Period(TODAY - timedelta(3), TODAY)
    assert awaiting_for_others(kim.actor, TODAY) == []


def test_absences_are_recorded_and_ended_on_their_page(client, town, kim):
    client.force_login(town.head.user)
    sent = {
        "unit": town.unit.pk,
        "user": town.worker.user.pk,
        "substitute": kim.user.pk,
        "first_day": TODAY,
        "last_day": TODAY - timedelta(1),
    }
    assert "före den första" in client.post(reverse("absences"), sent).content.decode()
    client.post(reverse("absences"), {**sent, "last_day": TODAY + timedelta(6)})
    absence = Absence.objects.get()
    assert absence.period.last_day == TODAY + timedelta(6)
    page = client.get(reverse("absences")).content.decode()
    assert reverse("end_absence", args=[absence.pk]) in page
    client.post(reverse("end_absence", args=[absence.pk]))
    assert not Absence.objects.exists()


def test_a_caseworker_records_only_his_own_absence(client, town, kim):
    client.force_login(town.worker.user)
    form = client.get(reverse("absences")).context["form"]
    assert list(form.fields["user"].queryset) == [town.worker.user]
    theirs = away(town, town.head, user=kim.user)
    assert client.get(reverse("end_absence", args=[theirs.pk])).status_code == 404


def test_the_start_page_costs_the_same_however_much_awaits_the_absent_one(town, kim):
    away(town, kim)
    many_cases(town, 3)
    few = queries(lambda: awaiting_for_others(kim.actor, TODAY))
    many_cases(town, 200)
    # Past what is shown of each kind the count is asked for by itself.
    assert queries(lambda: awaiting_for_others(kim.actor, TODAY)) <= few + 2
