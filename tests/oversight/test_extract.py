"""The list of readings is no way to find out who a protected person is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from stegvis.core.actor import Role
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.LOG_CONTROLLER, Role.ADMINISTRATOR, Role.CASEWORKER])
def test_the_number_of_a_protected_person_gives_the_unnamed_nothing(client, settings, role):
    settings.REQUIRE_SECOND_FACTOR = False
    case = builders.a_case(builders.a_unit(builders.a_principal()))
    number = case.person.identifiers.get().shown
    seat = builders.a_seat(role, case.principal, unit=case.unit)
    client.force_login(seat.user)
    assert case.person.full_name in client.post(reverse("log_extract"), {"personal_number": number}).text
    builders.protect(case.person)
    page = client.post(reverse("log_extract"), {"personal_number": number}).text
    assert "Det finns ingen person med det numret" in page
    assert case.person.pseudonym not in page
    builders.name_staff(case.person, seat.user)
    assert case.person.full_name in client.post(reverse("log_extract"), {"personal_number": number}).text
