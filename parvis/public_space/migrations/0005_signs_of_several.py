"""A sign may announce several devices that stand together: its own short address lists them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('public_space', '0004_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='sign',
            name='others',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='sign',
            name='short',
            field=models.CharField(editable=False, max_length=8, null=True, unique=True, verbose_name='adresse courte du panneau'),
        ),
    ]
