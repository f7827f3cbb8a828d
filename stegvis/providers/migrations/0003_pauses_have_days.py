"""A paused intake becomes a pause with a first day; who decided it and when was not kept."""

from django.db import migrations

PAUSES = """
    INSERT INTO providers_intakepause (principal_id, provider_id, period, by_principal, reason)
    SELECT principal_id, id, daterange(CURRENT_DATE, NULL), true, 'Pausat sedan tidigare'
    FROM providers_provider WHERE intake_paused;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
BACK = """
    UPDATE providers_provider SET intake_paused = true
    WHERE id IN (SELECT provider_id FROM providers_intakepause WHERE intervention_id IS NULL
                 AND period @> CURRENT_DATE);
"""


class Migration(migrations.Migration):
    dependencies = (("providers", "0002_authorisation_and_control"),)

    operations = (
        migrations.RunSQL(PAUSES, BACK),
        migrations.RemoveField("provider", "intake_paused"),
        migrations.RemoveField("providerevent", "intake_paused"),
    )
