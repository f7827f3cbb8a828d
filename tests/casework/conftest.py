"""The people of casework."""

from types import SimpleNamespace

import pytest

from stegvis.core import clock
from stegvis.core.actor import Role
from tests import builders


@pytest.fixture
def town(db):
    """A unit with its caseworker and its head; and a caseworker of another unit, with a case there."""
    return build_town()


def build_town():
    principal = builders.a_principal()
    unit = builders.a_unit(principal, "Vuxenenheten")
    elsewhere = builders.a_unit(principal, "Ungdomsenheten")
    stranger = builders.a_seat(
        Role.CASEWORKER, principal, unit=elsewhere, user=builders.a_user("Främmande Handläggare")
    )
    builders.a_case(elsewhere, caseworker=stranger.user)
    return SimpleNamespace(
        principal=principal,
        unit=unit,
        elsewhere=elsewhere,
        worker=builders.a_seat(Role.CASEWORKER, principal, unit=unit, user=builders.a_user("Karin Karriär")),
        head=builders.a_seat(Role.HEAD_OF_UNIT, principal, unit=unit, user=builders.a_user("Chefa Chef")),
        stranger=stranger,
    )


@pytest.fixture
def case(town):
    return builders.a_case(town.unit, caseworker=town.worker.user)


@pytest.fixture
def stopped_clock():
    with clock.frozen(builders.TODAY):
        yield builders.TODAY
