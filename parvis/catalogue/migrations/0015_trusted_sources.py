"""Sources of before were harvested by who runs the portal: they stay trusted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0014_lines'),
    ]

    operations = [
        migrations.AddField(
            model_name='harvestsource',
            name='trusted',
            field=models.BooleanField(default=True, help_text='Pour un portail commun à plusieurs : sinon, ce qu’il dit être à une autre organisation est publié au nom de la sienne.', verbose_name='peut publier au nom d’autres organisations'),
        ),
        migrations.AlterField(
            model_name='harvestsource',
            name='trusted',
            field=models.BooleanField(default=False, help_text='Pour un portail commun à plusieurs : sinon, ce qu’il dit être à une autre organisation est publié au nom de la sienne.', verbose_name='peut publier au nom d’autres organisations'),
        ),
    ]
