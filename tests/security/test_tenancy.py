"""No row can point at another tenant's row: the database itself refuses."""

import pytest
from django.apps import apps
from django.db import connection

from stegvis.core.models import Tenanted

pytestmark = pytest.mark.django_db

TENANTED = [m for m in apps.get_models() if issubclass(m, Tenanted)]
HELD_BY_TRIGGER = {
    *(("Reading", name) for name in ("person", "case", "assignment", "seat_unit", "provider")),
    ("Finding", "person"),
}
"""The log outlives what it tells of; see tests/oversight/test_tenancy.py."""
LINKS = [
    (model, field)
    for model in TENANTED
    for field in model._meta.local_fields
    if field.is_relation and issubclass(field.related_model, Tenanted)
    if (model.__name__, field.name) not in HELD_BY_TRIGGER
]


def composite_keys() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conrelid::regclass::text, string_agg(a.attname, ',' ORDER BY a.attname)
            FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
            WHERE c.contype = 'f' AND cardinality(c.conkey) = 2
            GROUP BY c.oid, c.conrelid
            """
        )
        return {(table, column) for table, columns in cursor for column in columns.split(",")}


@pytest.mark.parametrize(("model", "field"), LINKS, ids=lambda x: getattr(x, "name", None) or x.__name__)
def test_each_link_between_tenants_rows_is_held_to_one_tenant(model, field):
    assert (model._meta.db_table, field.column) in composite_keys()


def test_every_table_of_the_rooms_belongs_to_a_tenant_or_is_the_tenant_itself():
    free = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("stegvis.")
        and not issubclass(model, Tenanted)
        and not model.__name__.endswith("Event")
    }
    assert free == {"JobRun", "SharedCacheEntry", "SignIn", "SignInDoor", "User", "Principal"}
