"""A datastream may be of several properties (MultiDatastream): their types, and which they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('observations', '0002_updates'),
    ]

    operations = [
        migrations.AddField(
            model_name='datastream',
            name='types',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='datastream',
            name='observed_property',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='datastreams', to='observations.observedproperty'),
        ),
        migrations.CreateModel(
            name='Component',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('datastream', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='components', to='observations.datastream')),
                ('observed_property', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='components', to='observations.observedproperty')),
            ],
            options={
                'verbose_name': 'grandeur d’une série',
                'verbose_name_plural': 'grandeurs d’une série',
            },
        ),
        migrations.AddField(
            model_name='datastream',
            name='observed_properties',
            field=models.ManyToManyField(blank=True, related_name='multi_datastreams', through='observations.Component', to='observations.observedproperty'),
        ),
        migrations.AddConstraint(
            model_name='datastream',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('observed_property__isnull', False), ('types__isnull', True)), models.Q(('observed_property__isnull', True), ('types__isnull', False)), _connector='OR'), name='datastream_of_one_or_several'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.UniqueConstraint(fields=('datastream', 'observed_property'), name='component_once'),
        ),
    ]
