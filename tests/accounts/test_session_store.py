"""What lies in the table of sessions opens nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from stegvis.accounts.session_store import SessionStore, kept_as
from stegvis.core.actor import Role
from tests import builders

pytestmark = pytest.mark.django_db


def test_the_table_holds_another_key_than_the_cookie_and_it_opens_nothing(client):
    client.force_login(builders.a_seat(Role.ANALYST, builders.a_principal()).user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    kept = Session.objects.get()
    assert kept.session_key == kept_as(cookie) != cookie
    client.cookies[settings.SESSION_COOKIE_NAME] = kept.session_key
    assert client.get("/mina-inloggningar/").headers["Location"].startswith("/konto/login/")


def test_a_session_is_found_changed_renewed_and_removed_by_its_own_key():
    store = SessionStore()
    store["seat"] = 7
    store.create()
    first = store.session_key
    store["seat"] = 8
    store.save()
    assert SessionStore(first)["seat"] == 8
    assert SessionStore().exists(first)
    store.cycle_key()
    assert store.session_key != first
    assert not SessionStore().exists(first)
    assert SessionStore(store.session_key)["seat"] == 8
    store.flush()
    assert not Session.objects.exists()


def test_a_session_that_is_over_is_not_found():
    store = SessionStore()
    store["seat"] = 7
    store.set_expiry(-1)
    store.create()
    assert "seat" not in SessionStore(store.session_key)


@pytest.mark.parametrize("key", ["", "x", "\0", "å" * 5000, "\ud800"])
def test_a_key_that_is_none_finds_nothing(key):
    assert SessionStore(key).load() == {}
