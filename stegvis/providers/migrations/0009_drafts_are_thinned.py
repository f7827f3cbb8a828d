"""A draft begun by a link tells when somebody last wrote in it, and goes when nobody does.

The history of changes is written and read by the application and never removed by it. Of a draft that nobody
has sent in nothing shall be left, neither there: this function removes what the history tells of drafts that
are gone, in the transaction's own principal, and of nothing else.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

MAKE = """
CREATE FUNCTION providers_forget_removed_drafts() RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (
        SELECT told.pgh_obj_id AS id
        FROM public.providers_applicationevent told
        WHERE told.principal_id = nullif(current_setting('stegvis.principal', true), '')::bigint
              AND nullif(current_setting('stegvis.provider', true), '') IS NULL
              AND NOT EXISTS (SELECT 1 FROM public.providers_application kept WHERE kept.id = told.pgh_obj_id)
        GROUP BY told.pgh_obj_id
        HAVING count(told.submitted_on) = 0 AND count(told.provider_id) = 0
    ), answers AS (
        DELETE FROM public.providers_conditionanswerevent told USING gone WHERE told.application_id = gone.id
    )
    DELETE FROM public.providers_applicationevent told USING gone WHERE told.pgh_obj_id = gone.id
$$;
"""
TAKE_AWAY = "DROP FUNCTION providers_forget_removed_drafts();"


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0008_what_a_provider_is_told"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="removed_delete",
        ),
        migrations.AddField(
            model_name="application",
            name="told_on",
            field=models.DateField(blank=True, null=True, verbose_name="påminnelse om borttagning"),
        ),
        migrations.AddField(
            model_name="application",
            name="touched_on",
            field=models.DateField(blank=True, null=True, verbose_name="senast ändrad"),
        ),
        migrations.AddField(
            model_name="applicationevent",
            name="told_on",
            field=models.DateField(blank=True, null=True, verbose_name="påminnelse om borttagning"),
        ),
        migrations.AddField(
            model_name="applicationevent",
            name="touched_on",
            field=models.DateField(blank=True, null=True, verbose_name="senast ändrad"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "providers_applicationevent" ("conditions_on", "contact_email", "contact_name", "contact_phone", "id", "key_hash", "languages", "methods", "number", "officer_id", "organisation_name", "organisation_number", "orientation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "principal_id", "provider_id", "reauthorisation_id", "started_at", "state", "submitted_on", "told_on", "touched_on", "wanted_from") VALUES (OLD."conditions_on", OLD."contact_email", OLD."contact_name", OLD."contact_phone", OLD."id", OLD."key_hash", OLD."languages", OLD."methods", OLD."number", OLD."officer_id", OLD."organisation_name", OLD."organisation_number", OLD."orientation", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."places", OLD."principal_id", OLD."provider_id", OLD."reauthorisation_id", OLD."started_at", OLD."state", OLD."submitted_on", OLD."told_on", OLD."touched_on", OLD."wanted_from"); RETURN NULL;',
                    hash="e85d1e864bfc3b5794ad497cefdbe189b7c32f03",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_edd06",
                    table="providers_application",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "providers_applicationevent" ("conditions_on", "contact_email", "contact_name", "contact_phone", "id", "key_hash", "languages", "methods", "number", "officer_id", "organisation_name", "organisation_number", "orientation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "principal_id", "provider_id", "reauthorisation_id", "started_at", "state", "submitted_on", "told_on", "touched_on", "wanted_from") VALUES (OLD."conditions_on", OLD."contact_email", OLD."contact_name", OLD."contact_phone", OLD."id", OLD."key_hash", OLD."languages", OLD."methods", OLD."number", OLD."officer_id", OLD."organisation_name", OLD."organisation_number", OLD."orientation", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."places", OLD."principal_id", OLD."provider_id", OLD."reauthorisation_id", OLD."started_at", OLD."state", OLD."submitted_on", OLD."told_on", OLD."touched_on", OLD."wanted_from"); RETURN NULL;',
                    hash="77d4459d2cf2fff6f9396915c7fd9be4c2e43024",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_6c33c",
                    table="providers_application",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(MAKE, TAKE_AWAY),
    ]
