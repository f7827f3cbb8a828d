"""An assignment for a protected person: who at the provider gets to know, and what the others see."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from stegvis.assignments.actions.name_staff import name_provider_staff
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting
from tests.builders import TODAY, a_provider, a_report, a_seat, protect

pytestmark = pytest.mark.django_db
REASON = "Stödperson i uppdraget."
PERIOD = Period(TODAY, date(2026, 4, 1))


@pytest.fixture(autouse=True)
def _today(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def hidden(world):
    world.person = protect(world.case.person)
    world.assignment.refresh_from_db()
    return world


def page(client, seat, address):
    client.force_login(seat.user)
    return client.get(address).content.decode()


def test_the_caseworker_is_asked_to_name_somebody_and_does(client, hidden):
    client.force_login(hidden.caseworker.user)
    assert "Personal att namnge hos anordnare" in client.get(reverse("start")).content.decode()
    address = reverse("name_provider_staff", args=[hidden.assignment.pk])
    assert address in client.get(hidden.assignment.get_absolute_url()).content.decode()
    sent = {"user": hidden.staff.user.pk, "starts_on": "2026-03-16", "last_day": "2026-03-31", "reason": "x"}
    assert "tio tecken" in client.post(address, sent).content.decode()
    assert client.post(address, {**sent, "reason": REASON}).status_code == 302
    assert "Personal att namnge" not in client.get(reverse("start")).content.decode()
    assert hidden.person.full_name in page(client, hidden.staff, hidden.assignment.get_absolute_url())


def test_the_others_at_the_provider_see_the_pseudonym_and_nothing_that_is_written(client, hidden):
    report = a_report(hidden.assignment, date(2026, 1, 1), happened="Xerxes bor i Fisksätra.")
    other = a_seat(Role.PROVIDER_STAFF, hidden.principal, provider=hidden.provider)
    for address in (hidden.assignment.get_absolute_url(), report.get_absolute_url()):
        shown = page(client, other, address)
        assert hidden.person.full_name not in shown and "Fisksätra" not in shown
        assert hidden.person.pseudonym in shown
    for name in ("plan_assignment", "send_report", "record_meeting", "final_report"):
        assert client.get(reverse(name, args=[hidden.assignment.pk])).status_code == 403


def test_only_those_who_work_in_the_case_and_its_head_name_staff(hidden):
    head = a_seat(Role.HEAD_OF_UNIT, hidden.principal, unit=hidden.unit)
    name_provider_staff(hidden.assignment, hidden.staff.user, PERIOD, REASON, by=head.actor, today=TODAY)
    colleague = a_seat(Role.CASEWORKER, hidden.principal, unit=hidden.unit)
    stranger = a_seat(Role.HEAD_OF_UNIT, hidden.principal)
    other = a_seat(Role.PROVIDER_STAFF, hidden.principal, provider=hidden.provider)
    for seat in (colleague, stranger, other):
        with pytest.raises(Forbidden):
            name_provider_staff(hidden.assignment, other.user, PERIOD, REASON, by=seat.actor, today=TODAY)


def test_nobody_at_another_provider_is_named(hidden):
    head = a_seat(Role.HEAD_OF_UNIT, hidden.principal, unit=hidden.unit)
    elsewhere = a_seat(Role.PROVIDER_STAFF, hidden.principal, provider=a_provider(hidden.principal))
    for user in (elsewhere.user, hidden.caseworker.user):
        with pytest.raises(Refused, match="ingen roll här"):
            name_provider_staff(hidden.assignment, user, PERIOD, REASON, by=head.actor, today=TODAY)


def test_nobody_is_named_for_who_is_not_protected(world):
    with pytest.raises(Refused, match="inte skyddad"):
        name_provider_staff(
            world.assignment, world.staff.user, PERIOD, REASON, by=world.caseworker.actor, today=TODAY
        )
    assert "name_staff" not in {group.key for group in awaiting(world.caseworker.actor, TODAY)}
