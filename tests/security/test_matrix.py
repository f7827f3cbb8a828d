"""Every address × every role × {ours, another unit and provider, another tenant}.

Built from the declarations beside the views: an address that declares nothing fails, and so does an address
that shows a kind of row whose readers are not written down in `world.SEES`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from stegvis.catalogue.models import Intervention
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.pages import Access
from tests import builders
from tests.security.world import OURS, SEES, Chain, World, a_world

pytestmark = pytest.mark.django_db

ANONYMOUS = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_trust",
    "demo_login",
    "health_live",
    "health_ready",
    "accessibility",
    "style",  # only in the demo and in tests
}
"""The only addresses that open to somebody who is not signed in."""

PERSONAL = {
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
"""Addresses about the signed-in user's own account, from the login package; open to every role."""

SAMPLES: dict[str, Any] = {"key": "no-such-kind", "intervention": Intervention}
"""A value for each word in an address besides the row's own key; for a model, its row in the chain."""


ANSWERS_404_TO_A_SAMPLE = {
    "waiting",
    "change_seat",
    "report_rows",
    "remove_reporting_time",
    "import_result",
    "import_problems",
    "import_confirm",
    "import_discard",
}
"""Functions that exist for a role but not for the sample that is sent to them."""


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


ALL = {pattern.name: pattern for pattern in patterns(get_resolver())}
OURS_TO_DECLARE = {name: p for name, p in ALL.items() if name not in ANONYMOUS | PERSONAL}
DECLARED: dict[str, Access] = {
    name: getattr(p.callback, "access", Access(who=frozenset())) for name, p in OURS_TO_DECLARE.items()
}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


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
    assert ALL.keys() - OURS_TO_DECLARE.keys() <= ANONYMOUS | PERSONAL
    for name in sorted((ANONYMOUS | PERSONAL) & ALL.keys()):
        access = getattr(ALL[name].callback, "access", None)
        assert access is None or access.public


def address(name: str, chain: Chain, pk: int | None = None) -> str:
    words = {word: SAMPLES.get(word) for word in ALL[name].pattern.converters}
    words = {
        word: chain.rows[value].pk if isinstance(value, type) else value for word, value in words.items()
    }
    if pk is not None:
        words["pk"] = pk
    missing = [word for word, value in words.items() if value is None]
    assert not missing, f"{name} has words without a sample: {missing}"
    return reverse(name, kwargs=words)


@pytest.mark.parametrize("name", sorted(OURS_TO_DECLARE))
def test_nobody_gets_in_without_signing_in(client, world, name):
    response = client.get(address(name, world.chains[OURS], pk=1 if DECLARED[name].shows else None))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/konto/login/")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_functions_and_no_others(client, world, role):
    client.force_login(world.seats[role].user)
    wrong = {}
    for name, access in DECLARED.items():
        if access.shows is not None:
            continue
        for verb in (client.get, client.post):
            status = verb(address(name, world.chains[OURS])).status_code
            let_in = status not in (403, 404) or (status == 404 and name in ANSWERS_404_TO_A_SAMPLE)
            if status >= 500 or let_in != (role in access.who):
                wrong[name] = status
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_the_rows_it_may_see_and_no_others(client, world, role):
    client.force_login(world.seats[role].user)
    wrong = {}
    for name, access in DECLARED.items():
        if access.shows is None:
            continue
        for whose, chain in world.chains.items():
            row = chain.rows[access.shows]
            expected = role in access.who and whose in SEES[access.shows].get(role, ())
            status = client.get(address(name, chain, row.pk)).status_code
            if status >= 500 or (status != 404) != expected:
                wrong[name, whose, "GET"] = status
            if not expected:
                status = client.post(address(name, chain, row.pk)).status_code
                if status != 404:
                    wrong[name, whose, "POST"] = status
    assert not wrong
