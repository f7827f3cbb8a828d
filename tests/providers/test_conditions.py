"""The catalogue of conditions: dated wordings, changed from a day on and never backwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.actions import conditions as actions
from stegvis.providers.actions.conditions import Wording
from stegvis.providers.models import Application, Condition, ConditionAnswer, ConditionVersion
from stegvis.providers.rules import conditions as rules
from stegvis.providers.standard import install_conditions
from tests import builders
from tests.builders import TODAY
from tests.providers.building import an_application

TOMORROW = TODAY + timedelta(1)
WORDING = Wording("Försäkring", "Ni har en ansvarsförsäkring.", "Försäkringsbeviset granskas.")
NEW = Wording("Försäkring", "Försäkringen täcker tio miljoner kronor.", "Beviset granskas varje år.")

days = st.dates(date(2026, 1, 1), date(2027, 1, 1))


@given(st.lists(days, max_size=4, unique=True), days)
def test_a_wording_never_begins_before_today_nor_before_another(starts, first_day):
    answer = rules.may_write_wording(first_day, map(Period, starts), today=TODAY)
    assert answer.ok == (first_day >= TODAY and all(start < first_day for start in starts))


@given(days)
def test_only_a_wording_that_is_to_come_is_changed(start):
    assert rules.may_change_coming(Period(start), today=TODAY).ok == (start > TODAY)


@given(days, days)
def test_a_condition_ends_today_or_later_and_not_before_its_last_wording(start, last_day):
    answer = rules.may_end([Period(start)], last_day, today=TODAY)
    assert answer.ok == (last_day >= TODAY and last_day >= start)


def test_a_general_condition_is_for_all_interventions():
    assert not rules.may_add(is_general=True, has_intervention=True)
    assert rules.may_add(is_general=False, has_intervention=True)


@pytest.fixture
def principal(db):
    return builders.a_principal()


@pytest.fixture
def admin(principal):
    return builders.a_seat(Role.ADMINISTRATOR, principal)


@pytest.fixture
def condition(admin):
    return actions.add_condition("general", None, WORDING, TODAY, by=admin.actor, today=TODAY)


def test_a_new_wording_ends_the_one_before_it_the_day_before(condition, admin):
    new = actions.write_wording(condition, NEW, TOMORROW, by=admin.actor, today=TODAY)
    first = condition.versions.get(period__startswith=TODAY)
    assert first.period.last_day == TODAY
    assert list(ConditionVersion.objects.in_force(TOMORROW)) == [new]
    assert list(ConditionVersion.objects.in_force(TODAY)) == [first]


def test_taking_back_a_coming_wording_lets_the_former_go_on(condition, admin):
    new = actions.write_wording(condition, NEW, TOMORROW, by=admin.actor, today=TODAY)
    actions.withdraw_wording(new, by=admin.actor, today=TODAY)
    assert condition.versions.get().period == Period(TODAY)


def test_a_wording_in_force_is_not_rewritten(condition, admin):
    with pytest.raises(Refused, match="gäller redan"):
        actions.change_wording(condition.versions.get(), NEW, by=admin.actor, today=TODAY)


def test_a_coming_wording_that_somebody_is_tried_by_is_not_rewritten(condition, principal, admin):
    application = an_application(principal)
    coming = actions.write_wording(condition, NEW, TOMORROW, by=admin.actor, today=TODAY)
    ConditionAnswer.objects.create(principal=principal, application=application, version=coming)
    with pytest.raises(Refused, match="prövas redan"):
        actions.change_wording(coming, WORDING, by=admin.actor, today=TODAY)
    with pytest.raises(Refused, match="prövas redan"):
        actions.withdraw_wording(coming, by=admin.actor, today=TODAY)
    Application.objects.update(state="withdrawn")
    assert actions.change_wording(coming, WORDING, by=admin.actor, today=TODAY).title == WORDING.title


def test_nobody_is_tried_by_an_ended_condition(condition, admin):
    actions.end_condition(condition, TODAY, by=admin.actor, today=TODAY)
    assert not ConditionVersion.objects.in_force(TOMORROW).exists()


@pytest.mark.parametrize("role", [Role.QUALITY_OFFICER, Role.CHAIR, Role.CASEWORKER])
def test_only_administrators_write_conditions(condition, principal, role):
    stranger = builders.a_seat(role, principal)
    with pytest.raises(Forbidden):
        actions.write_wording(condition, NEW, TOMORROW, by=stranger.actor, today=TODAY)


def test_another_principals_administrator_does_not_change_ours(condition):
    stranger = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    with pytest.raises(Forbidden):
        actions.write_wording(condition, NEW, TOMORROW, by=stranger.actor, today=TODAY)


def test_the_standard_conditions_are_installed_once_and_for_the_interventions_that_there_are(principal):
    builders.an_intervention(principal, "sai")
    installed = install_conditions(principal)
    assert installed == Condition.objects.filter(principal=principal).count() >= 12
    assert Condition.objects.filter(principal=principal, intervention__code="sai").exists()
    assert not Condition.objects.filter(principal=principal, code="arbetsplatser").exists()
    assert install_conditions(principal) == 0


@pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")
class TestPages:
    def test_whom_a_new_wording_touches_is_shown_before_it_is_saved(
        self, client, principal, admin, condition
    ):
        builders.a_provider(principal, "Steget AB")
        client.force_login(admin.user)
        address = reverse("new_wording", args=[condition.pk])
        sent = {"first_day": "2026-04-01", "title": "Ny", "text": "Text", "control": "Så"}
        shown = client.post(address, sent).content.decode()
        assert "1 auktoriserad anordnare" in shown
        assert "Steget AB" in shown
        assert condition.versions.count() == 1
        assert client.post(address, {**sent, "genomfor": "ja"}).status_code == 302
        assert condition.versions.get(title="Ny").period.start == date(2026, 4, 1)
        page = client.get(condition.get_absolute_url()).content.decode()
        assert "Kommande" in page
        assert "Ta tillbaka lydelsen" in page

    def test_what_was_typed_stays_when_the_day_is_refused(self, client, admin, condition):
        client.force_login(admin.user)
        sent = {"first_day": "2026-03-01", "title": "Ny rubrik", "text": "Text", "control": "Så"}
        page = client.post(reverse("new_wording", args=[condition.pk]), {**sent, "genomfor": "ja"})
        assert "Ange i dag eller en senare dag" in page.content.decode()
        assert "Ny rubrik" in page.content.decode()

    def test_an_administrator_adds_takes_back_and_ends(self, client, admin, condition):
        client.force_login(admin.user)
        sent = {
            "kind": "specific",
            "first_day": "2026-05-01",
            "title": "Lokaler",
            "text": "T",
            "control": "K",
        }
        added = client.post(reverse("new_condition"), {**sent, "genomfor": "ja"})
        assert added.status_code == 302
        version = ConditionVersion.objects.get(title="Lokaler")
        assert "Lokaler" in client.get(reverse("conditions")).content.decode()
        gone = client.post(reverse("withdraw_wording", args=[version.pk]))
        assert gone.headers["Location"] == reverse("conditions")
        client.post(reverse("end_condition", args=[condition.pk]), {"last_day": "2026-03-31"})
        assert condition.versions.get().period.last_day == date(2026, 3, 31)

    def test_the_catalogue_costs_the_same_whatever_its_length(self, client, principal, admin, condition):
        client.force_login(admin.user)

        def queries():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse("conditions")).status_code == 200
            return len(captured)

        queries()
        short = queries()
        install_conditions(principal)
        assert queries() == short

    def test_another_principals_condition_does_not_exist(self, client, condition):
        stranger = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
        client.force_login(stranger.user)
        assert client.get(condition.get_absolute_url()).status_code == 404
