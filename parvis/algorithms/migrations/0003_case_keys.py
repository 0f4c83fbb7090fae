"""Each case gets a key of its own: what was sealed under the key of all is sealed anew."""

from __future__ import annotations

import json
from uuid import uuid4

from django.db import migrations, models

BATCH = 500


def seal_anew(apps, schema_editor):
    """What is replaced leaves no trace in the file where the database can do that (SQLite). Cut, it
    is run again: keys of which no row was kept are destroyed after a day."""
    from parvis.algorithms.explained import vault

    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    rows = apps.get_model("algorithms", "Case").objects
    pks = list(rows.filter(uuid=None).values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        cases = list(rows.filter(pk__in=pks[start : start + BATCH]))
        for case in cases:
            case.uuid = uuid4()
        held = vault.store().make(*(case.uuid for case in cases))
        for case in cases:
            case.sealed = vault.sealed(held[case.uuid], case, json.loads(case.content))
            case.content = ""
        rows.bulk_update(cases, ["uuid", "sealed", "content"])


def seal_back(apps, schema_editor):
    """Under the key of all again, for who goes back to the release before."""
    from parvis.algorithms.explained import vault

    for case in apps.get_model("algorithms", "Case").objects.exclude(uuid=None).iterator():
        case.content = json.dumps(vault.opened(case), ensure_ascii=False, sort_keys=True)
        case.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("algorithms", "0002_explained_decisions")]
    operations = [
        migrations.AddField(
            "explaineddecision", "secret",
            models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField("case", "uuid", models.UUIDField(editable=False, null=True)),
        migrations.AddField("case", "sealed", models.BinaryField(default=b""), preserve_default=False),
        migrations.RunPython(seal_anew, seal_back),
    ]  # fmt: skip
