"""Dated hours of full time and the activity requirement: never two for a day, and the past stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.catalogue.expectations import rules
from stegvis.catalogue.expectations.actions import (
    begin_full_time,
    begin_requirement,
    end_requirement,
    measures,
    withdraw_coming,
)
from stegvis.catalogue.models import ActivityRequirement, FullTime
from stegvis.catalogue.rules import placed
from stegvis.catalogue.standard import install, read_catalogue
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from tests import builders
from tests.builders import ALWAYS, TODAY

TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def admin(db):
    principal = builders.a_principal()
    builders.full_time(principal)
    return builders.a_seat(Role.ADMINISTRATOR, principal)


def hours_on(admin, day):
    found = FullTime.objects.filter(principal=admin.actor.principal_id, period__contains=day)
    return [each.hours_per_week for each in found]


def require(admin, first_day, **values):
    values = {"percent_of_full_time": 100, "adapted_to_capacity": True, "text": "Krav", **values}
    return begin_requirement(first_day, **values, by=admin.actor, today=TODAY)


def test_a_new_measure_ends_the_one_before_it(admin):
    begin_full_time(TOMORROW, 38, by=admin.actor, today=TODAY)
    assert hours_on(admin, TODAY) == [40]
    assert hours_on(admin, TOMORROW) == [38]


def test_a_day_that_has_been_keeps_its_measure(admin):
    with pytest.raises(Refused) as refused:
        begin_full_time(TODAY - timedelta(1), 38, by=admin.actor, today=TODAY)
    assert "first_day" in refused.value.problems.by_field()
    assert hours_on(admin, TODAY) == [40]


@pytest.mark.parametrize("hours", [0, 61])
def test_impossible_hours_are_refused(admin, hours):
    with pytest.raises(Refused):
        begin_full_time(TOMORROW, hours, by=admin.actor, today=TODAY)


def test_a_coming_measure_is_taken_back_and_the_former_goes_on(admin):
    begin_full_time(TOMORROW, 38, by=admin.actor, today=TODAY)
    withdraw_coming(FullTime, by=admin.actor, today=TODAY)
    assert [each.period for each in measures(FullTime, admin.actor.principal_id)] == [ALWAYS]


def test_what_has_begun_is_not_taken_back(admin):
    with pytest.raises(Refused):
        withdraw_coming(FullTime, by=admin.actor, today=TODAY)


def test_a_requirement_is_entered_followed_by_another_and_ended(admin):
    require(admin, TODAY)
    require(admin, date(2026, 7, 1), percent_of_full_time=75)
    end_requirement(date(2026, 12, 31), by=admin.actor, today=TODAY)
    found = measures(ActivityRequirement, admin.actor.principal_id)
    assert [(each.percent_of_full_time, each.period) for each in found] == [
        (100, Period(TODAY, date(2026, 7, 1))),
        (75, Period(date(2026, 7, 1), date(2027, 1, 1))),
    ]
    with pytest.raises(Refused):
        end_requirement(date(2027, 6, 1), by=admin.actor, today=TODAY)


def test_a_requirement_ends_neither_in_the_past_nor_before_it_begins(admin):
    require(admin, date(2026, 7, 1))
    with pytest.raises(Refused):
        end_requirement(TODAY, by=admin.actor, today=TODAY)


def test_only_administrators_change_what_is_expected(admin):
    head = builders.a_seat(Role.HEAD_OF_UNIT, admin.membership.principal)
    with pytest.raises(Forbidden):
        begin_full_time(TOMORROW, 38, by=head.actor, today=TODAY)
    with pytest.raises(Forbidden):
        require(head, TOMORROW)


def test_another_principal_keeps_its_measures(admin):
    other = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    begin_full_time(TOMORROW, 30, by=other.actor, today=TODAY)
    assert hours_on(admin, TOMORROW) == [40]


starts = st.lists(st.integers(0, 60), max_size=6)


@given(starts)
def test_measures_entered_in_any_order_never_overlap_and_the_past_stays(offsets):
    standing = [Period(date(2020, 1, 1))]
    for offset in offsets:
        first_day = TODAY + timedelta(offset)
        if not rules.may_begin(first_day, None, [each.start for each in standing], today=TODAY):
            continue
        place = placed(standing, first_day)
        standing = [place.shortened_to if each == place.shortened else each for each in standing]
        standing.append(place.period)
    for day in (TODAY - timedelta(1), *(TODAY + timedelta(n) for n in range(70))):
        assert sum(each.contains(day) for each in standing) == 1
    assert next(each for each in standing if each.contains(TODAY - timedelta(1))).start == date(2020, 1, 1)


@pytest.mark.django_db
def test_the_standard_catalogue_brings_the_proposed_requirement_once():
    principal = builders.a_principal()
    install(principal, read_catalogue())
    install(principal, read_catalogue())
    proposed = ActivityRequirement.objects.get(principal=principal)
    assert proposed.period == Period(date(2026, 7, 1))
    assert (proposed.percent_of_full_time, proposed.adapted_to_capacity) == (100, True)
    assert "Förslag" in proposed.source


# --- Pages


@pytest.fixture
def editing(client, admin, no_second_factor, the_day_of_the_builders):
    client.force_login(admin.user)
    return client


def test_the_page_shows_what_holds_what_comes_and_what_has_been(editing, admin):
    begin_full_time(TOMORROW, 38, by=admin.actor, today=TODAY)
    page = editing.get(reverse("expectations")).content.decode()
    assert "Kommande" in page
    assert "Gäller nu" in page
    assert "Inget aktivitetskrav är inlagt." in page
    assert reverse("withdraw_full_time") in page


def test_a_measure_is_entered_and_a_slip_is_kept_and_told(editing, admin):
    url = reverse("new_full_time")
    answer = editing.post(url, {"first_day": "2026-03-15", "hours_per_week": "99"})
    assert set(answer.context["form"].errors) == {"first_day", "hours_per_week"}
    assert 'value="99"' in answer.content.decode()
    editing.post(url, {"first_day": "2026-03-17", "hours_per_week": "38"})
    assert hours_on(admin, TOMORROW) == [38]
    editing.post(reverse("withdraw_full_time"))
    assert hours_on(admin, TOMORROW) == [40]


def test_a_requirement_is_entered_and_ended_on_its_pages(editing, admin):
    sent = {
        "first_day": "2026-07-01",
        "percent_of_full_time": "100",
        "adapted_to_capacity": "on",
        "text": "Krav",
    }
    editing.post(reverse("new_requirement"), sent)
    editing.post(reverse("end_requirement"), {"last_day": "2026-12-31"})
    assert ActivityRequirement.objects.get().period == Period(date(2026, 7, 1), date(2027, 1, 1))
    editing.post(reverse("withdraw_requirement"))
    assert not ActivityRequirement.objects.exists()


def test_other_staff_read_and_change_nothing(client, admin, no_second_factor):
    client.force_login(builders.a_seat(Role.CASEWORKER, admin.membership.principal).user)
    page = client.get(reverse("expectations"))
    assert page.status_code == 200
    assert reverse("new_full_time") not in page.content.decode()
    assert client.get(reverse("new_full_time")).status_code == 403
