import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("registry", "0001_initial"),
        ("statistics", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportingTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reported_in", models.PositiveSmallIntegerField(verbose_name="rapporteras i månad")),
                ("first_month", models.PositiveSmallIntegerField(verbose_name="första månad")),
                ("months", models.PositiveSmallIntegerField(verbose_name="antal månader")),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.principal",
                        verbose_name="huvudman",
                    ),
                ),
            ],
            options={
                "verbose_name": "rapporteringstillfälle",
                "verbose_name_plural": "rapporteringstillfällen",
                "ordering": ("reported_in",),
            },
        ),
        migrations.CreateModel(
            name="ReportingTimeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reported_in", models.PositiveSmallIntegerField(verbose_name="rapporteras i månad")),
                ("first_month", models.PositiveSmallIntegerField(verbose_name="första månad")),
                ("months", models.PositiveSmallIntegerField(verbose_name="antal månader")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="statistics.reportingtime",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registry.principal",
                        verbose_name="huvudman",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="reportingtime",
            constraint=models.UniqueConstraint(
                fields=("principal", "reported_in"),
                name="statistics_reporting_month_once",
                violation_error_message="Det finns redan en rapport den månaden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportingtime",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_month__gte", 1),
                    ("first_month__lte", 12),
                    ("months__gte", 1),
                    ("months__lte", 12),
                    ("reported_in__gte", 1),
                    ("reported_in__lte", 12),
                ),
                name="statistics_reporting_months",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportingtime",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "statistics_reportingtimeevent" ("first_month", "id", "months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_id", "reported_in") VALUES (OLD."first_month", OLD."id", OLD."months", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."principal_id", OLD."reported_in"); RETURN NULL;',
                    hash="8c3517b8bcebacdebcbb609451c7bdc3e492ec6a",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_13d65",
                    table="statistics_reportingtime",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportingtime",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "statistics_reportingtimeevent" ("first_month", "id", "months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_id", "reported_in") VALUES (OLD."first_month", OLD."id", OLD."months", _pgh_attach_context(), NOW(), \'removed\', OLD."id", OLD."principal_id", OLD."reported_in"); RETURN NULL;',
                    hash="1c46dfc4024adeabef83e75878b5266159dc61fa",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_efb91",
                    table="statistics_reportingtime",
                    when="AFTER",
                ),
            ),
        ),
    ]
