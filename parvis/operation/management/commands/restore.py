"""`parvis restore FILE`: a portal from its backup, migrated and verified."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from parvis.operation.archive import Manifest
from parvis.operation.backup import fingerprint, restore
from parvis.operation.progress import bar
from parvis.records.problems import Problem


class Command(BaseCommand):
    help = "Restore a backup into an empty place, bring it up to date and verify its history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `parvis backup` made")
        parser.add_argument(
            "--force", action="store_true", help="replace everything the place already holds"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        path = options["file"].absolute()
        try:
            manifest = restore(path, options["force"], lambda name, n: bar(name, n).update)
        except Problem as refusal:
            raise CommandError(refusal.sentence(_)) from refusal
        call_command("migrate", verbosity=0, interactive=False)
        said = _("La sauvegarde du %(made)s est restaurée.")
        self.stdout.write(said % {"made": manifest.made})
        self.say_keys(manifest)
        call_command("audit", "verify", stdout=self.stdout)

    def say_keys(self, manifest: Manifest) -> None:
        if manifest.keys:
            self.stdout.write(_("Les clés sont restaurées aussi. Relancez Parvis."))
        elif manifest.personal_key != fingerprint():
            self.stderr.write(
                _(
                    "La clé personnelle n’est pas celle de la sauvegarde : ce qui est scellé ne "
                    "peut pas être relu tant que PARVIS_PERSONAL_KEY n’est pas l’ancienne."
                )
            )
