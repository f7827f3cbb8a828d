"""The log takes in nothing of another principal's, and the application can only add to it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.database import scope
from stegvis.core.database.scope import Scope
from stegvis.oversight.models import Control, Finding, Reading
from stegvis.oversight.partitions import make_partitions
from tests import builders
from tests.oversight.log import MONDAY, reads

pytestmark = pytest.mark.django_db

TOLD = ("person_id", "case_id", "assignment_id", "seat_unit_id", "provider_id")


@pytest.fixture
def seat():
    return builders.a_seat(Role.CASEWORKER, builders.a_principal())


@pytest.fixture
def case(seat):
    return builders.a_case(seat.membership.unit)


def others_rows() -> dict[str, int]:
    case = builders.a_case(builders.a_unit(builders.a_principal()))
    assignment = builders.an_assignment(case)
    found = (case.person_id, case.pk, assignment.pk, case.unit_id, assignment.provider_id)
    return dict(zip(TOLD, found, strict=True))


@pytest.mark.parametrize("link", TOLD)
def test_a_reading_cannot_point_at_another_principals_row(seat, link):
    foreign = {link: others_rows()[link]}
    with pytest.raises(IntegrityError, match="another principal"), transaction.atomic():
        Reading.objects.create(principal=seat.membership.principal, user=seat.user, at=clock.now(), **foreign)


def test_a_finding_cannot_be_about_another_principals_person(seat):
    principal = seat.membership.principal
    control = Control.objects.create(
        principal=principal, period=builders.ALWAYS, sample_size=0, made_at=MONDAY, made_by=seat.user
    )
    with pytest.raises(IntegrityError, match="another principal"), transaction.atomic():
        Finding.objects.create(
            principal=principal,
            control=control,
            pattern="own",
            user=seat.user,
            person_id=others_rows()["person_id"],
            first_at=MONDAY,
            last_at=MONDAY,
            count=1,
            people=1,
            reading_ids=[],
        )


def forbidden(statement: str, principal_id: int) -> bool:
    """Is it refused to the application's own role?"""
    try:
        with scope.principal(principal_id), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return any(words in str(error) for words in ("permission denied", "must be owner"))
    return False


def test_the_application_may_add_to_the_log_and_no_more(seat, case):
    reads(seat, case)
    make_partitions(MONDAY.date())
    principal = seat.actor.principal_id
    for statement in (
        "UPDATE oversight_reading SET what = ''",
        "DELETE FROM oversight_reading",
        "TRUNCATE oversight_reading",
        "SELECT * FROM oversight_reading_2026_03",
        "DELETE FROM oversight_reading_2026_03",
        "INSERT INTO oversight_reading_rest SELECT * FROM oversight_reading",
        "UPDATE oversight_chainhead SET seq = 0",
        "DELETE FROM oversight_chainhead",
        "ALTER TABLE oversight_reading DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "UPDATE oversight_finding SET count = 0",
        "DELETE FROM oversight_verdict",
    ):
        assert forbidden(statement, principal), statement
    with scope.principal(principal):
        assert Reading.objects.count() == 1


@pytest.mark.parametrize("table", ["casework_caseevent", "accounts_membershipevent", "registry_personevent"])
def test_the_application_may_not_rewrite_the_history_of_changes(seat, case, table):
    type(case).objects.filter(pk=case.pk).update(referred_by="Soc")
    for statement in (f"UPDATE {table} SET pgh_label = ''", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        assert forbidden(statement, seat.actor.principal_id), statement


def test_no_trigger_of_the_log_can_be_told_to_look_away(seat, case):
    """What lets the program's own loads pass by a trigger does not let a reading pass by its chain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL pgtrigger.ignore = '{oversight_reading:append_only,oversight_reading:chain}'"
        )
    reads(seat, case)
    assert Reading.objects.get().seq == 1
    assert forbidden("DELETE FROM oversight_reading", seat.actor.principal_id)


def test_the_database_gives_a_resident_his_own_readings_and_a_provider_none(seat, case):
    reads(seat, case)
    reads(seat, builders.a_case(seat.membership.unit))
    listed = builders.a_case(seat.membership.unit)
    reads(seat, None, kind="listed", what="cases", person_ids=[case.person_id, listed.person_id])
    principal = seat.actor.principal_id
    with scope.within(Scope(principal_id=principal, person_id=case.person_id)):
        assert Reading.objects.count() == 2
        assert Reading.objects.about(case.person_id, principal).count() == 2
        assert not Reading.objects.about(listed.person_id, principal)
        assert not asked_past_the_policies(principal, listed.person_id)
        assert not Finding.objects.exists()
    provider = builders.an_assignment(case).provider
    with scope.within(Scope(principal_id=principal, provider_id=provider.pk)):
        assert not Reading.objects.exists()
        assert not asked_past_the_policies(principal, case.person_id)
    with scope.principal(builders.a_principal().pk):
        assert not Reading.objects.exists()
        assert not asked_past_the_policies(principal, case.person_id)


def asked_past_the_policies(principal_id: int, person_id: int) -> list[tuple[int]]:
    """The function of the database asked by itself, as somebody would who could send any question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_readings_about(%s, %s)", [principal_id, person_id])
        return cursor.fetchall()
