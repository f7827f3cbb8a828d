"""The demo shows an inflow and a pair to compare."""

from types import SimpleNamespace

import pytest

from stegvis.casework.duplicates import pairs_of_own_units
from stegvis.casework.models import Referral
from stegvis.core.actor import Role
from stegvis.demo.municipality.stories import inflow
from tests import builders
from tests.builders import TODAY


@pytest.mark.django_db
def test_referrals_await_an_answer_and_somebody_is_registered_twice():
    principal = builders.a_principal()
    seat = builders.a_seat(Role.CASEWORKER, principal)
    inflow.tell(SimpleNamespace(unit=seat.membership.unit, caseworker=seat.actor), TODAY)
    assert Referral.objects.awaiting().count() == 2
    (pair,) = pairs_of_own_units(seat.actor).pairs
    assert {pair.one.full_name, pair.other.full_name} == {"Tarik Påhittsson", "Påhittsson Tarik"}
