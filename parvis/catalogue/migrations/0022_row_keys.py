"""The key of a data set is one, wherever it is used: what told pushed rows apart becomes it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def taken(apps, _schema):
    keys = apps.get_model("catalogue", "RowKey").objects
    for feed in apps.get_model("catalogue", "Feed").objects.filter(kind="push").exclude(key=[]):
        keys.create(dataset_id=feed.dataset_id, columns=feed.key, by_id=feed.by_id)


def given_back(apps, _schema):
    keys = apps.get_model("catalogue", "RowKey").objects
    known = dict(keys.values_list("dataset_id", "columns"))
    for feed in apps.get_model("catalogue", "Feed").objects.filter(dataset_id__in=known):
        feed.key = known[feed.dataset_id]
        feed.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0021_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RowKey",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("columns", models.JSONField(
                    blank=True, default=list, verbose_name="colonnes qui désignent une ligne")),
                ("at", models.DateTimeField(
                    default=django.utils.timezone.now, verbose_name="choisie le")),
                ("holds", models.BooleanField(
                    default=True, verbose_name="tient pour les lignes d’aujourd’hui")),
                ("by", models.ForeignKey(
                    blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="choisie par")),
                ("dataset", models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE, related_name="row_key",
                    to="catalogue.dataset", verbose_name="jeu de données")),
            ],
            options={
                "verbose_name": "clé d’un jeu de données",
                "verbose_name_plural": "clés de jeux de données",
            },
        ),
        migrations.RunPython(taken, given_back),
        migrations.RemoveField(model_name="feed", name="key"),
        migrations.AddField(
            model_name="deposit",
            name="row_key",
            field=models.JSONField(default=dict, verbose_name="clé choisie"),
        ),
    ]  # fmt: skip
