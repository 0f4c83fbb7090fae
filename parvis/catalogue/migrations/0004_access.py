"""Who may have a data set and by which law; what sources said of it so far fills the columns."""

from django.db import migrations

import parvis.catalogue.fields
from parvis.catalogue import access
from parvis.catalogue.columns import first_text


def fill(apps, schema_editor):
    """Columns that no harvest filled take what `more` keeps, where nobody has decided."""
    model = apps.get_model("catalogue", "Dataset")
    changed = []
    for row in model.objects.exclude(catalogue=None).iterator(chunk_size=500):
        said = row.more.get("personal_data")
        row.personal_data = said if row.personal_data is None else row.personal_data
        row.why_not_open = row.why_not_open or first_text(row.more.get("why_not_open", {}))
        row.access_level = access.read_level(row.access_rights, said)
        changed.append(row)
    names = ["personal_data", "why_not_open", "access_level"]
    model.objects.bulk_update(changed, names, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_links_and_quality")]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="access_level",
            field=parvis.catalogue.fields.TermField(
                blank=True, help_text="Laissez vide pour reprendre ce que dit le portail d’origine.",
                max_length=20, scheme="access-level", verbose_name="qui peut les avoir",
            ),
        ),
        migrations.AddField(
            model_name="dataset",
            name="legal_reasons",
            field=parvis.catalogue.fields.TermsField(
                blank=True, default=list, scheme="legal-reason",
                help_text="Pour des données qui ne sont pas ouvertes à tous.",
                verbose_name="ce que la loi protège",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
