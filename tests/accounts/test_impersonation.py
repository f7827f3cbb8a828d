"""Support sees the pages as a user does: for an hour at most, reading only, under both names."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from stegvis.accounts.actions.impersonate import can_impersonate, start_impersonation
from stegvis.accounts.models import Impersonation, Membership
from stegvis.casework.models import Case
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.oversight.models import Reading
from tests import builders
from tests.accounts.time_passing import the_proof_grows_old
from tests.builders import TODAY

pytestmark = pytest.mark.django_db

SENT = {"reason": "Felanmälan 17.", "minutes": "30"}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def the_day_of_the_builders():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def town():
    principal = builders.a_principal()
    unit = builders.a_unit(principal)
    return SimpleNamespace(
        principal=principal,
        unit=unit,
        case=builders.a_case(unit),
        support=builders.a_seat(Role.SUPPORT, principal),
        worker=builders.a_seat(Role.CASEWORKER, principal, unit=unit),
    )


@pytest.fixture
def looking(client, town):
    """A client of support that sees the pages as the caseworker."""
    client.force_login(town.support.user)
    answer = client.post(reverse("impersonate", args=[town.worker.membership.pk]), SENT)
    assert answer.headers["Location"] == "/"
    return client


def look(town, seat, **changes):
    values = {"reason": "Felanmälan.", "minutes": 30, "now": timezone.now(), "today": TODAY, **changes}
    return start_impersonation(seat.membership, **values, by=town.support.actor)


def test_support_reads_what_the_user_reads_and_is_told_so_on_every_page(looking, town):
    page = looking.get(town.case.get_absolute_url()).content.decode()
    assert "Du ser Stegvis som Test Testsson" in page
    assert town.case.number in page
    assert "Du ser Stegvis som" in looking.get("/").content.decode()


def test_what_support_reads_is_written_under_both_names(looking, town):
    looking.get(town.case.get_absolute_url())
    reading = Reading.objects.filter(case=town.case).get()
    assert (reading.user_id, reading.impersonator_id) == (town.worker.user.pk, town.support.user.pk)


def test_support_alone_reads_no_case(client, town):
    client.force_login(town.support.user)
    assert client.get(town.case.get_absolute_url()).status_code == 404


def test_nothing_is_changed_as_another(looking, town):
    case = Case.objects.get(pk=town.case.pk)
    for address in (
        reverse("close_case", args=[case.pk]),
        reverse("assess", args=[case.pk]),
        "/konto/plats/",
    ):
        answer = looking.post(address, {})
        assert answer.status_code == 403
        assert "Det här gör bara användaren själv" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/konto/password/change/",
        "/konto/2fa/",
        "/mina-inloggningar/",
        "/support/",
        "/bekrafta/",
        "/fortsatt/",
    ],
)
def test_pages_about_an_account_are_not_opened_as_another(looking, address):
    assert looking.get(address).status_code == 403


def test_no_money_and_no_export_as_another_however_fresh_the_own_proof_is(client, town):
    controller = builders.a_seat(Role.CONTROLLER, town.principal)
    client.force_login(town.support.user)
    client.post(reverse("impersonate", args=[controller.membership.pk]), SENT)
    assert client.get(reverse("settlements")).status_code == 200
    assert client.get(reverse("prepare_settlement")).status_code == 403


def test_a_file_does_not_leave_the_screen(client, town):
    analyst = builders.a_seat(Role.ANALYST, town.principal)
    client.force_login(analyst.user)
    assert "attachment" in client.get(reverse("report_tables")).headers["Content-Disposition"]
    client.force_login(town.support.user)
    client.post(reverse("impersonate", args=[analyst.membership.pk]), SENT)
    answer = client.get(reverse("report_tables"))
    assert answer.status_code == 403
    assert "Content-Disposition" not in answer.headers


def test_to_begin_support_proves_who_is_asking(client, town):
    client.force_login(town.support.user)
    the_proof_grows_old(client, minutes=60)
    answer = client.post(reverse("impersonate", args=[town.worker.membership.pk]), SENT)
    assert answer.headers["Location"].startswith("/bekrafta/")
    assert not Impersonation.objects.exists()


def test_support_needs_a_second_factor_of_its_own_and_the_others_is_no_help(client, settings, town):
    settings.REQUIRE_SECOND_FACTOR = True
    Authenticator.objects.create(user=town.worker.user, type="totp", data={})
    client.force_login(town.support.user)
    answer = client.post(reverse("impersonate", args=[town.worker.membership.pk]), SENT)
    assert answer.headers["Location"] == "/konto/2fa/totp/activate/"


def test_stopping_leads_back_to_oneself(looking, town):
    assert looking.post("/support/sluta/").headers["Location"] == "/support/"
    assert looking.get(town.case.get_absolute_url()).status_code == 404
    assert Impersonation.objects.get().ended_at is not None
    assert "Felanmälan 17." in looking.get("/support/").content.decode()


def test_time_out_means_back_to_oneself(looking, town):
    earlier = timezone.now() - timedelta(minutes=31)
    Impersonation.objects.update(started_at=earlier, until=earlier + timedelta(minutes=30))
    page = looking.get("/support/")
    assert "Visningen är slut" in page.content.decode()


def test_a_providers_staff_is_seen_with_the_providers_own_assignments_and_no_others(client, town):
    ours, others = (builders.an_assignment(builders.a_case(town.unit)) for _ in range(2))
    staff = builders.a_seat(Role.PROVIDER_STAFF, town.principal, provider=ours.provider)
    client.force_login(town.support.user)
    client.post(reverse("impersonate", args=[staff.membership.pk]), SENT)
    assert client.get(ours.get_absolute_url()).status_code == 200
    assert client.get(others.get_absolute_url()).status_code == 404
    client.post("/support/sluta/")
    assert Impersonation.objects.get().ended_at is not None
    client.force_login(staff.user)
    assert "Felanmälan 17." in client.get("/mina-inloggningar/").content.decode()


@pytest.mark.parametrize("lost", ["support", "worker"])
def test_a_role_that_is_lost_ends_it_at_the_next_request(looking, town, lost):
    membership = getattr(town, lost).membership
    Membership.objects.filter(pk=membership.pk).update(period=builders.ALWAYS.ending(TODAY))
    assert looking.get(town.case.get_absolute_url()).status_code in (403, 404)


def test_a_user_who_becomes_administrator_is_seen_no_longer(looking, town):
    builders.a_seat(Role.ADMINISTRATOR, town.principal, user=town.worker.user)
    assert looking.get(town.case.get_absolute_url()).status_code == 404


def test_the_user_sees_in_retrospect_who_has_looked_and_why(looking, client, town):
    client.force_login(town.worker.user)
    page = client.get("/mina-inloggningar/").content.decode()
    assert "Support har sett sidorna som du" in page
    assert "Felanmälan 17." in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LOG_CONTROLLER, Role.SUPPORT])
def test_nobody_is_seen_who_gives_or_watches_over_access(town, role):
    with pytest.raises(Forbidden):
        look(town, builders.a_seat(role, town.principal))


def test_a_resident_is_never_seen(client, town):
    resident = builders.a_seat(Role.RESIDENT, town.principal, person=builders.a_person(town.principal))
    with pytest.raises(Forbidden):
        look(town, resident)
    client.force_login(town.support.user)
    assert resident.user.email not in client.get("/support/").content.decode()
    assert client.get(reverse("impersonate", args=[resident.membership.pk])).status_code == 404


def test_the_page_of_an_administrator_says_why_not(client, town):
    administrator = builders.a_seat(Role.ADMINISTRATOR, town.principal)
    client.force_login(town.support.user)
    assert administrator.user.email not in client.get("/support/").content.decode()
    page = client.get(reverse("impersonate", args=[administrator.membership.pk])).content.decode()
    assert "Du kan inte se sidorna som" in page
    assert "<textarea" not in page


def test_support_elsewhere_sees_nobody_here(client, town):
    stranger = builders.a_seat(Role.SUPPORT, builders.a_principal())
    assert not can_impersonate(town.worker.membership, stranger.actor, TODAY)
    client.force_login(stranger.user)
    assert client.get(reverse("impersonate", args=[town.worker.membership.pk])).status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SUPPORT, Role.RESIDENT, Role.PROVIDER_STAFF}))
def test_only_support_looks(town, role):
    other = builders.a_seat(role, town.principal)
    assert not can_impersonate(town.worker.membership, other.actor, TODAY)


def test_it_needs_a_reason_and_lasts_an_hour_at_most(town):
    with pytest.raises(Refused) as refused:
        look(town, town.worker, reason=" ", minutes=61)
    assert [problem.field for problem in refused.value.problems] == ["reason", "minutes"]
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Impersonation.objects.create(
            principal=town.principal,
            impersonator=town.support.user,
            user=town.worker.user,
            membership=town.worker.membership,
            reason="x",
            started_at=now,
            until=now + timedelta(minutes=61),
        )


def test_one_user_at_a_time(town):
    first = look(town, town.worker)
    look(town, builders.a_seat(Role.ANALYST, town.principal))
    first.refresh_from_db()
    assert first.ended_at is not None


def test_an_emergency_opening_and_protected_names_are_not_lent(looking, town):
    from stegvis.accounts.seats import actor_in, seat_of

    with clock.frozen(TODAY):
        actor = actor_in(seat_of(town.worker.membership), impersonator_id=town.support.user.pk)
    assert actor.protected_person_ids == frozenset()
    assert actor.opened_case_ids == frozenset()
