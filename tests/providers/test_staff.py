"""A provider's accounts and supervisors: the administrator keeps them, a supervisor sees his own alone."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from stegvis.accounts.models import Membership, SignIn
from stegvis.assignments.actions.supervise import end_supervision, name_supervisor
from stegvis.assignments.models import Assignment, Supervision
from stegvis.assignments.models.assignments import GRACE_AFTER_END
from stegvis.core import clock
from stegvis.core.actor import Duty, Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import ONE_DAY, Period
from stegvis.providers.actions.staff import NewStaff, change_duties, end_account, open_account
from stegvis.providers.rules.staff import NOT_HERE
from stegvis.remuneration.models import LedgerEntry
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calm(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def provider(principal):
    return builders.a_provider(principal)


def at(provider, duty, user=None):
    return builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=provider, duty=duty, user=user)


@pytest.fixture
def boss(provider):
    return at(provider, Duty.ADMINISTRATOR)


def somebody(email="ny@example.org", *duties, last_day=None):
    return NewStaff(email, "Ny", "Testsson", frozenset(duties or {Duty.COORDINATOR}), last_day)


def duties_of(user_id):
    return {m.held_duty for m in Membership.objects.filter(user=user_id).on(TODAY)}


def test_an_account_is_opened_with_its_duties(provider, boss):
    opened = open_account(
        provider, somebody("Ny@Example.org", Duty.COORDINATOR, Duty.SUPERVISOR), by=boss.actor, today=TODAY
    )
    assert opened.is_new_account
    assert opened.user.email == "ny@example.org"
    assert duties_of(opened.user.pk) == {Duty.COORDINATOR, Duty.SUPERVISOR}
    with pytest.raises(Refused, match="redan ett konto"):
        open_account(provider, somebody(), by=boss.actor, today=TODAY)


def test_who_works_for_the_principal_or_is_its_customer_gets_no_account(principal, provider, boss):
    officer = builders.a_seat(Role.ANALYST, principal).user
    person = builders.a_person(principal)
    resident = builders.a_seat(Role.RESIDENT, principal, person=person).user
    for user in (officer, resident):
        with pytest.raises(Refused) as refused:
            open_account(provider, somebody(user.email), by=boss.actor, today=TODAY)
        assert refused.value.problems.messages == [NOT_HERE]
        assert not Membership.objects.filter(user=user, provider=provider).exists()


def test_an_administrator_whose_account_was_ended_meanwhile_changes_no_other(provider, boss):
    ended, other = at(provider, Duty.ADMINISTRATOR), at(provider, Duty.ADMINISTRATOR)
    end_account(ended.membership, by=boss.actor, today=TODAY)
    for act in (
        lambda: end_account(other.membership, by=ended.actor, today=TODAY),
        lambda: change_duties(other.membership, {Duty.SUPERVISOR}, by=ended.actor, today=TODAY),
        lambda: open_account(provider, somebody(), by=ended.actor, today=TODAY),
    ):
        with pytest.raises(Refused, match="inte längre"):
            act()
    assert duties_of(other.user.pk) == {Duty.ADMINISTRATOR}


def test_only_the_providers_own_administrator_keeps_its_accounts(principal, provider, boss):
    held = at(provider, Duty.SUPERVISOR).membership
    elsewhere = at(builders.a_provider(principal), Duty.ADMINISTRATOR)
    seats = [at(provider, Duty.COORDINATOR), elsewhere, builders.a_seat(Role.QUALITY_OFFICER, principal)]
    for seat in seats:
        with pytest.raises(Forbidden):
            open_account(provider, somebody(), by=seat.actor, today=TODAY)
        with pytest.raises(Forbidden):
            change_duties(held, {Duty.COORDINATOR}, by=seat.actor, today=TODAY)
        with pytest.raises(Forbidden):
            end_account(held, by=seat.actor, today=TODAY)


def test_the_last_administrator_stays_until_another_is_there(provider, boss):
    with pytest.raises(Refused, match="minst en administratör"):
        change_duties(boss.membership, {Duty.COORDINATOR}, by=boss.actor, today=TODAY)
    at(provider, Duty.ADMINISTRATOR)
    change_duties(boss.membership, {Duty.COORDINATOR}, by=boss.actor, today=TODAY)
    assert duties_of(boss.user.pk) == {Duty.COORDINATOR}


def test_an_ended_account_is_out_at_once(provider, boss):
    seat = at(provider, Duty.COORDINATOR)
    now = clock.now()
    SignIn.objects.create(user=seat.user, started_at=now, last_used_at=now, device="Webbläsare")
    end_account(seat.membership, by=boss.actor, today=TODAY)
    assert not Membership.objects.filter(user=seat.user).on(TODAY).exists()
    assert not SignIn.objects.of(seat.user.pk).open().exists()


def test_who_has_left_is_neither_changed_nor_signed_out_by_the_former_provider(principal, provider, boss):
    left, elsewhere = at(provider, Duty.COORDINATOR), builders.a_provider(principal)
    end_account(left.membership, by=boss.actor, today=TODAY)
    builders.a_seat(Role.PROVIDER_STAFF, principal, provider=elsewhere, user=left.user)
    now = clock.now()
    SignIn.objects.create(user=left.user, started_at=now, last_used_at=now, device="Webbläsare")
    for act in (
        lambda: change_duties(left.membership, {Duty.SUPERVISOR}, by=boss.actor, today=TODAY),
        lambda: end_account(left.membership, by=boss.actor, today=TODAY),
    ):
        with pytest.raises(Refused, match="inget konto hos er längre"):
            act()
    assert SignIn.objects.of(left.user.pk).open().exists()
    assert not Membership.objects.filter(user=left.user, provider=provider).on(TODAY).exists()


def supervised(provider, boss):
    unit = builders.a_unit(provider.principal)
    assignment = builders.an_assignment(builders.a_case(unit), provider=provider)
    coordinator, supervisor = at(provider, Duty.COORDINATOR), at(provider, Duty.SUPERVISOR)
    name_supervisor(assignment, supervisor.user, by=coordinator.actor, today=TODAY)
    return assignment, coordinator, supervisor


def test_a_supervisor_sees_the_assignments_he_is_named_in_and_no_others(principal, provider, boss):
    assignment, coordinator, supervisor = supervised(provider, boss)
    other = builders.an_assignment(builders.a_case(builders.a_unit(principal)), provider=provider)
    assert Assignment.objects.visible_to(supervisor.actor).get() == assignment
    assert set(Assignment.objects.visible_to(coordinator.actor)) == {assignment, other}
    assert not Assignment.objects.visible_to(boss.actor).exists()
    assert not LedgerEntry.objects.visible_to(supervisor.actor).exists()
    end_supervision(Supervision.objects.get(), by=coordinator.actor, today=TODAY)
    assert not Assignment.objects.visible_to(supervisor.actor).exists()


def test_who_is_named_has_the_duty_there_and_who_names_coordinates_there(principal, provider, boss):
    assignment, coordinator, supervisor = supervised(provider, boss)
    with pytest.raises(Refused, match="redan handledare"):
        name_supervisor(assignment, supervisor.user, by=coordinator.actor, today=TODAY)
    other = builders.a_provider(principal)
    with pytest.raises(Refused, match="inte uppgiften"):
        name_supervisor(assignment, at(other, Duty.SUPERVISOR).user, by=coordinator.actor, today=TODAY)
    for seat in (supervisor, boss, at(other, Duty.COORDINATOR)):
        with pytest.raises(Forbidden):
            name_supervisor(assignment, coordinator.user, by=seat.actor, today=TODAY)


def test_whoever_leaves_the_provider_supervises_nothing_there(provider, boss):
    _, _, supervisor = supervised(provider, boss)
    yesterday = TODAY - ONE_DAY
    Supervision.objects.update(period=Period(yesterday))
    end_account(supervisor.membership, by=boss.actor, today=TODAY)
    assert Supervision.objects.get().period == Period(yesterday, TODAY)


def test_nobody_at_the_provider_sees_an_assignment_when_the_grace_is_over(principal, provider, boss):
    ended = Period(date(2025, 6, 1), TODAY - GRACE_AFTER_END)
    unit = builders.a_unit(principal)
    assignment = builders.an_assignment(builders.a_case(unit), provider=provider, period=ended)
    supervisor = at(provider, Duty.SUPERVISOR)
    Supervision.objects.create(
        principal=principal, assignment=assignment, user=supervisor.user, period=ended, named_by=boss.user
    )
    for seat in (supervisor, at(provider, Duty.COORDINATOR)):
        visible = Assignment.objects.visible_to
        assert not visible(seat.actor, TODAY).filter(pk=assignment.pk).exists()
    Supervision.objects.update(period=Period(ended.start))
    before = TODAY - timedelta(days=1)
    assert Assignment.objects.visible_to(supervisor.actor, before).get() == assignment


# --- pages ----------------------------------------------------------------------------------------


def test_the_administrator_opens_changes_and_ends_accounts_on_pages(client, provider, boss):
    client.force_login(boss.user)
    sent = {"email": "inte en adress", "first_name": "Ny", "last_name": "Testsson"}
    page = client.post(reverse("open_staff_account"), sent).content.decode()
    assert "Välj minst en uppgift" in page
    assert 'value="inte en adress"' in page
    page = client.post(reverse("open_staff_account"), sent | {"email": "ny@example.org"}).content.decode()
    assert "Välj minst en uppgift" in page
    sent |= {"email": "ny@example.org", "duties": ["coordinator"]}
    client.post(reverse("open_staff_account"), sent)
    assert [letter.to for letter in mail.outbox] == [["ny@example.org"]]
    opened = Membership.objects.get(user__email="ny@example.org")
    client.post(reverse("change_staff_duties", args=[opened.pk]), {"duties": ["supervisor", "administrator"]})
    page = client.get(reverse("provider_staff")).content.decode()
    assert "Administratör, handledare" in page
    held = Membership.objects.filter(user__email="ny@example.org").first()
    client.post(reverse("end_staff_account", args=[held.pk]))
    assert "ny@example.org" not in client.get(reverse("provider_staff")).content.decode()


def test_who_has_an_account_already_gets_a_letter_without_a_password(client, principal, provider, boss):
    elsewhere = at(builders.a_provider(principal), Duty.SUPERVISOR)
    client.force_login(boss.user)
    sent = {"email": elsewhere.user.email, "first_name": "X", "last_name": "Y", "duties": ["supervisor"]}
    client.post(reverse("open_staff_account"), sent)
    (letter,) = mail.outbox
    assert provider.name in letter.subject
    assert letter.to == [elsewhere.user.email]
    elsewhere.user.refresh_from_db()
    assert elsewhere.user.first_name == "Test"


def test_the_accounts_of_another_provider_do_not_exist(client, principal, provider, boss):
    stranger = at(builders.a_provider(principal), Duty.COORDINATOR).membership
    officer = builders.a_seat(Role.ANALYST, principal).membership
    client.force_login(boss.user)
    for held in (stranger, officer):
        for name in ("change_staff_duties", "end_staff_account"):
            assert client.get(reverse(name, args=[held.pk])).status_code == 404
            assert client.post(reverse(name, args=[held.pk])).status_code == 404
    client.force_login(at(provider, Duty.COORDINATOR).user)
    assert client.get(reverse("open_staff_account")).status_code == 404
    assert "Nytt konto" not in client.get(reverse("provider_staff")).content.decode()


def test_a_coordinator_names_supervisors_on_the_assignments_page(client, principal, provider, boss):
    assignment, coordinator, supervisor = supervised(provider, boss)
    another = at(provider, Duty.SUPERVISOR, builders.a_user("Sara Stöd"))
    client.force_login(coordinator.user)
    assert "Utse handledare" in client.get(assignment.get_absolute_url()).content.decode()
    address = reverse("supervisors", args=[assignment.pk])
    client.post(address, {"user": another.user.pk})
    assert "Ta bort" in client.get(address).content.decode()
    client.post(address, {"end": Supervision.objects.get(user=another.user).pk})
    assert not Supervision.objects.filter(user=another.user).exists()
    client.force_login(supervisor.user)
    assert client.get(address).status_code == 404
    assert client.get(assignment.get_absolute_url()).status_code == 200
    client.force_login(another.user)
    assert client.get(assignment.get_absolute_url()).status_code == 404
