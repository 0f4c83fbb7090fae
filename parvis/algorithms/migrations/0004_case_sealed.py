"""What lay under the key of all goes, once 0003 sealed it anew."""

import uuid

from django.db import migrations, models

from parvis.records.sealed import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("algorithms", "0003_case_keys")]
    operations = [
        migrations.AlterField(
            "case", "uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AlterField("case", "content", SealedTextField(default="")),  # to go back
        migrations.RemoveField("case", "content"),
    ]
