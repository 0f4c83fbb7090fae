"""For a new portal: all up to 0002, its tables at once. One in service keeps to the steps."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from parvis.records.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('observations', '0001_initial'), ('observations', '0002_updates')]

    initial = True

    dependencies = [
        ('organisations', '0006_shared_cache'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Dropped',
                    fields=[
                        ('datastream', models.BigIntegerField(primary_key=True, serialize=False)),
                    ],
                    options={
                        'verbose_name': 'série retirée',
                        'verbose_name_plural': 'séries retirées',
                    },
                ),
                migrations.CreateModel(
                    name='FeatureOfInterest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=500, verbose_name='nom')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('properties', models.JSONField(blank=True, default=dict, verbose_name='propriétés')),
                        ('west', models.FloatField(blank=True, null=True)),
                        ('south', models.FloatField(blank=True, null=True)),
                        ('east', models.FloatField(blank=True, null=True)),
                        ('north', models.FloatField(blank=True, null=True)),
                        ('encoding_type', models.CharField(default='application/geo+json', max_length=200)),
                        ('feature', models.JSONField()),
                    ],
                    options={
                        'verbose_name': 'objet observé',
                        'verbose_name_plural': 'objets observés',
                    },
                ),
                migrations.CreateModel(
                    name='ObservedProperty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=500, verbose_name='nom')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('properties', models.JSONField(blank=True, default=dict, verbose_name='propriétés')),
                        ('definition', models.CharField(max_length=2000, verbose_name='définition')),
                    ],
                    options={
                        'verbose_name': 'grandeur observée',
                        'verbose_name_plural': 'grandeurs observées',
                    },
                ),
                migrations.CreateModel(
                    name='Sealed',
                    fields=[
                        ('month', models.IntegerField(primary_key=True, serialize=False)),
                        ('digest', models.CharField(max_length=64)),
                        ('rows', models.PositiveBigIntegerField()),
                        ('bytes', models.PositiveBigIntegerField()),
                        ('id_min', models.BigIntegerField(null=True)),
                        ('id_max', models.BigIntegerField(null=True)),
                        ('start_min', models.BigIntegerField(null=True)),
                        ('start_max', models.BigIntegerField(null=True)),
                        ('changes', models.PositiveBigIntegerField()),
                        ('made', models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        'verbose_name': 'mois scellé',
                        'verbose_name_plural': 'mois scellés',
                    },
                ),
                migrations.CreateModel(
                    name='Sensor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=500, verbose_name='nom')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('properties', models.JSONField(blank=True, default=dict, verbose_name='propriétés')),
                        ('encoding_type', models.CharField(max_length=200)),
                        ('metadata', models.JSONField()),
                    ],
                    options={
                        'verbose_name': 'capteur',
                        'verbose_name_plural': 'capteurs',
                    },
                ),
                migrations.CreateModel(
                    name='Touched',
                    fields=[
                        ('month', models.IntegerField(primary_key=True, serialize=False)),
                        ('changes', models.PositiveBigIntegerField(default=0)),
                    ],
                    options={
                        'verbose_name': 'mois écrit',
                        'verbose_name_plural': 'mois écrits',
                    },
                ),
                migrations.CreateModel(
                    name='Thing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=500, verbose_name='nom')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('properties', models.JSONField(blank=True, default=dict, verbose_name='propriétés')),
                        ('public', models.BooleanField(default=True, verbose_name='montré à tous')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='things', to='organisations.organisation', verbose_name='organisation responsable')),
                    ],
                    options={
                        'verbose_name': 'objet connecté',
                        'verbose_name_plural': 'objets connectés',
                    },
                ),
                migrations.CreateModel(
                    name='Location',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=500, verbose_name='nom')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('properties', models.JSONField(blank=True, default=dict, verbose_name='propriétés')),
                        ('west', models.FloatField(blank=True, null=True)),
                        ('south', models.FloatField(blank=True, null=True)),
                        ('east', models.FloatField(blank=True, null=True)),
                        ('north', models.FloatField(blank=True, null=True)),
                        ('encoding_type', models.CharField(default='application/geo+json', max_length=200)),
                        ('location', models.JSONField()),
                        ('feature', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locations', to='observations.featureofinterest')),
                        ('things', models.ManyToManyField(blank=True, related_name='locations', to='observations.thing')),
                    ],
                    options={
                        'verbose_name': 'lieu',
                        'verbose_name_plural': 'lieux',
                    },
                ),
                migrations.CreateModel(
                    name='Key',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, verbose_name='nom')),
                        ('everything', models.BooleanField(default=False, verbose_name='tous les objets de l’organisation')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                        ('secret', models.CharField(max_length=64, unique=True)),
                        ('username', models.CharField(max_length=40, unique=True)),
                        ('password_line', models.CharField(max_length=300)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='faite le')),
                        ('ended', models.DateTimeField(blank=True, null=True, verbose_name='retirée le')),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='faite par')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sensor_keys', to='organisations.organisation', verbose_name='organisation')),
                        ('things', models.ManyToManyField(blank=True, related_name='keys', to='observations.thing', verbose_name='objets')),
                    ],
                    options={
                        'verbose_name': 'clé de capteurs',
                        'verbose_name_plural': 'clés de capteurs',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Datastream',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=500, verbose_name='nom')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('properties', models.JSONField(blank=True, default=dict, verbose_name='propriétés')),
                        ('observation_type', models.CharField(max_length=500)),
                        ('unit', models.JSONField(default=dict)),
                        ('observed_area', models.JSONField(blank=True, null=True)),
                        ('count', models.PositiveBigIntegerField(default=0)),
                        ('first_start', models.BigIntegerField(blank=True, null=True)),
                        ('last_end', models.BigIntegerField(blank=True, null=True)),
                        ('result_first', models.BigIntegerField(blank=True, null=True)),
                        ('result_last', models.BigIntegerField(blank=True, null=True)),
                        ('observed_property', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='datastreams', to='observations.observedproperty')),
                        ('sensor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='datastreams', to='observations.sensor')),
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='datastreams', to='observations.thing')),
                    ],
                    options={
                        'verbose_name': 'série de mesures',
                        'verbose_name_plural': 'séries de mesures',
                    },
                ),
                migrations.CreateModel(
                    name='Latest',
                    fields=[
                        ('start', models.BigIntegerField()),
                        ('end', models.BigIntegerField(null=True)),
                        ('result_time', models.BigIntegerField(null=True)),
                        ('number', models.FloatField(null=True)),
                        ('other', models.TextField(null=True)),
                        ('quality', models.TextField(null=True)),
                        ('valid_start', models.BigIntegerField(null=True)),
                        ('valid_end', models.BigIntegerField(null=True)),
                        ('parameters', models.TextField(null=True)),
                        ('datastream', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='latest', serialize=False, to='observations.datastream')),
                        ('observation', models.BigIntegerField()),
                        ('feature', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='observations.featureofinterest')),
                    ],
                    options={
                        'verbose_name': 'dernière mesure',
                        'verbose_name_plural': 'dernières mesures',
                    },
                ),
                migrations.CreateModel(
                    name='Observation',
                    fields=[
                        ('start', models.BigIntegerField()),
                        ('end', models.BigIntegerField(null=True)),
                        ('result_time', models.BigIntegerField(null=True)),
                        ('number', models.FloatField(null=True)),
                        ('other', models.TextField(null=True)),
                        ('quality', models.TextField(null=True)),
                        ('valid_start', models.BigIntegerField(null=True)),
                        ('valid_end', models.BigIntegerField(null=True)),
                        ('parameters', models.TextField(null=True)),
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('hides', models.BooleanField(default=False)),
                        ('gone', models.BooleanField(default=False)),
                        ('datastream', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='observations', to='observations.datastream')),
                        ('feature', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='observations', to='observations.featureofinterest')),
                    ],
                    options={
                        'verbose_name': 'mesure',
                        'verbose_name_plural': 'mesures',
                        'indexes': [models.Index(condition=models.Q(('hides', True)), fields=['id'], name='observation_hides'), models.Index(condition=models.Q(('gone', False)), fields=['start', 'id'], name='observation_time'), models.Index(condition=models.Q(('gone', False)), fields=['number'], name='observation_number')],
                        'constraints': [models.UniqueConstraint(models.F('datastream'), models.F('start'), django.db.models.functions.comparison.Coalesce('end', 'start'), models.F('feature'), condition=models.Q(('gone', False)), name='observation_once')],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalLocation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('time', models.BigIntegerField()),
                        ('locations', models.ManyToManyField(related_name='historical_locations', to='observations.location')),
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='historical_locations', to='observations.thing')),
                    ],
                    options={
                        'verbose_name': 'lieu passé',
                        'verbose_name_plural': 'lieux passés',
                        'indexes': [models.Index(fields=['thing', '-time'], name='historical_location_time')],
                    },
                ),
                migrations.CreateModel(
                    name='Followed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('topic', models.CharField(max_length=1000, unique=True)),
                    ],
                    options={
                        'verbose_name': 'sujet suivi',
                        'verbose_name_plural': 'sujets suivis',
                    },
                ),
                migrations.CreateModel(
                    name='Update',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('changes', models.JSONField()),
                    ],
                    options={
                        'verbose_name': 'changement à dire',
                        'verbose_name_plural': 'changements à dire',
                    },
                ),
            ],
        ),
    ]
