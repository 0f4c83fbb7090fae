"""`parvis migrate`: the database brought up to date, then the first pages of a new portal."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from parvis.site import first_pages


class Command(Migrate):
    help = "Bring the database up to date; a new portal gets its first pages."

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        whole = not options["app_label"] and not options["plan"] and not options["check_unapplied"]
        if whole:
            made = first_pages.make()
            if made and options["verbosity"] > 0:
                self.stdout.write(f"Pages créées : {made}.")
