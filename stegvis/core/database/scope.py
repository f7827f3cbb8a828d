"""For whom the database works: the principal, provider, person and user of a transaction.

The application's filters say what a page asks for; the scope says what the database gives, whatever is asked.
It is set for one transaction (`SET LOCAL`), so it ends with it, also in a pooled connection. While it holds,
the connection works as a role which owns nothing and for which the row policies of
`stegvis.core.database.row_security` hold. Without a scope that role sees no tenant's rows at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import connection, transaction

READ_ONLY = "transaction_read_only"
"""Ends with the part of the transaction that it was set in; PostgreSQL sees to that itself."""


@dataclass(frozen=True)
class Scope:
    """Whose rows a transaction may touch; None of all stands for nobody's."""

    principal_id: int | None = None
    provider_id: int | None = None
    """Set for a provider's staff: of the principal's assignments only those of the provider."""
    person_id: int | None = None
    """Set for a resident: nobody's record but this person's."""
    user_id: int | None = None
    """Set for who is signed in: the user's own memberships, wherever they are."""

    @property
    def role(self) -> str:
        """The role of the database to work as: another one for who is not the principal's own staff."""
        outside = self.provider_id is not None or self.person_id is not None
        return settings.DATABASE_OUTSIDE_ROLE if outside else settings.DATABASE_APP_ROLE

    def settings(self) -> dict[str, str]:
        """The transaction's settings by their names, empty where nothing is set."""
        return {
            f"stegvis.{name}": "" if value is None else str(value)
            for name, value in (
                ("principal", self.principal_id),
                ("provider", self.provider_id),
                ("person", self.person_id),
                ("user", self.user_id),
            )
        }


def current() -> Scope | None:
    """The scope of the connection's transaction, or None when it works for the owner of the tables."""
    return getattr(connection, "stegvis_scope", None)


@contextmanager
def within(scope: Scope, **local: str) -> Iterator[None]:
    """A transaction (or a part of one) in which the application's role works within `scope`.

    `local` are further settings of PostgreSQL for the same transaction, such as `statement_timeout`.
    """
    before = current()
    with transaction.atomic():
        _put(scope, local)
        try:
            yield
        finally:
            connection.stegvis_scope = before  # type: ignore[attr-defined]
    if connection.in_atomic_block:  # the settings outlive a part of a transaction
        _put(before, {name: "0" for name in local if name != READ_ONLY})


def principal(principal_id: int) -> AbstractContextManager[None]:
    """What a command or a job does for one principal: `with scope.principal(pk): …`."""
    return within(Scope(principal_id=principal_id))


def user(user_id: int) -> AbstractContextManager[None]:
    """What is done before it is known for which principal a user acts."""
    return within(Scope(user_id=user_id))


def narrow(principal_id: int, provider_id: int | None = None, person_id: int | None = None) -> None:
    """From now on in this transaction: for the user's seat, once it is known."""
    now = current()
    if now is not None:
        _put(replace(now, principal_id=principal_id, provider_id=provider_id, person_id=person_id), {})


@contextmanager
def of_the_principal() -> Iterator[None]:
    """For a question whose answer all may know though not all may see the rows behind it, such as how many
    places are taken at a provider. Ask it to its end inside the block, and pass on the answer alone."""
    now = current()
    if now is None or now.role == settings.DATABASE_APP_ROLE:
        yield
        return
    with within(replace(now, provider_id=None, person_id=None)):
        yield


def _put(scope: Scope | None, local: dict[str, str]) -> None:
    """One round trip, whatever is set."""
    role = scope.role if scope else getattr(connection, "stegvis_role", "none")
    values = (scope or Scope()).settings() | {"role": role} | local
    connection.stegvis_scope = scope  # type: ignore[attr-defined]
    question = ", ".join(["set_config(%s, %s, true)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {question}", [word for pair in values.items() for word in pair])
