"""Prints two session keys for measuring: of the head of all units, and of a superuser for the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django

from bench.population import HEAD

if TYPE_CHECKING:
    from stegvis.accounts.models import User


def main() -> None:
    from stegvis.accounts.models import User

    root, _ = User.objects.get_or_create(
        email="rot@bank.example", defaults={"is_staff": True, "is_superuser": True, "password": "!"}
    )
    print(session_of(User.objects.get(email=HEAD)))
    print(session_of(root))


def session_of(user: User) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from stegvis.accounts.models import SignIn
    from stegvis.accounts.registering import SIGN_IN
    from stegvis.accounts.session_store import SessionStore

    now = timezone.now()
    signed_in = SignIn.objects.create(user=user, started_at=now, last_used_at=now)
    store = SessionStore()
    store[SIGN_IN] = str(signed_in.pk)
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    django.setup()
    main()
