"""`parvis worker`: tasks, the schedule table and this machine's followers, until stopped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from parvis.operation.followers import followers
from parvis.operation.worker import Background


class Command(BaseCommand):
    help = "Run background tasks, the schedule and the search follower until stopped."
    requires_migrations_checks = False

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(
                _("La base de données n’est pas à jour. Lancez d’abord : parvis migrate")
            )
        Background(followers()).run()
