"""The desk's list of requests and the reports count ten thousand rows: by an index that holds all they
count, they read nothing of what is sealed in them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rights", "0003_hold_proof_sealed")]

    operations = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=[
                    "organisation", "stage", "right", "due", "reopened", "again_due", "received",
                    "answered", "extended", "refusal",
                ],
                name="request_listed",
            ),
        ),
    ]  # fmt: skip
