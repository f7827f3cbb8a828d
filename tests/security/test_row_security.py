"""The database's own answer to who reaches which rows, with the application's filters left out on purpose."""

from __future__ import annotations

from datetime import timedelta

import pghistory
import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.utils import timezone
from pghistory.models import Context

from stegvis.accounts.models import Membership, RoleProposal
from stegvis.assignments.models import Assignment, Goal, MonthlyReport, Plan
from stegvis.casework.models import Assessment, BreakGlass, Case, Decision
from stegvis.core.actor import Role
from stegvis.core.database import row_security, scope
from stegvis.core.database.scope import Scope
from stegvis.registry.models import Person, Principal, ProtectionChange, Unit
from stegvis.remuneration.models import BonusProposal, LedgerEntry, Settlement
from tests import builders
from tests.security.world import OTHER_TENANT, OTHER_UNIT, OURS, World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def odd_pages(settings):
    settings.ROOT_URLCONF = "tests.security.odd_pages"
    settings.REQUIRE_SECOND_FACTOR = False


def asked(question: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        return cursor.fetchall()


# --- every table ----------------------------------------------------------------------------------


def test_every_table_with_a_principal_is_closed_to_its_owner_too_and_opened_by_its_tenant():
    open_tables = asked(
        """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
           WHERE a.attname = 'principal_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
             AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
             AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
                 SELECT 1 FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'tenant'))"""
    )
    assert open_tables == []


def test_a_partition_is_reached_through_its_table_only(settings):
    reached = asked(
        "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"
        " AND has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE')",
        settings.DATABASE_APP_ROLE,
    )
    assert reached == []


def test_the_applications_role_owns_nothing_and_goes_past_nothing(settings):
    role = settings.DATABASE_APP_ROLE
    assert asked(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", role
    ) == [(False, False, False, False)]
    assert not asked("SELECT relname FROM pg_class WHERE relowner = %s::regrole", role)
    assert asked("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role) == [(False,)]


def test_what_is_only_added_to_cannot_be_changed_by_the_applications_role(settings):
    changed = {
        model._meta.db_table: right
        for model in row_security._tables()
        if row_security.is_append_only(model)
        for right in ("DELETE", "TRUNCATE")
        if asked(
            "SELECT has_table_privilege(%s, %s, %s)", settings.DATABASE_APP_ROLE, model._meta.db_table, right
        )
        == [(True,)]
    }
    assert not changed


def test_the_policies_are_known_to_be_in_place():
    assert row_security.is_in_place()
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON TABLE django_migrations IS 'something else'")
    assert not row_security.is_in_place()
    row_security.put_in_place()
    assert row_security.is_in_place()


# --- the tenant -----------------------------------------------------------------------------------


def test_without_a_scope_the_role_sees_no_tenants_rows(world):
    with scope.within(Scope()):
        assert not Case.objects.exists()
        assert not Person.objects.exists()
        assert not Membership.objects.exists()
        assert Principal.objects.count() >= 2  # who the principals are is public


def test_a_scope_gives_its_principals_rows_and_no_others(world):
    ours, theirs = (world.chains[whose].rows[Case] for whose in (OURS, OTHER_TENANT))
    with scope.principal(ours.principal_id):
        assert Case.objects.filter(pk=ours.pk).exists()
        assert not Case.objects.filter(pk=theirs.pk).exists()
        assert not Case.objects.exclude(principal_id=ours.principal_id).exists()


def test_anothers_rows_are_neither_changed_nor_removed_nor_added(world):
    ours, theirs = (world.chains[whose].rows[Unit] for whose in (OURS, OTHER_TENANT))
    with scope.principal(ours.principal_id):
        assert Unit.objects.filter(pk=theirs.pk).update(name="taken") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Unit.objects.create(principal_id=theirs.principal_id, name="planted")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Unit.objects.filter(pk=ours.pk).update(principal_id=theirs.principal_id)
        assert Unit.objects.filter(pk=theirs.pk).delete()[0] == 0
    assert Unit.objects.get(pk=theirs.pk).name == theirs.name


def test_a_scope_ends_with_its_block_and_the_one_around_it_goes_on(world):
    ours, theirs = (world.chains[whose].rows[Case] for whose in (OURS, OTHER_TENANT))
    with scope.principal(ours.principal_id):
        with scope.principal(theirs.principal_id):
            assert Case.objects.filter(pk=theirs.pk).exists()
        assert not Case.objects.filter(pk=theirs.pk).exists()
        with pytest.raises(ZeroDivisionError), scope.principal(theirs.principal_id):
            raise ZeroDivisionError
        assert not Case.objects.filter(pk=theirs.pk).exists()
    assert Case.objects.filter(pk=theirs.pk).exists()  # the owner of the tables, between the scopes
    assert scope.current() is None


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_forgets_whom_it_worked_for():
    ours, theirs = (builders.a_case(builders.a_unit(builders.a_principal())) for _ in range(2))
    usual = connections["default"]
    pooled = DatabaseWrapper(
        {
            **usual.settings_dict,
            "OPTIONS": {**usual.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}},
        }
    )
    connections["default"] = pooled
    try:
        for case, other in ((ours, theirs), (theirs, ours)):
            with scope.principal(case.principal_id):
                assert list(Case.objects.values_list("pk", flat=True)) == [case.pk] != [other.pk]
            told = asked("SELECT current_user = session_user, current_setting('stegvis.principal', true)")
            assert told == [(True, "")]
            pooled.close()  # back into the pool, for the next request to take
    finally:
        pooled.close_pool()
        connections["default"] = usual


# --- providers and residents ----------------------------------------------------------------------

THE_SAME_FOR_ALL = {
    "accounts_signindoor",
    "casework_breakglassterms",
    "casework_choiceterms",
    "catalogue_activityrequirement",
    "catalogue_fulltime",
    "catalogue_intervention",
    "catalogue_level",
    "catalogue_tariff",
    "catalogue_terms",
    "providers_comparisonrun",
    "providers_postalarea",
    "registry_numberseries",
    "registry_principal",
    "registry_unit",
    "statistics_reportingtime",
    "statistics_unemploymentmonth",
}
"""Tables in which a provider's staff and residents reach as much as the principal's own people."""


def test_outsiders_are_kept_from_every_table_but_those_that_are_the_same_for_all():
    kept = {table for (table,) in asked("SELECT tablename FROM pg_policies WHERE permissive = 'RESTRICTIVE'")}
    assert row_security.tenant_tables().keys() - kept == THE_SAME_FOR_ALL


def test_a_provider_reaches_its_own_money_alone_and_a_resident_none(world):
    ours = world.chains[OURS]
    principal_id = ours.unit.principal_id
    with scope.within(Scope(principal_id, provider_id=ours.provider.pk)):
        for model in (LedgerEntry, BonusProposal):
            assert list(model.objects.values_list("pk", flat=True)) == [ours.rows[model].pk], model
    with scope.within(Scope(principal_id, person_id=ours.rows[Person].pk)):
        for model in (LedgerEntry, BonusProposal, Settlement):
            assert not model.objects.exists(), model


def test_outsiders_learn_nothing_of_emergencies_roles_or_why_somebody_is_protected(world):
    ours, seat = world.chains[OURS], world.seats[Role.PROVIDER_STAFF]
    builders.protect(ours.rows[Person])
    with scope.within(Scope(ours.unit.principal_id, provider_id=ours.provider.pk, user_id=seat.user.pk)):
        for model in (BreakGlass, RoleProposal, ProtectionChange):
            assert not model.objects.exists(), model
        assert set(Membership.objects.values_list("user_id", flat=True)) == {seat.user.pk}


def test_a_provider_reaches_its_own_assignments_and_the_people_in_them(world):
    ours, others = world.chains[OURS].rows, world.chains[OTHER_UNIT].rows
    with scope.within(Scope(ours[Case].principal_id, provider_id=world.chains[OURS].provider.pk)):
        for model in (Assignment, MonthlyReport, Plan, Case, Decision, Person):
            assert list(model.objects.values_list("pk", flat=True)) == [ours[model].pk], model
        assert not Assessment.objects.exists()
        assert not Case.objects.filter(pk=others[Case].pk).exists()


def test_a_provider_writes_no_report_into_anothers_assignment(world):
    theirs = world.chains[OTHER_UNIT].rows[Assignment]
    planted = Goal(principal_id=theirs.principal_id, assignment_id=theirs.pk, text="Planterat")
    ours = Scope(theirs.principal_id, provider_id=world.chains[OURS].provider.pk)
    with scope.within(ours), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        planted.save()


def test_a_resident_reaches_nobody_but_himself(world):
    ours = world.chains[OURS].rows
    with scope.within(Scope(ours[Case].principal_id, person_id=ours[Person].pk)):
        for model in (Person, Case, Decision, Assignment, MonthlyReport):
            assert list(model.objects.values_list("pk", flat=True)) == [ours[model].pk], model


def test_what_rows_were_before_is_read_by_staff_alone(world):
    case = world.chains[OURS].rows[Case]
    case.referred_by = "changed"
    case.save()
    history = Case.pgh_event_model.objects
    with scope.principal(case.principal_id):
        assert history.exists()
    for who in ({"provider_id": world.chains[OURS].provider.pk}, {"person_id": case.person_id}):
        with scope.within(Scope(case.principal_id, **who)):
            assert not history.exists()


def test_who_made_a_change_is_not_rewritten_afterwards(world):
    case = world.chains[OURS].rows[Case]
    then = timezone.now() - timedelta(days=1)
    told = Context.objects.create(metadata={"user": 1})
    Context.objects.filter(pk=told.pk).update(created_at=then)
    with scope.principal(case.principal_id):
        assert Context.objects.filter(pk=told.pk).update(metadata={"user": 2}) == 0
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Context.objects.filter(pk=told.pk)._raw_delete("default")
        with pghistory.context(user=1), transaction.atomic():
            case.referred_by = "once"
            case.save()
            with pghistory.context(note="and once more"):
                case.referred_by = "twice"
                case.save()
    latest = Case.pgh_event_model.objects.filter(pgh_obj=case).latest("pgh_id")
    assert latest.pgh_context.metadata == {"user": 1, "note": "and once more"}


def test_a_user_finds_the_own_seats_wherever_they_are_and_nobody_elses(world):
    seat = world.seats[Role.CASEWORKER]
    elsewhere = builders.a_seat(Role.CASEWORKER, world.chains[OTHER_TENANT].unit.principal, user=seat.user)
    with scope.user(seat.user.pk):
        assert set(Membership.objects.values_list("user_id", flat=True)) == {seat.user.pk}
        assert Membership.objects.select_related("unit").get(pk=elsewhere.membership.pk).unit.name


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.PROVIDER_STAFF, Role.RESIDENT, Role.ADMINISTRATOR])
def test_a_page_that_forgets_to_filter_still_shows_nothing_of_others(client, world, odd_pages, role):
    client.force_login(world.seats[role].user)
    shown = client.get("/udda/alla/").text
    ours, other_unit, other_tenant = (
        world.chains[w].rows[Case].number for w in (OURS, OTHER_UNIT, OTHER_TENANT)
    )
    assert ours in shown.split()
    assert Case.objects.filter(number=other_tenant).count() == 1
    if role in (Role.PROVIDER_STAFF, Role.RESIDENT):
        assert shown.split() == [ours]
    else:  # units are told apart by the pages alone
        assert set(shown.split()) == {ours, other_unit}


