"""Every address × every role × {ours, another unit and provider, another tenant}.

Built from the declarations beside the views: an address that declares nothing fails, and so does an address
that shows a kind of row whose readers are not written down in `world.SEES`.
"""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from stegvis.core.actor import Role
from tests.security.addresses import (
    ALL,
    ANONYMOUS,
    ANSWERS_404_TO_A_SAMPLE,
    CLOSED,
    DECLARED,
    OURS_TO_DECLARE,
    PERSONAL,
    address,
    patterns,
)
from tests.security.headers import missing
from tests.security.thorough import EVERYTHING
from tests.security.world import OURS, SEES, World, a_world

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders"),
]


@pytest.fixture
def world() -> World:
    return a_world()


def test_every_address_has_a_name_of_its_own():
    names = [pattern.name for pattern in patterns(get_resolver())]
    assert all(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(OURS_TO_DECLARE))
def test_every_address_declares_who_may_use_it(name):
    access = DECLARED[name]
    assert access.who, f"{name} declares nobody who may use it"
    assert access.shows is None or access.shows in SEES, f"who may see {access.shows} is not written down"


def test_the_lists_of_undeclared_addresses_name_only_what_exists():
    listed = ANONYMOUS | PERSONAL | CLOSED
    assert listed <= ALL.keys()
    for name in sorted(listed):
        access = getattr(ALL[name].callback, "access", None)
        assert access is None or access.public


def test_a_closed_address_exists_for_nobody(client, world):
    for seat in (None, *world.seats.values()):
        if seat:
            client.force_login(seat.user)
        for name in CLOSED:
            for verb in (client.get, client.post):
                assert verb(address(name, world.chains[OURS])).status_code == 404, name


def test_nobody_gets_in_without_signing_in(client, world):
    for name, access in DECLARED.items():
        response = client.get(address(name, world.chains[OURS], pk=1 if access.shows else None))
        assert response.status_code == 302, name
        assert response.headers["Location"].startswith("/konto/login/"), name


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_functions_and_no_others(client, world, role):
    client.force_login(world.seats[role].user)
    wrong = {}
    for place, (name, access) in enumerate(DECLARED.items()):
        if access.shows is not None or not is_asked(role, access, place):
            continue
        for verb in verbs(client, role, access, place):
            response = verb(address(name, world.chains[OURS]))
            status = response.status_code
            let_in = status not in (403, 404) or (status == 404 and name in ANSWERS_404_TO_A_SAMPLE)
            if status >= 500 or let_in != (role in access.who):
                wrong[name] = status
            elif lacking := missing(response):
                wrong[name] = lacking
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_the_rows_it_may_see_and_no_others(client, world, role):
    client.force_login(world.seats[role].user)
    wrong = {}
    for place, (name, access) in enumerate(DECLARED.items()):
        if access.shows is None or not is_asked(role, access, place):
            continue
        # To whom the address is closed it is closed whosever the row is: asking for one is enough.
        asked = world.chains if role in access.who else {OURS: world.chains[OURS]}
        for turn, (whose, chain) in enumerate(asked.items(), start=place):
            row = chain.rows[access.shows]
            expected = role in access.who and whose in SEES[access.shows].get(role, ())
            verb = client.get if expected else one_verb(client, role, turn)
            response = verb(address(name, chain, row.pk))
            status = response.status_code
            if status >= 500 or (status != 404) != expected:
                wrong[name, whose, verb.__name__] = status
            elif lacking := missing(response):
                wrong[name, whose, verb.__name__] = lacking
    assert not wrong


def is_asked(role, access, place):
    return EVERYTHING or role in access.who or (place + list(Role).index(role)) % 2 == 0


def verbs(client, role, access, place):
    """Both for who may use the address, one for who may not."""
    return (client.get, client.post) if role in access.who else (one_verb(client, role, place),)


def one_verb(client, role, turn):
    """Some roles ask and the others send; of two rows that one role may not see, it asks for one and sends
    to the other."""
    return (client.get, client.post)[(turn + list(Role).index(role) // 2) % 2]
