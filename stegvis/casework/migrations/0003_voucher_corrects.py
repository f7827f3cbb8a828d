import django.db.models.deletion
from django.db import migrations, models

import stegvis.core.constraints


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_decision_grounds_and_lists"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="voucher", name="casework_voucher_once"),
        migrations.AddField(
            model_name="voucher",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="casework.voucher",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=stegvis.core.constraints.SameTenant("corrects", name="casework_voucher_corrects_tenant"),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True)),
                fields=("decision", "decided_on", "amount"),
                name="casework_voucher_once",
            ),
        ),
    ]
