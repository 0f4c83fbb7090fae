"""`parvis worker`: tasks, the schedule table and this machine's followers, until stopped."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management.base import BaseCommand

from parvis.operation.followers import followers
from parvis.operation.worker import Background
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Run background tasks, the schedule and the search follower until stopped."
    requires_migrations_checks = False

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        demand_migrated()
        stop = threading.Event()
        Background(followers(stop), stop).run()
