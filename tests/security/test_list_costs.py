"""Each list costs as many queries for a thousand rows as for ten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.accounts.models import Membership, User
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.money import kr
from stegvis.providers.models import Authorisation, Provider
from stegvis.remuneration.calculation import Calculation, Line
from stegvis.remuneration.models import BonusProposal, LedgerEntry, Settlement, SettlementApproval
from tests import builders
from tests.security.world import OURS, World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day_without_second_factor(settings: Any) -> Iterator[None]:
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(builders.TODAY):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


def queries(client: Any, address: str) -> int:
    client.get(address)  # what is remembered for the session is asked for here
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def cost_is_flat(client: Any, address: str, add: Callable[[int], None]) -> None:
    add(10)
    ten = queries(client, address)
    add(990)
    assert queries(client, address) == ten + 1, "only the count of all rows is asked for besides"


def test_users_and_their_roles(client, world):
    principal = world.chains[OURS].unit.principal

    def add(count: int) -> None:
        known = User.objects.count()
        users = User.objects.bulk_create(
            User(email=f"lista{known + n}@example.org", first_name="Lis", last_name=f"Ta{known + n}")
            for n in range(count)
        )
        Membership.objects.bulk_create(
            Membership(principal=principal, user=user, role=Role.ANALYST, period=builders.ALWAYS)
            for user in users
        )

    client.force_login(world.seats[Role.ADMINISTRATOR].user)
    cost_is_flat(client, reverse("memberships"), add)


def test_providers(client, world):
    principal = world.chains[OURS].unit.principal

    def add(count: int) -> None:
        known = Provider.objects.count()
        providers = Provider.objects.bulk_create(
            Provider(principal=principal, organisation_number=f"{6_000_000_000 + known + n}", name=f"A{n}")
            for n in range(count)
        )
        Authorisation.objects.bulk_create(
            Authorisation(principal=principal, provider=provider, period=builders.ALWAYS)
            for provider in providers
        )

    client.force_login(world.seats[Role.QUALITY_OFFICER].user)
    cost_is_flat(client, reverse("providers"), add)


def entries(settlement: Settlement, like: LedgerEntry, count: int) -> None:
    known = settlement.entries.count()
    calculation = Calculation({}, "prov", (Line("Prov", kr(1)),)).as_json()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            principal=settlement.principal,
            settlement=settlement,
            provider=like.provider,
            assignment=like.assignment,
            kind=LedgerEntry.Kind.BASE,
            month=date(1900 + (known + n) // 12, (known + n) % 12 + 1, 1),
            amount=kr(1),
            calculation=calculation,
        )
        for n in range(count)
    )


def test_the_lines_of_a_settlement(client, world):
    rows = world.chains[OURS].rows
    settlement: Any = rows[Settlement]
    client.force_login(world.seats[Role.CONTROLLER].user)
    cost_is_flat(
        client,
        reverse("settlement", args=[settlement.pk]),
        lambda count: entries(settlement, rows[LedgerEntry], count),
    )


def test_a_providers_own_lines(client, world):
    rows = world.chains[OURS].rows
    settlement: Any = rows[Settlement]
    SettlementApproval.objects.create(
        principal=settlement.principal,
        settlement=settlement,
        approved=True,
        decided_on=builders.TODAY,
        decided_by=builders.a_user(),
    )
    client.force_login(world.seats[Role.PROVIDER_STAFF].user)
    cost_is_flat(
        client, reverse("my_remuneration"), lambda count: entries(settlement, rows[LedgerEntry], count)
    )


def test_bonuses(client, world):
    like: Any = world.chains[OURS].rows[BonusProposal]
    case = like.assignment.case

    def add(count: int) -> None:
        known = case.follow_ups.count()
        planned = type(like.follow_up).objects.bulk_create(
            type(like.follow_up)(
                principal=case.principal, case=case, due_on=date.fromordinal(740_000 + known + n)
            )
            for n in range(count)
        )
        BonusProposal.objects.bulk_create(
            BonusProposal(
                principal=case.principal,
                assignment=like.assignment,
                follow_up=follow_up,
                tariff=like.tariff,
                amount=kr(1),
                reason="Prov",
                proposed_on=builders.TODAY,
                proposed_by=like.proposed_by,
            )
            for follow_up in planned
        )

    client.force_login(world.seats[Role.CONTROLLER].user)
    cost_is_flat(client, reverse("bonuses"), add)