def test_who_is_not_signed_in_gets_nothing_from_a_page_that_forgets(client, world, odd_pages):
    assert client.get("/udda/alla/").text == ""


def test_a_page_that_reads_cannot_write(client, world, odd_pages):
    seat = world.seats[Role.ADMINISTRATOR]
    client.force_login(seat.user)
    principal = seat.membership.principal_id
    with pytest.raises(DatabaseError, match="read-only transaction"):
        client.get("/udda/enhet/", {"principal": principal})
    assert client.post("/udda/enhet/", {"principal": principal}).status_code == 200
    assert list(Unit.objects.filter(name__in=("GET", "POST")).values_list("name", flat=True)) == ["POST"]


def test_nothing_is_saved_of_a_page_that_fails(client, world, odd_pages):
    seat = world.seats[Role.ADMINISTRATOR]
    client.force_login(seat.user)
    client.raise_request_exception = False
    response = client.post("/udda/halvt/", {"principal": seat.membership.principal_id})
    assert response.status_code == 500
    assert not Unit.objects.filter(name="half done").exists()


def test_a_question_that_takes_too_long_is_broken_off_in_plain_words(client, world, odd_pages, settings):
    settings.STATEMENT_SECONDS = 1
    response = client.get("/udda/sov/?seconds=3")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Det tog för lång tid" in response.text


def test_of_two_who_wait_for_each_other_one_may_try_again(client, world, odd_pages):
    response = client.post("/udda/vanta/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_a_page_that_asks_for_too_long_is_broken_off(client, world, odd_pages, settings):
    settings.REQUEST_SECONDS = 0.3
    assert client.get("/udda/sov/?seconds=0.1").status_code == 503
