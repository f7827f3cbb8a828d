import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_medical_adviser'),
        ('registry', '0008_merging_guarded'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='wants_reminders',
            field=models.BooleanField(db_default=True, default=True, verbose_name='vill ha påminnelser'),
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_on', models.DateField(verbose_name='skickad')),
                ('awaiting', models.PositiveIntegerField(verbose_name='väntade då')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.principal', verbose_name='huvudman')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'påminnelse',
                'verbose_name_plural': 'påminnelser',
                'constraints': [models.UniqueConstraint(fields=('principal', 'user', 'sent_on'), name='accounts_reminder_once_a_day')],
            },
        ),
    ]
