"""Reading a case of another unit in an emergency: with the exact number, for a while, seen by the head."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from stegvis.accounts.seats import actor_in
from stegvis.casework.actions.break_glass import (
    end_opening,
    judge_opening,
    open_in_emergency,
    stop_opening,
)
from stegvis.casework.actions.protect import set_protection
from stegvis.casework.models import BreakGlass, BreakGlassTerms, BreakGlassVerdict, Case
from stegvis.casework.models import cases as cases_module
from stegvis.casework.permissions import may_work_in
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.waiting import awaiting
from stegvis.oversight.models import Reading
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town

NOW = datetime(2026, 3, 16, 12, tzinfo=clock.SWEDEN)
REASON = "Personen är här och behöver hjälp genast."
FOUNDED, QUESTIONED = BreakGlassVerdict.Verdict.FOUNDED, BreakGlassVerdict.Verdict.QUESTIONED


@pytest.fixture(autouse=True)
def _now(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(NOW):
        yield


def as_now(seat):
    membership = type(seat.membership).objects.select_related("user").get(pk=seat.membership.pk)
    membership.held_together = [membership]
    return actor_in(membership)


def opened(town, case, *, reason=REASON):
    return open_in_emergency(case.number, reason, by=as_now(town.stranger), now=NOW)


def visible(town, case):
    return Case.objects.visible_to(as_now(town.stranger)).filter(pk=case.pk).exists()


@pytest.mark.django_db
class TestOpening:
    def test_a_case_is_opened_by_its_exact_number_for_an_hour(self, town, case):
        assert not visible(town, case)
        opening = opened(town, case)
        assert opening.expires_at == NOW + timedelta(minutes=60)
        assert visible(town, case)
        with clock.frozen(NOW + timedelta(minutes=60)):
            assert not visible(town, case)

    def test_a_case_is_opened_by_the_whole_personal_number(self, town, case):
        number = case.person.identifiers.get()
        for written in (number.value, number.shown, number.value[2:]):
            assert open_in_emergency(written, REASON, by=as_now(town.stranger), now=NOW).case == case

    def test_the_principal_decides_how_long_from_when(self, town, case):
        BreakGlassTerms.objects.create(principal=town.principal, period=builders.ALWAYS, minutes=15)
        assert opened(town, case).expires_at == NOW + timedelta(minutes=15)

    def test_what_is_not_opened_is_refused_alike(self, town, case):
        hidden = builders.a_case(town.unit, person=builders.a_person(town.principal, protection="protected"))
        elsewhere = builders.a_case(builders.a_unit(builders.a_principal()))
        own = Case.objects.get(unit=town.elsewhere)
        told = set()
        for number in (
            "FINNS-INTE",
            case.number[:-1],
            case.person.identifiers.get().value[:8],
            case.person.full_name,
            hidden.number,
            hidden.person.identifiers.get().value,
            elsewhere.number,
            elsewhere.person.identifiers.get().value,
            own.number,
        ):
            with pytest.raises(Refused) as refused:
                open_in_emergency(number, REASON, by=as_now(town.stranger), now=NOW)
            told.add((str(refused.value), tuple(problem.field for problem in refused.value.problems)))
        assert len(told) == 1
        assert not BreakGlass.objects.exists()

    def test_the_answer_about_the_number_does_not_depend_on_the_reason(self, town, case):
        with pytest.raises(Refused, match="minst 20 tecken"):
            opened(town, case, reason="Brådskar")

    def test_every_attempt_is_logged_without_what_was_typed(self, town, case):
        with pytest.raises(Refused):
            open_in_emergency("FINNS-INTE", REASON, by=as_now(town.stranger), now=NOW)
        opened(town, case)
        failed, found = Reading.objects.filter(what="break_glass").order_by("id")
        assert (failed.kind, failed.person_ids, found.person_ids) == ("searched", [], [case.person_id])
        assert "FINNS" not in failed.detail and case.number not in found.detail

    @pytest.mark.parametrize("role", [Role.CONTROLLER, Role.ANALYST, Role.ADMINISTRATOR, Role.PROVIDER_STAFF])
    def test_only_those_who_work_with_people_open_cases(self, town, case, role):
        place = {"provider": builders.a_provider(town.principal)} if role == Role.PROVIDER_STAFF else {}
        seat = builders.a_seat(role, town.principal, **place)
        with pytest.raises(Forbidden):
            open_in_emergency(case.number, REASON, by=as_now(seat), now=NOW)

    def test_the_reader_changes_nothing(self, town, case):
        opened(town, case)
        reader = as_now(town.stranger)
        assert not may_work_in(reader, case)
        with pytest.raises(Forbidden):
            set_protection(case, "marked", TODAY, REASON, by=reader, today=TODAY)

    def test_who_becomes_protected_is_read_by_nobody_in_an_emergency(self, town, case):
        opened(town, case)
        builders.protect(case.person)
        assert not visible(town, case)

    def test_a_reader_ends_his_own_reading(self, town, case):
        opened(town, case)
        opened(town, case)
        assert end_opening(case, by=as_now(town.stranger), now=NOW) == 2
        assert not visible(town, case)
        assert end_opening(case, by=as_now(town.stranger), now=NOW) == 0

    def test_another_users_opening_opens_nothing_for_me(self, town, case):
        opened(town, case)
        colleague = builders.a_seat(Role.CASEWORKER, town.principal, unit=town.elsewhere)
        assert not Case.objects.visible_to(as_now(colleague)).filter(pk=case.pk).exists()


@pytest.mark.django_db
class TestJudging:
    def test_the_head_is_told_at_once_and_judges(self, town, case):
        opening = opened(town, case)
        head = as_now(town.head)
        assert "break_glass" in {group.key for group in awaiting(head, TODAY)}
        judge_opening(opening, FOUNDED, "", by=head, now=NOW)
        assert visible(town, case)
        assert "break_glass" not in {group.key for group in awaiting(head, TODAY)}
        with pytest.raises(Refused, match="redan bedömd"):
            judge_opening(opening, FOUNDED, "", by=head, now=NOW)

    def test_what_is_questioned_is_ended_and_needs_a_comment(self, town, case):
        opening = opened(town, case)
        with pytest.raises(Refused, match="ifrågasätter"):
            judge_opening(opening, QUESTIONED, " ", by=as_now(town.head), now=NOW)
        assert visible(town, case)
        judge_opening(opening, QUESTIONED, "Varför då?", by=as_now(town.head), now=NOW)
        assert not visible(town, case)

    def test_only_the_head_of_the_cases_unit_judges_and_stops(self, town, case):
        opening = opened(town, case)
        other_head = builders.a_seat(Role.HEAD_OF_UNIT, town.principal, unit=town.elsewhere)
        for seat in (town.worker, town.stranger, other_head):
            with pytest.raises(Forbidden):
                judge_opening(opening, FOUNDED, "", by=as_now(seat), now=NOW)
            with pytest.raises(Forbidden):
                stop_opening(opening, by=as_now(seat), now=NOW)

    def test_nobody_judges_his_own_opening(self, town, case):
        opening = opened(town, case)
        builders.a_seat(Role.HEAD_OF_UNIT, town.principal, unit=town.unit, user=town.stranger.user)
        with pytest.raises(IntegrityError), transaction.atomic():
            BreakGlassVerdict.objects.create(
                principal=town.principal,
                opening=opening,
                verdict=FOUNDED,
                decided_by=town.stranger.user,
                decided_on=TODAY,
            )


@pytest.mark.django_db
class TestPages:
    def test_the_form_opens_the_case_and_every_page_says_so(self, client, town, case):
        client.force_login(town.stranger.user)
        address = reverse("break_glass")
        page = client.post(address, {"number": "FINNS-INTE", "reason": REASON}).content.decode()
        assert "Inget ärende kan nödöppnas" in page and REASON in page
        answer = client.post(address, {"number": case.number, "reason": REASON})
        assert answer.headers["Location"] == reverse("case", args=[case.pk])
        shown = client.get(answer.headers["Location"]).content.decode()
        assert "Du läser i nödläge" in shown and case.person.full_name in shown
        assert "Det här kan du göra nu" not in shown
        for name in ("start", "my_openings", "cases"):
            assert "Du läser i nödläge" in client.get(reverse(name)).content.decode()
        assert case.number not in {line["number"] for line in client.get(reverse("cases")).context["lines"]}

    def test_what_is_read_is_logged_as_read_in_an_emergency(self, client, town, case):
        opened(town, case)
        client.force_login(town.stranger.user)
        client.get(reverse("case", args=[case.pk]))
        assert Reading.objects.get(what="case", person=case.person).in_emergency

    def test_no_step_can_be_taken(self, client, town, case):
        opened(town, case)
        client.force_login(town.stranger.user)
        for name in ("assess", "decide", "close_case", "hand_over", "change_protection"):
            page = client.get(reverse(name, args=[case.pk]))
            assert "Det går inte just nu" in page.content.decode(), name

    def test_the_reader_ends_it_on_the_page(self, client, town, case):
        opened(town, case)
        client.force_login(town.stranger.user)
        assert case.number in client.get(reverse("my_openings")).content.decode()
        client.post(reverse("end_reading", args=[case.pk]))
        assert client.get(reverse("case", args=[case.pk])).status_code == 404

    def test_the_head_reads_who_and_why_and_judges(self, client, town, case):
        opening = opened(town, case)
        client.force_login(town.head.user)
        assert "Främmande Handläggare" in client.get(reverse("start")).content.decode()
        assert case.number in client.get(reverse("openings")).content.decode()
        address = reverse("opening", args=[opening.pk])
        assert REASON in client.get(address).content.decode()
        kept = client.post(address, {"verdict": "questioned"}).content.decode()
        assert "Skriv vad du ifrågasätter" in kept
        client.post(address, {"avsluta": "ja"})
        assert not visible(town, case)
        client.post(address, {"verdict": "questioned", "comment": "Varför?"})
        assert "Ifrågasatt" in client.get(address).content.decode()
        for odd in ("", "annat"):
            assert client.post(address, {"verdict": odd}).status_code == 200

    def test_the_list_of_openings_costs_the_same_for_many(
        self, client, town, case, django_assert_max_num_queries
    ):
        for _ in range(30):
            opened(town, case)
        client.force_login(town.head.user)
        client.get(reverse("openings"))
        with django_assert_max_num_queries(12):
            client.get(reverse("openings"))


# --- Ended while a page is being made ----------------------------------------------------------------------


def shown_after_the_opening_ended(monkeypatch, town, case):
    """The status of a page that the reader asks for, when the head ends the opening after the reader has
    been let in and before the case is read."""
    opening = open_in_emergency(case.number, REASON, by=as_now(town.stranger), now=NOW)
    known, ended = Event(), Event()
    reach = Case.objects.all().__class__.visible_to

    def slowly(self, actor):
        if actor.opened_case_ids and not known.is_set():
            known.set()
            ended.wait(20)
        return reach(self, actor)

    monkeypatch.setattr(Case.objects.all().__class__, "visible_to", slowly)
    statuses = []

    def read():
        client = Client()
        client.force_login(town.stranger.user)
        statuses.append(client.get(reverse("case", args=[case.pk])).status_code)
        connection.close()

    reader = Thread(target=read)
    reader.start()
    assert known.wait(20)
    stop_opening(opening, by=town.head.actor, now=NOW)
    ended.set()
    reader.join(20)
    return statuses


def remembered_only(actor):
    """The control: what the actor could read when the request began, not asked anew."""
    from django.db.models import Q

    return Q(pk__in=actor.opened_case_ids)


@pytest.mark.django_db(transaction=True)
def test_an_opening_that_ends_during_a_request_shows_nothing(monkeypatch):
    town = build_town()
    case = builders.a_case(town.unit, caseworker=town.worker.user)
    with monkeypatch.context() as control:
        control.setattr(cases_module, "_opened_in_emergency", remembered_only)
        assert shown_after_the_opening_ended(control, town, case) == [200]
    with monkeypatch.context() as patch:
        assert shown_after_the_opening_ended(patch, town, case) == [404]
