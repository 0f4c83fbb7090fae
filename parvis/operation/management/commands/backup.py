"""`parvis backup FILE`: the whole portal in one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.operation.backup import back_up
from parvis.operation.progress import bar
from parvis.records.problems import Problem


class Command(BaseCommand):
    help = "Write database, media and private files to one file, while the portal serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write, for example parvis.tar.gz")
        parser.add_argument(
            "--with-keys",
            action="store_true",
            help="also the secret and personal keys: keep such a file as safe as the keys",
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        path = options["file"].absolute()
        try:
            made = back_up(path, options["with_keys"], lambda name, n: bar(name, n).update)
        except Problem as refusal:
            raise CommandError(refusal.sentence(_)) from refusal
        count = len(made.files) - 1 - (2 if made.keys else 0)
        said = ngettext(
            "%(count)s fichier et la base de données sont dans %(file)s.",
            "%(count)s fichiers et la base de données sont dans %(file)s.",
            count,
        )
        self.stdout.write(said % {"count": count, "file": path})
        if made.keys:
            self.stdout.write(_("Les clés y sont aussi : qui a ce fichier peut tout lire."))
        else:
            self.stdout.write(
                _(
                    "Les clés n’y sont pas : sans elles, ce qui est scellé (adresses e-mail) ne "
                    "pourra pas être relu. Gardez-les à part, ou ajoutez --with-keys."
                )
            )
