"""`parvis admin erase TYPE/SLUG`: lawful erasure of one record."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from parvis.records import erasure
from parvis.records.ready import demand_migrated
from parvis.records.ties import find


class Command(BaseCommand):
    help = "Forget one record everywhere, as the law may ask; only the fact remains in history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="type and slug of the record: dataset/arbres-urbains")
        parser.add_argument("--yes", action="store_true", help="do it; without, only say what")

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        record = find(options["key"])
        if record is None:
            sentence = _("Aucune fiche « %(key)s ». Vérifiez le type et l’adresse courte.")
            raise CommandError(sentence % {"key": options["key"]}, returncode=1)
        if not options["yes"]:
            sentence = _("« %(title)s » serait effacée, sans retour. Ajoutez --yes pour le faire.")
            self.stdout.write(sentence % {"title": record.title})
            return
        erasure.erase(record, by=None)
        self.stdout.write(_("La fiche est effacée ; l’historique le dit et reste vérifiable."))
