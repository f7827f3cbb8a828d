from django.db import migrations, models

SOURCES = [
    ("caseworker", "Handläggaren"),
    ("adviser", "Förtroendeläkare"),
    ("doctor", "Läkarintyg"),
    ("insurance", "Försäkringskassan"),
    ("employment_service", "Arbetsförmedlingen"),
]


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_signed_by_the_clock_of_the_house")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="source",
            field=models.CharField(choices=SOURCES, max_length=20, verbose_name="vem som har bedömt"),
        )
        for name in ("capacitygrade", "capacitygradeevent")
    ]
