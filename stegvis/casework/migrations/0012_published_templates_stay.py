"""A published form for assessments never changes: neither the version nor its questions."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_merging_guarded")]

    operations = [
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
    ]
