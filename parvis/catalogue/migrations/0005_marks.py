"""Marks of a data set; those that sources said so far fill the columns."""

import parvis.catalogue.fields
from django.db import migrations, models

from parvis.catalogue import marks


def fill(apps, schema_editor):
    model = apps.get_model("catalogue", "Dataset")
    changed = []
    for row in model.objects.exclude(catalogue=None).iterator(chunk_size=500):
        row.hvd_categories = row.more.get("hvd_categories", [])
        row.inspire_themes = marks.inspire(row.original_themes)
        if row.hvd_categories or row.inspire_themes:
            changed.append(row)
    model.objects.bulk_update(changed, ["hvd_categories", "inspire_themes"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0004_access'),
    ]

    operations = [
        migrations.AddField(
            model_name='dataset',
            name='hvd_categories',
            field=parvis.catalogue.fields.TermsField(blank=True, default=list, help_text='Les catégories du règlement européen 2023/138 ; les fichiers sont alors dus.', scheme='hvd-category', verbose_name='données de forte valeur'),
        ),
        migrations.AddField(
            model_name='dataset',
            name='inspire_themes',
            field=parvis.catalogue.fields.TermsField(blank=True, default=list, help_text='Pour les données géographiques que la directive européenne demande.', scheme='inspire-theme', verbose_name='thèmes INSPIRE'),
        ),
        migrations.AddField(
            model_name='dataset',
            name='is_reference',
            field=models.BooleanField(default=False, help_text='D’autres s’appuient sur elle : qualité et disponibilité sont garanties.', verbose_name='donnée de référence'),
        ),
        migrations.AddField(
            model_name='dataset',
            name='territorial_interest',
            field=models.BooleanField(default=False, help_text='Utile à tout le territoire, que son producteur soit public ou privé.', verbose_name='donnée d’intérêt territorial'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
