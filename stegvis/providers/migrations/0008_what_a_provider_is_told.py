"""What a provider's staff may know of its deficiencies and of visits to come, asked of the tables' owner.

A deficiency exists for the provider from the moment it is told to mend it, and that is written in another
table whose own policy asks about the deficiency: two policies cannot ask each other. Of a visit that is
announced the provider is told when, where, by whom and by which questions; the same row holds why the visit
is made, which may be a tip, and what the visitor has begun to write. These functions answer for the
transaction's own provider alone.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION providers_deficiencies_told() RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT deficiency.id
    FROM public.providers_deficiency deficiency
    JOIN public.providers_remedy remedy ON remedy.deficiency_id = deficiency.id
    WHERE deficiency.principal_id = nullif(current_setting('stegvis.principal', true), '')::bigint
          AND deficiency.provider_id = nullif(current_setting('stegvis.provider', true), '')::bigint
$$;

CREATE FUNCTION providers_visits_announced()
    RETURNS TABLE (planned_on date, site_id bigint, template_id bigint, visitor_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT visit.planned_on, visit.site_id, visit.template_id, visit.visitor_id
    FROM public.providers_qualityvisit visit
    WHERE visit.principal_id = nullif(current_setting('stegvis.principal', true), '')::bigint
          AND visit.provider_id = nullif(current_setting('stegvis.provider', true), '')::bigint
          AND visit.is_announced AND visit.signed_at IS NULL AND visit.called_off_because = ''
    ORDER BY visit.planned_on, visit.id
$$;
"""
TAKE_AWAY = """
DROP FUNCTION providers_deficiencies_told() CASCADE; -- its policy is put in place anew after migrating
DROP FUNCTION providers_visits_announced();
"""


class Migration(migrations.Migration):
    dependencies = (("providers", "0007_ending_and_wording"),)
    operations = (migrations.RunSQL(MAKE, TAKE_AWAY),)
