"""One letter an author, not one a re-use: addresses are known again by a keyed hash (`mark`).

Besides: an answer that is corrected, a submission that is passed on. Rows of people already there
get their mark; those of changes wholly told, which serve no more, go.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from parvis.records.sealed import address_mark


def mark(apps, schema_editor):
    Submission = apps.get_model("catalogue", "Submission")
    Warned = apps.get_model("catalogue", "Warned")
    for one in Submission.objects.exclude(email="").only("pk", "email").iterator():
        Submission.objects.filter(pk=one.pk).update(mark=address_mark(one.email))
    Warned.objects.exclude(notice__told=None).delete()
    seen = set()
    for one in Warned.objects.select_related("submission"):
        pair = (one.notice_id, one.submission.mark)
        if pair in seen or not one.submission.mark:
            one.delete()
        else:
            seen.add(pair)
            Warned.objects.filter(pk=one.pk).update(mark=one.submission.mark)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0015_trusted_sources"),
        ("organisations", "0006_shared_cache"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.UUIDField(null=True)),
                ("why", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("after", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+",
                    to="organisations.organisation")),
                ("before", models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+",
                    to="organisations.organisation")),
                ("by", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                    to=settings.AUTH_USER_MODEL)),
                ("submission", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.CASCADE,
                    related_name="passages", to="catalogue.submission")),
            ],
            options={
                "verbose_name": "transmission",
                "verbose_name_plural": "transmissions",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="datarequest",
            name="corrected",
            field=models.DateField(blank=True, null=True, verbose_name="réponse corrigée le"),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="decided",
            field=models.DateField(
                blank=True, null=True, verbose_name="décision en vigueur depuis le"),
        ),
        migrations.AddField(
            model_name="submission",
            name="mark",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="submission",
            name="reason_corrected",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["mark"], name="submission_mark"),
        ),
        migrations.AddField(
            model_name="warned",
            name="mark",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="warned", name="warned_once"),
        migrations.RemoveField(model_name="warned", name="submission"),
        migrations.AddConstraint(
            model_name="warned",
            constraint=models.UniqueConstraint(fields=("notice", "mark"), name="warned_once"),
        ),
    ]  # fmt: skip
