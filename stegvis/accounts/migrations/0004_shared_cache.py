from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_log_controller"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedCacheEntry",
            fields=[
                ("key", models.CharField(max_length=250, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "delad uppgift",
                "verbose_name_plural": "delade uppgifter",
            },
        ),
    ]
