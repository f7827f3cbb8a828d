"""An assessment is signed by the clock of the house, which tests and the demo set."""

from django.db import migrations, models

import stegvis.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0013_closing_with_evidence"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assessment",
            name="signed_at",
            field=models.DateTimeField(default=stegvis.core.clock.now),
        ),
    ]
