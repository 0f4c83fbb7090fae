"""How one knows that images are erased is free text: it stays in the event alone, where it is sealed
and goes with the request."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_desk")]

    operations = [migrations.RemoveField(model_name="hold", name="proof")]
