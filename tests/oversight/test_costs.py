"""Each list of the room costs as many queries for many rows as for a few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from stegvis.accounts.models import Membership, User
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.oversight.models import Finding, Reading
from tests import builders
from tests.security.test_list_costs import cost_is_flat
from tests.security.world import OURS, World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day_without_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(builders.TODAY):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


def test_findings(client, world):
    like = world.chains[OURS].rows[Finding]

    def add(count: int) -> None:
        known = Finding.objects.count()
        values = {
            name: getattr(like, name)
            for name in ("principal", "control", "pattern", "user", "person", "seat_unit", "count", "people")
        }
        Finding.objects.bulk_create(
            Finding(**values, reading_ids=[], first_at=moment, last_at=moment)
            for moment in (clock.now() - timedelta(minutes=known + n + 1) for n in range(count))
        )

    client.force_login(world.seats[Role.LOG_CONTROLLER].user)
    cost_is_flat(client, f"{reverse('log_control')}?status=alla", add)


def test_who_has_read_about_me(client, world):
    chain = world.chains[OURS]
    seat = world.seats[Role.RESIDENT]
    principal = chain.unit.principal
    readers = list(User.objects.order_by("id")[:5])

    def add(count: int) -> None:
        Reading.objects.bulk_create(
            Reading(
                principal=principal,
                unit=chain.unit,
                seat_unit=chain.unit,
                user=readers[n % 5],
                roles="caseworker",
                kind="shown",
                what="case",
                person_id=seat.actor.person_id,
                at=clock.now() - timedelta(minutes=n),
            )
            for n in range(count)
        )

    client.force_login(seat.user)
    cost_is_flat(client, reverse("my_readers"), add)


def test_changed_roles(client, world):
    principal = world.chains[OURS].unit.principal

    def add(count: int) -> None:
        known = User.objects.count()
        users = User.objects.bulk_create(
            User(email=f"byter{known + n}@example.org", first_name="By", last_name=f"Ter{n}")
            for n in range(count)
        )
        roles = Membership.objects.bulk_create(
            Membership(principal=principal, user=user, role=Role.ANALYST, period=builders.ALWAYS)
            for user in users
        )
        ended = Period(builders.ALWAYS.start, builders.TODAY)
        Membership.objects.filter(pk__in=[role.pk for role in roles]).update(period=ended)

    client.force_login(world.seats[Role.ADMINISTRATOR].user)
    cost_is_flat(client, reverse("membership_changes"), add)
