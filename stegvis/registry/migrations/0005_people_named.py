"""The search by name, asked of its index.

A search for words may tell its caller about rows that a policy hides, so PostgreSQL asks it after the policy,
row by row. This function asks as the owner of the tables and does itself what the policy would: it answers for
the transaction's own principal alone, and with keys alone. Providers' staff and residents get no answer.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION registry_people_named(wanted_principal bigint, words tsquery) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM public.registry_person
    WHERE principal_id = wanted_principal
          AND principal_id = coalesce(
              nullif(current_setting('stegvis.principal', true), '')::bigint, wanted_principal
          )
          AND nullif(current_setting('stegvis.provider', true), '') IS NULL
          AND nullif(current_setting('stegvis.person', true), '') IS NULL
          AND name_words @@ words
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("registry", "0004_files"),)
    operations = (
        migrations.RunSQL(MAKE, "DROP FUNCTION registry_people_named(bigint, tsquery)"),
    )
