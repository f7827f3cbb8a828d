"""The synthetic municipality: every role has something to do, and the register's figures stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from stegvis.accounts.demo_logins import demo_logins
from stegvis.accounts.models import Membership, User
from stegvis.assignments.models import Assignment, MonthlyReport, Plan
from stegvis.casework.models import Case, Choice, Decision, FollowUp
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.waiting import awaiting
from stegvis.demo.municipality import build
from stegvis.demo.municipality.cast import actor_of
from stegvis.demo.municipality.facts import REGISTER, municipality
from stegvis.demo.municipality.logins import RESIDENT_EMAIL
from stegvis.demo.register_import.rows import FILES
from stegvis.registry.models import Person, PersonIdentifier, Principal
from stegvis.remuneration.models import BonusProposal, Settlement

MAY = date(2022, 5, 1)
"""The extract ends with April: what the demo adds begins here."""


@pytest.fixture(scope="module")
def nackby(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Principal]:
    """The whole municipality, built once for this file and rolled back afterwards."""
    with django_db_blocker.unblock(), clock.frozen(municipality().today), transaction.atomic():  # type: ignore[attr-defined]
        with override_settings(DEMO=True, REQUIRE_SECOND_FACTOR=False):
            yield build.build(lambda line: None)
        transaction.set_rollback(True)


def waiting_for(principal: Principal, email: str) -> set[str]:
    return {group.key for group in awaiting(actor_of(principal, email), municipality().today)}


def test_each_login_on_the_login_page_has_a_user_and_signs_in(nackby: Principal) -> None:
    roles = {login.role for login in demo_logins()}
    assert roles == set(Role)
    for login in demo_logins():
        client = Client()
        assert client.post("/demo/logga-in/", {"email": login.email}).status_code == 302
        assert client.get("/", follow=True).status_code == 200


def test_every_step_of_the_road_awaits_the_caseworker(nackby: Principal) -> None:
    waiting = waiting_for(nackby, "kv01@demo.example")
    assert {"assessment", "decision", "choice", "assignment", "meeting", "follow_up"} <= waiting, waiting


def test_the_medical_adviser_is_asked_and_the_caseworker_has_an_answer_and_a_grade_that_runs_out(
    nackby: Principal,
) -> None:
    assert "statement_asked" in waiting_for(nackby, "lakare@demo.example")
    waiting = waiting_for(nackby, "kv01@demo.example")
    assert {"statement_answered", "capacity_ends"} <= waiting, waiting


def test_the_head_has_a_case_to_hand_out_and_the_controller_a_month_to_approve(nackby: Principal) -> None:
    assert "unassigned" in waiting_for(nackby, "enhetschef@demo.example")
    assert Settlement.objects.filter(principal=nackby).awaiting_approval().count() == 1
    assert BonusProposal.objects.filter(principal=nackby).awaiting_decision().count() == 1
    assert len(waiting_for(nackby, "controller@demo.example")) >= 2


def test_the_provider_has_plans_reports_and_final_reports_to_write(nackby: Principal) -> None:
    assert {"plan", "report", "final_report"} <= waiting_for(nackby, "anordnare@demo.example")


def test_the_quality_officer_sees_reports_that_are_late(nackby: Principal) -> None:
    assert waiting_for(nackby, "kvalitet@demo.example")


def test_the_resident_may_choose_a_provider(nackby: Principal) -> None:
    seat = Membership.objects.get(user__email=RESIDENT_EMAIL)
    decisions = Decision.objects.awaiting_choice(municipality().today).filter(case__person=seat.person)
    assert decisions.count() == 1


def test_somebody_wants_help_to_choose_and_the_rule_has_picked_for_another(nackby: Principal) -> None:
    assert "choice_help" in waiting_for(nackby, "kv01@demo.example")
    choice = Choice.objects.get(principal=nackby, made=Choice.Made.NON_CHOICE)
    assert choice.why_picked
    assert choice.decision.choose_by < choice.chosen_on


def test_whatever_the_demo_adds_begins_after_the_register_ends(nackby: Principal) -> None:
    own = {"principal": nackby}
    assert not Case.objects.filter(**own, opened_by__isnull=False, opened_on__lt=MAY).exists()
    assert not Case.objects.filter(**own, closed_by__isnull=False, closed_on__lt=MAY).exists()
    assert not Decision.objects.filter(**own, decided_by__isnull=False, decided_on__lt=MAY).exists()
    assert not Decision.objects.filter(
        **own, decided_by__isnull=False, period__startswith__lt=MAY, kind=Decision.Kind.GRANT
    ).exists()
    assert not Assignment.objects.filter(**own, given_by__isnull=False, period__startswith__lt=MAY).exists()
    assert not MonthlyReport.objects.filter(**own, sent_by__isnull=False, month__lt=MAY).exists()
    assert not Plan.objects.filter(**own, starts_on__lt=MAY).exists()
    assert not FollowUp.objects.filter(**own, held_on__lt=MAY).exists()


def test_nothing_that_has_happened_lies_in_the_future(nackby: Principal) -> None:
    today = municipality().today
    assert not Case.objects.filter(opened_on__gt=today).exists()
    assert not Decision.objects.filter(decided_on__gt=today).exists()
    assert not MonthlyReport.objects.filter(received_on__gt=today).exists()


def test_all_files_of_the_register_have_come_in(nackby: Principal) -> None:
    assert {file.name for file in REGISTER.iterdir()} >= set(FILES)
    register = Case.objects.filter(principal=nackby, opened_by__isnull=True)
    people = Person.objects.filter(principal=nackby, cases__in=register).distinct()
    assert people.count() == register.count() > 900


def test_the_invented_people_have_numbers_of_the_test_pattern(nackby: Principal) -> None:
    numbers = PersonIdentifier.objects.exclude(kind=PersonIdentifier.Kind.RESERVE)
    serials = {value[8:11] for value in numbers.values_list("value", flat=True)}
    assert serials <= {"238", "239"}


def test_the_neighbour_sees_nothing_of_nackby(nackby: Principal) -> None:
    neighbour = Principal.objects.get(slug=municipality().neighbour.slug)
    own = Case.objects.visible_to(actor_of(neighbour, "granne@demo.example"))
    assert own.exists()
    assert not own.filter(principal=nackby).exists()


def test_one_person_at_the_provider_sits_at_both_municipalities(nackby: Principal) -> None:
    user = User.objects.get(email="anordnare@demo.example")
    assert Membership.objects.filter(user=user).values("principal").distinct().count() == 2


def test_starting_again_builds_nothing_new(nackby: Principal) -> None:
    before = (Case.objects.count(), Decision.objects.count(), User.objects.count())
    build.ensure(lambda line: pytest.fail(f"Built again: {line}"))
    assert (Case.objects.count(), Decision.objects.count(), User.objects.count()) == before
