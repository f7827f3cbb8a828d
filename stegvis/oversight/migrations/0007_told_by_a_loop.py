"""What is hashed, put together by a loop: a third of the time of one long expression, and the same bytes."""

from django.db import migrations

WRITTEN = """
CREATE OR REPLACE FUNCTION oversight_written(r oversight_reading) RETURNS bytea LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text := '17:stegvis reading 1';
    value text;
BEGIN
    FOREACH value IN ARRAY ARRAY[
        r.principal_id::text, r.unit_id::text, r.seq::text, r.id::text,
        to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        r.user_id::text, r.impersonator_id::text, r.roles, r.seat_unit_id::text, r.provider_id::text,
        r.kind, r.what, r.person_id::text, array_to_string(r.person_ids, ','),
        r.case_id::text, r.assignment_id::text, r.in_emergency::text,
        r.detail, r.request_id, r.address, encode(r.previous, 'hex')
    ] LOOP
        told := told || CASE WHEN value IS NULL THEN '-' ELSE octet_length(value) || ':' || value END;
    END LOOP;
    RETURN convert_to(told, 'UTF8');
END $$;
DROP FUNCTION oversight_told(text);
"""


class Migration(migrations.Migration):
    dependencies = (("oversight", "0006_readings_about"),)
    operations = (migrations.RunSQL(WRITTEN),)
