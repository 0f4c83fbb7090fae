"""The table of the shared cache, where limits on sign-in are counted for every process.

`createcachetable` is a command of its own; here it comes with `migrate`, so that no installation
forgets it.
"""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_invitations")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
