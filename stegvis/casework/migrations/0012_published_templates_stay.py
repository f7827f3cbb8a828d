"""A published form for assessments never changes: neither the version nor its questions."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import stegvis.core.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_merging_guarded"),
        ("registry", "0008_merging_guarded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="removed_delete",
        ),
        migrations.AddField(
            model_name="case",
            name="closure_attachment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.attachment",
                verbose_name="bilaga som visar det",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="closure_evidence_lacking",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="varför underlag saknas"
            ),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="closure_attachment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="casework.attachment",
                verbose_name="bilaga som visar det",
            ),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="closure_evidence_lacking",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="varför underlag saknas"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="evidence_was_lacking",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="varför underlag saknades"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="was_closed_on_evidence",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="underlag vid avslut"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="was_closed_with_attachment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.attachment",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="was_closed_with_note",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="anteckning vid avslut"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessmentquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="published_questions_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (\n                SELECT FROM casework_assessmenttemplate\n                WHERE id IN (\n                    CASE WHEN TG_OP = 'DELETE' THEN OLD.template_id ELSE NEW.template_id END,\n                    CASE WHEN TG_OP = 'INSERT' THEN NEW.template_id ELSE OLD.template_id END\n                ) AND period IS NOT NULL\n            ) THEN\n                \n    RAISE EXCEPTION 'A published template never changes.'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'published_template';\n\n            END IF;\n            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\n        ",
                    hash="6741f9d5ad3befc784c5ed4cf75e85e571699741",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_published_questions_stay_f89c9",
                    table="casework_assessmentquestion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessmenttemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="published_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."period" IS NOT NULL)',
                    func="\n            IF TG_OP = 'UPDATE' AND lower(NEW.period) = lower(OLD.period) AND\n                (NEW.principal_id, NEW.version, NEW.name, NEW.introduction)\n                = (OLD.principal_id, OLD.version, OLD.name, OLD.introduction)\n            THEN\n                RETURN NEW;\n            END IF;\n            \n    RAISE EXCEPTION 'A published template never changes.'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'published_template';\n\n        ",
                    hash="17c6b20b18712b0fe977aca7d2d030a2310429ea",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_stays_6a289",
                    table="casework_assessmenttemplate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "casework_caseevent" ("caseworker_id", "closed_by_id", "closed_on", "closure_attachment_id", "closure_evidence", "closure_evidence_lacking", "closure_note", "closure_reason", "id", "number", "opened_by_id", "opened_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_id", "referred_by", "target_group", "unit_id") VALUES (OLD."caseworker_id", OLD."closed_by_id", OLD."closed_on", OLD."closure_attachment_id", OLD."closure_evidence", OLD."closure_evidence_lacking", OLD."closure_note", OLD."closure_reason", OLD."id", OLD."number", OLD."opened_by_id", OLD."opened_on", OLD."person_id", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."principal_id", OLD."referred_by", OLD."target_group", OLD."unit_id"); RETURN NULL;',
                    hash="bb502844534a8be856427e5c47ec219d801c4f54",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_9cd58",
                    table="casework_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "casework_caseevent" ("caseworker_id", "closed_by_id", "closed_on", "closure_attachment_id", "closure_evidence", "closure_evidence_lacking", "closure_note", "closure_reason", "id", "number", "opened_by_id", "opened_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_id", "referred_by", "target_group", "unit_id") VALUES (OLD."caseworker_id", OLD."closed_by_id", OLD."closed_on", OLD."closure_attachment_id", OLD."closure_evidence", OLD."closure_evidence_lacking", OLD."closure_note", OLD."closure_reason", OLD."id", OLD."number", OLD."opened_by_id", OLD."opened_on", OLD."person_id", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."principal_id", OLD."referred_by", OLD."target_group", OLD."unit_id"); RETURN NULL;',
                    hash="63d64dcc7cca463a6d351f2061122a5c84160d50",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_ffad0",
                    table="casework_case",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=stegvis.core.constraints.SameTenant(
                "closure_attachment", name="casework_case_closure_attachment_tenant"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=stegvis.core.constraints.SameTenant(
                "was_closed_with_attachment", name="casework_reopening_was_closed_with_attachment_tenant"
            ),
        ),
    ]
