"""Whether the database is as this version expects it: what commands that read it ask first."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


def demand_migrated() -> None:
    """Raise CommandError, in one sentence, unless every migration is applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sentence = _("La base de données n’est pas à jour. Lancez d’abord : parvis migrate")
        raise CommandError(sentence, returncode=1)
