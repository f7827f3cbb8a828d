"""What PostgreSQL gives to whom: policies on every table that belongs to a principal.

Each table with a `principal` is closed (`FORCE ROW LEVEL SECURITY`), also to its owner, and opened by
policies:

- `tenant`: the application reaches the rows of the transaction's principal (`scope.Scope`);
- what a room has declared with `also` (all reach more) and `outside` (a provider's staff and residents
  reach less);
- `maintenance`: the owner of the tables, who migrates and imports, reaches all. The web server is not the
  owner.

The application works as one of two roles: one for the principal's own people and one for others, so that the
questions of the former carry no conditions meant for the latter. Both own nothing, cannot go past policies,
and may only read and add where a table is append-only.

All is put in place after each `migrate`, for the tables that then exist: a new table is closed without
anybody having to think of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.db.backends.utils import CursorWrapper

APPENDED_ONLY = "append_only"
CONTEXT = "pghistory.Context"
TELLS_SETTING_APART = 160000  # since PostgreSQL 16 a member of a role may or may not take its place
ONE_AT_A_TIME = 20251123  # any number; PostgreSQL's advisory lock of that number


def setting(name: str) -> str:
    """SQL for a key of the transaction's scope, NULL when it is not set. Asked once per query."""
    return f"(SELECT NULLIF(current_setting('stegvis.{name}', true), '')::bigint)"


PRINCIPAL, PROVIDER, PERSON, USER = (setting(name) for name in ("principal", "provider", "person", "user"))


@dataclass(frozen=True)
class Policy:
    """One condition on the rows of a table."""

    model: str
    name: str
    using: str
    command: str = "ALL"
    for_outsiders: bool = False
    """Takes away from who is not the principal's own staff; otherwise gives to all."""


_declared: dict[tuple[str, str], Policy] = {}
_without_principal: dict[str, str] = {}
_shared: dict[str, str] = {}


def outside(model: str, name: str, using: str, command: str = "ALL") -> None:
    """A provider's staff and residents reach the rows of `model` only where the SQL condition holds.

    `command="UPDATE"`: they read the others too, but neither lock nor change them.
    """
    _declared[model, name] = Policy(model, name, using, command, for_outsiders=True)


def follows(model: str, column: str, table: str) -> None:
    """They reach a row of `model` when they reach the row of `table` that `column` points at."""
    outside(model, f"with_{table}", f"{column} IN (SELECT id FROM {table})")


def also(model: str, name: str, using: str) -> None:
    """Lets the application read the rows of `model` for which the SQL condition holds too."""
    _declared[model, name] = Policy(model, name, using, command="SELECT")


def tenant_is(model: str, condition: str) -> None:
    """For a table that belongs to a principal without a `principal` of its own: how that is seen."""
    _without_principal[model] = condition


def share(table: str, rights: str) -> None:
    """For a table of a package's own that belongs to no principal: what the principal's own people may do.

    A provider's staff and residents may do nothing there.
    """
    _shared[table] = rights


def put_in_place() -> None:
    """Closes and opens all tables as declared. Raises RoleMissing. Run as the owner of the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        _make_roles(cursor)
        _take_away_all(cursor)
        for statement in _statements():
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{fingerprint()}'")


def is_in_place() -> bool:
    """Are the policies in the database those that this version declares?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass)")
        (told,) = cursor.fetchone()
    return bool(told == fingerprint())


def fingerprint() -> str:
    told = hashlib.sha256("\n".join(_statements()).encode())
    return f"row security {told.hexdigest()[:16]}"


def tenant_tables() -> dict[str, str]:
    """The condition under which a row is the principal's own, by the name of the table."""
    found = {}
    for model in _tables():
        if "principal" in {field.name for field in model._meta.local_fields}:
            found[model._meta.db_table] = f"principal_id = {PRINCIPAL}"
        elif model._meta.label in _without_principal:
            found[model._meta.db_table] = _without_principal[model._meta.label]
    return found


# --- the statements -------------------------------------------------------------------------------


def _statements() -> Iterator[str]:
    roles = ", ".join(_roles())
    yield f"GRANT USAGE ON SCHEMA public TO {roles}"
    for model in _tables():
        table = connection.ops.quote_name(model._meta.db_table)
        yield f"REVOKE ALL ON {table} FROM {roles}"
        yield f"GRANT {_rights(model)} ON {table} TO {roles}"
    yield from _rights_on_shared(roles)
    yield f"GRANT SELECT ON django_migrations TO {roles}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {roles}"
    for name, condition in tenant_tables().items():
        yield from _closed(connection.ops.quote_name(name), condition, roles)
    for policy in (*_declared.values(), *_histories()):
        yield _opened(policy)
    yield from _authorship(roles)


def _rights_on_shared(roles: str) -> Iterator[str]:
    app, _ = _roles()
    for table, rights in sorted(_shared.items()):
        yield f"REVOKE ALL ON {table} FROM {roles}"
        yield f"GRANT {rights} ON {table} TO {app}"


