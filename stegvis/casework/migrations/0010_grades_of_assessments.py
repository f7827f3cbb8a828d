"""What assessments have found so far, as grades over time: each holds until the next one was made."""

from django.db import migrations

GRADES = """
    INSERT INTO casework_capacitygrade
        (principal_id, case_id, percent, period, source, assessed_by, note, assessment_id, answer_id,
         recorded_on, recorded_by_id)
    SELECT principal_id, case_id, capacity_percent,
           daterange(held_on, lead(held_on) OVER (PARTITION BY case_id ORDER BY held_on)),
           'caseworker', left(capacity_source, 120), '', id, NULL, held_on, signed_by_id
    FROM (
        SELECT DISTINCT ON (case_id, held_on) * FROM casework_assessment
        ORDER BY case_id, held_on, id DESC
    ) last_of_the_day
    WHERE NOT EXISTS (
        SELECT FROM casework_capacitygrade known WHERE known.case_id = last_of_the_day.case_id
    )
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_what_came_of_answers")]

    operations = [migrations.RunSQL(GRADES, migrations.RunSQL.noop)]
