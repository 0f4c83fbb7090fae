"""A letter about one person's file waits under the key of that file: which room keeps it, and its name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_feedback_objects_no_more"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="file",
            field=models.UUIDField(null=True, verbose_name="dossier dont il parle"),
        ),
        migrations.AddField(
            model_name="letter",
            name="room",
            field=models.CharField(blank=True, max_length=30, verbose_name="qui en tient la clé"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["file"], name="letter_file"),
        ),
    ]
