"""Prints two session keys for measuring: of the head of all units, and of a superuser for the admin."""

import django

from bench.population import HEAD


def main() -> None:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from stegvis.accounts.models import User
    from stegvis.accounts.session_store import SessionStore

    def session_of(user: User) -> str:
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        return str(store.session_key)

    root, _ = User.objects.get_or_create(
        email="rot@bank.example", defaults={"is_staff": True, "is_superuser": True, "password": "!"}
    )
    print(session_of(User.objects.get(email=HEAD)))
    print(session_of(root))


if __name__ == "__main__":
    django.setup()
    main()