def _authorship(roles: str) -> Iterator[str]:
    """Who made a change is written once: the history's trigger may only amend it in the same transaction."""
    table = connection.ops.quote_name(apps.get_model(CONTEXT)._meta.db_table)
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY maintenance ON {table} TO CURRENT_USER USING (true)"
    yield f"CREATE POLICY told ON {table} FOR SELECT TO {roles} USING (true)"
    yield f"CREATE POLICY written ON {table} FOR INSERT TO {roles} WITH CHECK (created_at = now())"
    yield f"CREATE POLICY amended ON {table} FOR UPDATE TO {roles} USING (created_at = now())"


def _histories() -> Iterator[Policy]:
    """What rows were before: written by whoever changes them, read by staff alone."""
    tenants = tenant_tables()
    for model in _tables():
        if is_history(model) and model._meta.db_table in tenants:
            yield Policy(model._meta.label, "read_by_staff", "false", command="SELECT", for_outsiders=True)


def _closed(table: str, condition: str, roles: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY maintenance ON {table} TO CURRENT_USER USING (true)"
    yield f"CREATE POLICY tenant ON {table} TO {roles} USING ({condition})"


def _opened(policy: Policy) -> str:
    app, outside_role = _roles()
    table = connection.ops.quote_name(apps.get_model(policy.model)._meta.db_table)
    kind = f"RESTRICTIVE FOR {policy.command} TO {outside_role}"
    if not policy.for_outsiders:
        kind = f"PERMISSIVE FOR {policy.command} TO {app}, {outside_role}"
    return f"CREATE POLICY {policy.name} ON {table} AS {kind} USING ({policy.using})"


def _roles() -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(settings.DATABASE_APP_ROLE), quote(settings.DATABASE_OUTSIDE_ROLE)


def _rights(model: type[models.Model]) -> str:
    if is_history(model):
        return "SELECT, INSERT"
    if model._meta.label == CONTEXT:
        return "SELECT, INSERT, UPDATE (metadata, updated_at)"
    if is_append_only(model):
        # Whoever locks a row must be allowed to update some column of it. The trigger refuses to.
        return "SELECT, INSERT, UPDATE (id)"
    return "SELECT, INSERT, UPDATE, DELETE"


def is_append_only(model: type[models.Model]) -> bool:
    """Declared so by its trigger, or kept by the change history's triggers."""
    triggers = getattr(model._meta, "triggers", ())
    return is_history(model) or any(trigger.name == APPENDED_ONLY for trigger in triggers)


def is_history(model: type[models.Model]) -> bool:
    """Kept by the change history's triggers."""
    return hasattr(model, "pgh_tracked_model")


def _tables() -> list[type[models.Model]]:
    """All models with a table of their own, in a steady order."""
    managed = (m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy)
    return sorted(managed, key=lambda model: model._meta.db_table)


def _take_away_all(cursor: CursorWrapper) -> None:
    """Also what an earlier version declared and this one no longer does."""
    cursor.execute("SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public'")
    for policy, table in cursor.fetchall():
        cursor.execute(f"DROP POLICY {policy} ON {connection.ops.quote_name(table)}")


# --- the role -------------------------------------------------------------------------------------


class RoleMissing(RuntimeError):
    """The application's roles do not exist, and the owner of the tables may not make them."""


def _make_roles(cursor: CursorWrapper) -> None:
    """Roles are the whole server's: made once. The owner may take the app's place, and it the outsiders'."""
    app, outside_role = _roles()
    names = [settings.DATABASE_APP_ROLE, settings.DATABASE_OUTSIDE_ROLE]
    cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [names])
    if cursor.fetchone()[0] < len(names):
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise RoleMissing(
                "Databasrollerna saknas. Låt databasens administratör köra:\n"
                f"  CREATE ROLE {outside_role};\n"
                f"  CREATE ROLE {app} LOGIN NOINHERIT PASSWORD '…';\n"
                f"  GRANT {outside_role} TO {app};\n"
                f"  GRANT {app} TO {connection.settings_dict['USER']};"
            )
        for role in (app, outside_role):
            _make_unless_there(cursor, role)
        cursor.execute(f"ALTER ROLE {app} NOINHERIT")
        cursor.execute(f"GRANT {outside_role} TO {app}")
    if not _may_take_its_place(cursor):
        cursor.execute(f"GRANT {app} TO CURRENT_USER")


def _make_unless_there(cursor: CursorWrapper, role: str) -> None:
    with suppress(DatabaseError), transaction.atomic():
        cursor.execute(f"CREATE ROLE {role} NOLOGIN")


def _may_take_its_place(cursor: CursorWrapper) -> bool:
    right = "SET" if connection.pg_version >= TELLS_SETTING_APART else "MEMBER"  # type: ignore[attr-defined]
    cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [settings.DATABASE_APP_ROLE, right])
    return bool(cursor.fetchone()[0])
