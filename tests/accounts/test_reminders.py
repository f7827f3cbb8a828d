"""A mail a day about what awaits: to whom, what it says, once, and off when nobody wants it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from io import StringIO
from threading import Barrier

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from stegvis.accounts.models import Membership, Reminder, User
from stegvis.accounts.reminding import remind
from stegvis.casework.actions.absence import record_absence
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.database import scope
from stegvis.core.period import Period
from tests import builders
from tests.accounts.smtp_peer import a_mail_server
from tests.builders import TODAY
from tests.refusing import refuse_rows_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders"),
]


@pytest.fixture
def seat(db):
    """A caseworker with two cases to assess."""
    return a_worker()


def a_worker(principal=None, unit=None, name="Karin Karriär"):
    principal = principal or builders.a_principal()
    seat = builders.a_seat(Role.CASEWORKER, principal, unit=unit, user=builders.a_user(name))
    seat.unit, seat.principal = seat.membership.unit, principal
    seat.cases = [builders.a_case(seat.unit, caseworker=seat.user) for _ in range(2)]
    return seat


def run():
    told = StringIO()
    call_command("send_reminders", stdout=told)
    return told.getvalue().partition(": ")[2].strip()


def test_the_mail_says_how_much_awaits_with_a_link_and_nothing_about_anybody(seat, settings):
    settings.SITE_URL = "https://stegvis.kommunen.example/"
    assert run() == "1 påminnelser skickade."
    (letter,) = mail.outbox
    assert letter.to == [seat.user.email]
    assert letter.subject == "Stegvis: 2 saker väntar på dig"
    assert "– Ärenden att kartlägga: 2" in letter.body
    assert "https://stegvis.kommunen.example/\n" in letter.body
    assert f"https://stegvis.kommunen.example{reverse('reminders')}" in letter.body
    for case in seat.cases:
        for secret in (case.number, case.person.last_name, case.person.identifiers.get().value[2:]):
            assert secret not in letter.body + letter.subject


def test_the_second_run_of_a_day_sends_nothing_and_the_next_day_it_is_sent_anew(seat):
    run()
    assert run() == "0 påminnelser skickade."
    with clock.frozen(TODAY + timedelta(1)):
        assert run() == "1 påminnelser skickade."
    assert Reminder.objects.count() == len(mail.outbox) == 2


def test_a_saturday_and_a_holiday_are_left_in_peace(seat):
    for day in (date(2026, 3, 21), date(2026, 4, 3)):
        with clock.frozen(day):
            assert run() == "Ingen arbetsdag, inga påminnelser."
    assert mail.outbox == []


def test_nothing_is_sent_to_whom_nothing_awaits(seat):
    idle = builders.a_seat(Role.ANALYST, seat.principal)
    run()
    assert idle.user.email not in [letter.to[0] for letter in mail.outbox]
    assert not Reminder.objects.filter(user=idle.user).exists()


@pytest.mark.parametrize("change", [{"wants_reminders": False}, {"is_active": False}])
def test_who_does_not_want_reminders_or_is_closed_out_gets_none(seat, change):
    User.objects.filter(pk=seat.user.pk).update(**change)
    assert run() == "0 påminnelser skickade."


def test_who_has_no_role_any_more_gets_none(seat):
    Membership.objects.filter(pk=seat.membership.pk).update(period=Period(date(2020, 1, 1), TODAY))
    assert run() == "0 påminnelser skickade."


def test_a_resident_is_not_reminded(seat):
    builders.a_seat(Role.RESIDENT, seat.principal, person=seat.cases[0].person)
    run()
    assert len(mail.outbox) == 1


def test_who_works_for_two_principals_hears_of_each_by_itself(seat):
    there = a_worker(name="Annan")
    builders.a_seat(Role.CASEWORKER, there.principal, unit=there.unit, user=seat.user)
    builders.a_case(there.unit, caseworker=seat.user)
    run()
    mine = [letter.subject for letter in mail.outbox if letter.to == [seat.user.email]]
    assert mine == ["Stegvis: 2 saker väntar på dig", "Stegvis: 1 sak väntar på dig"]


def test_who_stands_in_is_reminded_of_that_too_without_the_name_of_who_is_away(seat):
    kim = builders.a_seat(Role.CASEWORKER, seat.principal, unit=seat.unit, user=builders.a_user("Kim K"))
    record_absence(
        seat.unit, seat.user, kim.user, Period(TODAY, TODAY + timedelta(7)), by=seat.actor, today=TODAY
    )
    run()
    letter = next(letter for letter in mail.outbox if letter.to == [kim.user.email])
    assert "– Ärenden att kartlägga (som ersättare): 2" in letter.body
    assert "Karin" not in letter.body


def test_a_real_mail_server_gets_a_letter_in_swedish(seat, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with a_mail_server() as peer:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
        assert run() == "1 påminnelser skickade."
    (raw,) = peer.letters
    letter = message_from_bytes(raw, policy=default)
    assert letter["Subject"] == "Stegvis: 2 saker väntar på dig"
    assert "– Ärenden att kartlägga: 2" in letter.get_content()


def test_a_mail_that_fails_is_sent_at_the_next_run_and_hinders_nobody_else(seat, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with a_mail_server() as peer:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
        peer.refuses = True
        with pytest.raises(CommandError, match="1 påminnelser kunde inte skickas"):
            run()
        assert not Reminder.objects.exists()
        peer.refuses = False
        assert run() == "1 påminnelser skickade."


def test_what_fails_for_one_user_hinders_no_other_and_is_told(seat):
    other = a_worker(seat.principal)
    refuse_rows_of("accounts_reminder", "user_id", seat.user.pk)
    with pytest.raises(CommandError, match="1 påminnelser skickade. 1 påminnelser kunde inte skickas. Den"):
        run()
    assert [letter.to for letter in mail.outbox] == [[other.user.email]]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_mail():
    seat, start = a_worker(), Barrier(2)

    def once():
        start.wait()
        try:
            with clock.frozen(TODAY), scope.principal(seat.principal.pk):
                return remind(seat.principal.pk, seat.user.pk, TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sent = [each.result(timeout=20) for each in [pool.submit(once), pool.submit(once)]]
    assert sorted(sent) == [False, True]
    assert Reminder.objects.count() == len(mail.outbox) == 1


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.PROVIDER_STAFF, Role.ADMINISTRATOR])
def test_reminders_are_turned_off_and_on_again_on_their_page(client, role):
    principal = builders.a_principal()
    provider = builders.a_provider(principal) if role == Role.PROVIDER_STAFF else None
    seat = builders.a_seat(role, principal, provider=provider)
    client.force_login(seat.user)
    assert seat.user.email in client.get(reverse("reminders")).content.decode()
    client.post(reverse("reminders"), {})
    assert not User.objects.get(pk=seat.user.pk).wants_reminders
    client.post(reverse("reminders"), {"wants": "on"})
    assert User.objects.get(pk=seat.user.pk).wants_reminders
