"""The readings about one person, asked of the indexes.

Whether an array holds a key may tell its caller about rows that a policy hides, so PostgreSQL asks it after the
policy, row by row. This function asks as the owner of the tables and does itself what the policies would: it
answers for the transaction's own principal, to a resident about himself, to a provider's staff nothing, and with
keys alone. Without a scope it answers only to a session of the owner's.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION oversight_readings_about(wanted_principal bigint, wanted_person bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path = pg_catalog, public, pg_temp AS $$
    WITH allowed AS (
        SELECT WHERE CASE
            WHEN nullif(current_setting('stegvis.principal', true), '') IS NULL
                THEN pg_has_role(session_user, current_user, 'USAGE')
            ELSE current_setting('stegvis.principal')::bigint = wanted_principal
                AND nullif(current_setting('stegvis.provider', true), '') IS NULL
                AND coalesce(
                    nullif(current_setting('stegvis.person', true), '')::bigint, wanted_person
                ) = wanted_person
            END
    )
    SELECT id FROM oversight_reading
        WHERE EXISTS (SELECT FROM allowed) AND principal_id = wanted_principal AND person_id = wanted_person
    UNION
    SELECT id FROM oversight_reading
        WHERE EXISTS (SELECT FROM allowed) AND principal_id = wanted_principal
            AND person_ids @> ARRAY[wanted_person] AND NOT person_ids = '{}'
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("oversight", "0005_lighter_index"),)
    operations = (migrations.RunSQL(MAKE, "DROP FUNCTION oversight_readings_about(bigint, bigint)"),)
