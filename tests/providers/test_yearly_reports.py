"""The provider's yearly report: rules, actions and pages."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core import clock
from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Forbidden, Refused, Stale
from stegvis.core.database import scope
from stegvis.core.period import Period
from stegvis.providers.actions import quality_reports as acts
from stegvis.providers.models import QualityReport, QualityTemplate
from stegvis.providers.rules import yearly
from stegvis.providers.rules.questions import Kind, Question
from tests import builders
from tests.builders import TODAY

YEAR = 2025
ASKED = (
    Question("egen", "Hur kontrollerar ni kvaliteten?", Kind.TEXT),
    Question("antal", "Klagomål?", Kind.NUMBER),
)
WHOLE = {"egen": "Vi frågar varje månad.", "antal": 0}


@given(st.dates(date(2020, 1, 1), date(2027, 12, 31)), st.integers(1, 900), st.integers(2020, 2027))
def test_a_provider_owes_a_report_of_each_year_in_which_it_had_its_right_some_day(start, days, year):
    right = Period(start, start + timedelta(days=days))
    assert yearly.owes([right], year) == (start.year <= year <= (right.end - timedelta(days=1)).year)


def test_a_report_is_written_when_the_year_is_over_and_not_after_it_is_sent():
    may = {"is_sent": False, "has_template": True, "today": TODAY}
    assert yearly.may_write([Period(date(2025, 6, 1))], YEAR, **may)
    assert not yearly.may_write([Period(date(2025, 6, 1))], 2026, **may)
    assert not yearly.may_write([Period(date(2026, 2, 1))], YEAR, **may)
    assert not yearly.may_write([Period(date(2025, 6, 1))], YEAR, **{**may, "is_sent": True})


def test_a_report_that_is_not_sent_is_late_from_april():
    state = {"is_begun": True, "is_sent": False, "is_read": False, "year": YEAR}
    assert yearly.status(**state, today=date(2026, 3, 31)) == "draft"
    assert yearly.status(**state, today=date(2026, 4, 1)) == "late"
    assert yearly.status(**{**state, "is_sent": True}, today=date(2026, 4, 1)) == "sent"


database = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")]


@pytest.fixture
def provider():
    principal = builders.a_principal()
    QualityTemplate.objects.create(
        principal=principal,
        kind="yearly",
        period=Period(date(2020, 1, 1)),
        questions=[each.as_json() for each in ASKED],
    )
    return builders.a_provider(principal, "Stegen ek. för.")


@pytest.fixture
def coordinator(provider):
    return builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=provider)


@pytest.fixture
def officer(provider):
    return builders.a_seat(Role.QUALITY_OFFICER, provider.principal)


def send(provider, who, answers=None, mark=""):
    given = WHOLE if answers is None else answers
    return acts.send_report(provider, YEAR, given, mark=mark, by=who.actor, now=clock.now(), today=TODAY)


class TestActions:
    pytestmark = database

    def test_a_sent_report_is_locked_by_the_database_and_can_still_be_answered(
        self, provider, coordinator, officer
    ):
        report = send(provider, coordinator)
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            QualityReport.objects.filter(pk=report.pk).update(answers={})
        with pytest.raises(Refused, match="inskickad"):
            send(provider, coordinator)
        acts.read_report(report, "Tack.", by=officer.actor, today=TODAY)
        with pytest.raises(Refused, match="redan läst"):
            acts.read_report(report, "Igen", by=officer.actor, today=TODAY)

    def test_a_report_lacking_answers_is_not_sent(self, provider, coordinator):
        with pytest.raises(Refused) as refused:
            send(provider, coordinator, {"antal": 3})
        assert refused.value.problems.by_field() == {"q_egen": ["Svara på frågan."]}

    def test_a_draft_saved_in_another_window_is_not_overwritten_unseen(self, provider, coordinator):
        acts.save_report(provider, YEAR, {}, mark="", by=coordinator.actor, now=clock.now())
        with pytest.raises(Stale):
            send(provider, coordinator)

    def test_neither_supervisors_nor_other_providers_tell_of_this_one(self, provider):
        other = builders.a_provider(provider.principal)
        strangers = (
            builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=provider, duty=Duty.SUPERVISOR),
            builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=other),
        )
        for stranger in strangers:
            with pytest.raises(Forbidden):
                send(provider, stranger)

    def test_the_database_gives_a_provider_its_own_reports_alone(self, provider, coordinator):
        other = builders.a_provider(provider.principal)
        send(other, builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=other))
        own = send(provider, coordinator)
        with scope.within(scope.Scope(principal_id=provider.principal_id, provider_id=provider.pk)):
            assert [each.pk for each in QualityReport.objects.all()] == [own.pk]


class TestPages:
    pytestmark = database

    def test_from_draft_to_answer(self, client, provider, coordinator, officer):
        client.force_login(coordinator.user)
        assert "Skriv kvalitetsrapport för 2025" in client.get(provider.get_absolute_url()).content.decode()
        address = reverse("write_quality_report", args=[provider.pk, YEAR])
        client.post(address, {"draft": "", "spara": "ja", "q_egen": "Halvt"})
        page = client.get(address)
        assert "Halvt" in page.content.decode()
        lacking = client.post(address, {"draft": page.context["mark"], "q_egen": "Helt"})
        assert "Svara på frågan." in lacking.content.decode()
        sent = client.post(address, {"draft": lacking.context["mark"], "q_egen": "Helt", "q_antal": "0"})
        report = QualityReport.objects.get()
        assert sent["Location"] == reverse("quality_report", args=[report.pk])
        assert "Markera som läst" not in client.get(sent["Location"]).content.decode()
        for year in (0, 1999, 2027, 99999):
            odd = reverse("write_quality_report", args=[provider.pk, year])
            assert client.get(odd).status_code == 404
        client.force_login(officer.user)
        assert "Att läsa" in client.get(reverse("quality_reports")).content.decode()
        client.post(sent["Location"], {"read": "ja", "comment": "Bra arbete"})
        client.force_login(coordinator.user)
        assert "Bra arbete" in client.get(sent["Location"]).content.decode()
        stranger = builders.a_provider(provider.principal)
        client.force_login(builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=stranger).user)
        assert client.get(sent["Location"]).status_code == 404
        assert client.get(address).status_code == 404

    def test_the_list_tells_who_has_not_sent_and_costs_the_same_for_many(
        self, client, provider, officer, coordinator
    ):
        send(provider, coordinator)
        builders.a_provider(provider.principal, "Norrsken AB")
        builders.a_provider(provider.principal, "Ny AB", authorised=Period(date(2026, 2, 1)))
        client.force_login(officer.user)
        missing = client.get(reverse("quality_reports"), {"status": "missing"}).content.decode()
        assert "Norrsken AB" in missing
        assert "Ny AB" not in missing
        assert "Stegen" not in missing

        def look():
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("quality_reports"))
            return len(captured)

        few = look()
        for _ in range(8):
            builders.a_provider(provider.principal)
        assert look() == few
