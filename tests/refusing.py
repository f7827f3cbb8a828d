"""A database that refuses one row, for the rest of the test's transaction."""

from __future__ import annotations

from django.db import connection


def refuse_rows_of(table: str, column: str, value: int) -> None:
    """From now on nothing is put into the table for `value`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE 'refused by the test'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER refused BEFORE INSERT ON {table} FOR EACH ROW"
            f" WHEN (NEW.{column} = {int(value)}) EXECUTE FUNCTION pg_temp.refuse()"
        )
