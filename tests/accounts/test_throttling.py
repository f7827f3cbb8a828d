"""Guessing is slow: attempts are counted per account and per address, by all workers together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, RequestFactory

from stegvis.accounts.models import SharedCacheEntry
from stegvis.accounts.shared_cache import SharedCache
from stegvis.core.actor import Role
from tests import builders
from tests.accounts.test_login import set_up_second_factor, sign_in
from tests.racing import race

pytestmark = pytest.mark.django_db

TOO_MANY = "För många försök. Vänta några minuter och försök igen."
SHARED = {"default": {"BACKEND": "stegvis.accounts.shared_cache.SharedCache"}}
LIMITS = {"login_failed": "8/10m/ip,3/5m/key", "login": "20/m/ip"}


@pytest.fixture(autouse=True)
def few_attempts(settings: Any) -> Iterator[None]:
    """The counting that production does, with small numbers."""
    settings.CACHES = SHARED
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user() -> Any:
    return builders.a_seat(Role.CONTROLLER, builders.a_principal()).user


def a_wrong_password(client: Client, email: str, address: str = "192.0.2.1") -> Any:
    form = {"login": email, "password": "gissat"}
    return client.post("/konto/login/", form, REMOTE_ADDR=address)


def test_after_some_wrong_passwords_not_even_the_right_one_is_tried(client: Client, user: Any) -> None:
    for _ in range(3):
        assert TOO_MANY not in a_wrong_password(client, user.email).content.decode()
    answer = sign_in(client, user)
    assert TOO_MANY in answer.content.decode()
    assert answer.wsgi_request.user.is_anonymous


def test_another_account_is_tried_meanwhile(client: Client, user: Any) -> None:
    other = builders.a_seat(Role.CONTROLLER, builders.a_principal()).user
    for _ in range(4):
        a_wrong_password(client, user.email)
    assert sign_in(client, other).status_code == 302


def test_an_account_is_counted_the_same_from_every_address_and_however_it_is_written(
    client: Client, user: Any
) -> None:
    for number in range(3):
        a_wrong_password(client, user.email.upper(), f"192.0.2.{number}")
    assert TOO_MANY in a_wrong_password(client, user.email, "198.51.100.7").content.decode()


def test_from_one_address_many_accounts_are_not_tried(client: Client, user: Any) -> None:
    for number in range(8):
        a_wrong_password(client, f"ingen{number}@example.org")
    assert TOO_MANY in a_wrong_password(client, user.email).content.decode()
    assert TOO_MANY not in a_wrong_password(client, user.email, "198.51.100.7").content.decode()


def test_signing_in_rightly_is_not_counted_as_an_attempt(client: Client, user: Any) -> None:
    for _ in range(5):
        assert sign_in(client, user).status_code == 302
        client.post("/konto/logout/")


def test_a_storm_from_one_address_is_met_by_a_page_that_says_so(
    client: Client, user: Any, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(2):
        client.get("/konto/login/")
        a_wrong_password(client, user.email)
    answer = a_wrong_password(client, user.email)
    assert answer.status_code == 429
    assert "Vänta några minuter" in answer.content.decode()
    assert answer.headers["Retry-After"] == "300"


def test_codes_are_guessed_no_more_often_than_passwords(client: Client, user: Any) -> None:
    sign_in(client, user)
    set_up_second_factor(client, user)
    client.post("/konto/logout/")
    sign_in(client, user)
    for code in ("000000", "000001", "000002"):
        answer = client.post("/konto/2fa/authenticate/", {"code": code})
        assert TOO_MANY not in answer.content.decode()
    answer = client.post("/konto/2fa/authenticate/", {"code": "000003"})
    assert TOO_MANY in answer.content.decode()


def test_an_attempt_is_counted_also_when_the_page_rolls_back() -> None:
    with transaction.atomic():
        cache.set("attempts", [1.5])
        transaction.set_rollback(True)
    assert cache.get("attempts") == [1.5]


def test_another_worker_counts_the_same_attempts() -> None:
    cache.set("attempts", [1764.25])
    parameters = connection.get_connection_params()  # type: ignore[no-untyped-call]
    database = {key: parameters[key] for key in ("dbname", "user", "password", "host") if key in parameters}
    with psycopg.connect(**database) as another:
        row = another.execute("SELECT value FROM accounts_sharedcacheentry").fetchone()
    assert row == ([1764.25],)


def test_of_two_who_take_the_same_place_at_once_one_gets_it() -> None:
    taken: list[bool] = []
    race(*[lambda: taken.append(cache.add("place", value=True, timeout=60)) for _ in range(4)])
    assert sorted(taken) == [False, False, False, True]


def test_what_is_out_of_date_is_as_if_it_were_not_there() -> None:
    cache.set("old", "value", timeout=-1)
    assert cache.get("old", "nothing") == "nothing"
    assert cache.add("old", "another")
    assert cache.get("old") == "another"
    cache.set("count", 2)
    assert cache.incr("count", 3) == 5
    assert cache.touch("count", -1)
    assert not cache.delete("count")
    assert SharedCacheEntry.objects.count() == 2


def test_it_is_the_databases_cache_that_production_uses(settings: Any) -> None:
    from stegvis.settings import base

    assert base.CACHES == SHARED
    assert isinstance(cache._connections["default"], SharedCache)  # type: ignore[attr-defined]


def test_the_address_behind_a_proxy_is_believed_only_when_the_proxy_is_trusted(settings: Any) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7"
    )
    assert get_adapter(request).get_client_ip(request) == "192.0.2.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert get_adapter(request).get_client_ip(request) == "198.51.100.7"
