"""Rights that run out by their own day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.providers.expiring import NOTICE, line, running_out
from stegvis.providers.models import Authorisation
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db

SOON, DAY = TODAY + timedelta(days=30), timedelta(days=1)


@pytest.fixture
def officer():
    return builders.a_seat(Role.QUALITY_OFFICER, builders.a_principal())


def a_right(officer, end, **fields) -> Authorisation:
    provider = builders.a_provider(officer.membership.principal, authorised=None)
    return Authorisation.objects.create(
        principal=provider.principal, provider=provider, period=Period(TODAY - 100 * DAY, end), **fields
    )


def test_a_right_that_nobody_has_prolonged_is_told_in_time(officer):
    soon = a_right(officer, SOON)
    for end in (None, TODAY, TODAY + NOTICE + 2 * DAY):
        a_right(officer, end)
    assert list(running_out(officer.actor, TODAY)) == [soon]
    assert line(soon, TODAY).due == SOON - DAY


def test_a_right_that_another_goes_on_after_is_not_told(officer):
    intervention = builders.an_intervention(officer.membership.principal)
    ending = a_right(officer, SOON, intervention=intervention)
    assert ending in running_out(officer.actor, TODAY)
    Authorisation.objects.create(
        principal=ending.principal, provider=ending.provider, intervention=intervention, period=Period(SOON)
    )
    assert not running_out(officer.actor, TODAY).exists()


@pytest.mark.parametrize(
    ("ends", "goes_on", "is_told"),
    [
        (["a"], ["b"], True),
        ([], ["a"], True),
        (["a", "b"], ["a"], True),
        (["a"], ["b", "a"], False),
        (["a"], [], False),
    ],
)
def test_a_right_to_other_levels_is_none_that_goes_on(officer, ends, goes_on, is_told):
    intervention = builders.an_intervention(officer.membership.principal)
    ending = a_right(officer, SOON, intervention=intervention, levels=ends)
    Authorisation.objects.create(
        principal=ending.principal,
        provider=ending.provider,
        intervention=intervention,
        levels=goes_on,
        period=Period(TODAY),
    )
    assert (ending in running_out(officer.actor, TODAY)) is is_told


def test_another_principals_rights_are_nothing_to_the_officer(officer):
    a_right(builders.a_seat(Role.QUALITY_OFFICER, builders.a_principal()), SOON)
    assert not running_out(officer.actor, TODAY).exists()
