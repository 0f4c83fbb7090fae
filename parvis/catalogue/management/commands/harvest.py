"""`parvis harvest SOURCE`: bring in what another portal lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue import moved
from parvis.catalogue.harvest.read import connectors
from parvis.catalogue.harvest.report import Refused, Report
from parvis.catalogue.harvest.run import harvest
from parvis.catalogue.models import HarvestRun
from parvis.records.problems import Problem
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Bring in the data sets that another portal lists (an address or a file)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="address (https://…) or file of a catalogue")
        parser.add_argument("--kind", default="dcat", choices=list(connectors()), help="protocol")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done only")
        parser.add_argument(
            "--replace", action="store_true",
            help="this portal takes the place of the source: its old addresses lead here",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--allow-mass-archive", action="store_true",
            help="archive even when most of the source has vanished at once",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        given = options["source"]
        called = given if "://" in given else Path(given).name
        try:
            report = harvest(
                given,
                options["kind"],
                called=called,
                dry_run=options["dry_run"],
                allow_mass_archive=options["allow_mass_archive"],
                progress=not options["json"],
            )
        except (Problem, Refused) as refusal:
            sentence = refusal.sentence(_) if isinstance(refusal, Problem) else str(refusal)
            if options["json"]:
                refused = Report(refused=[(given, [sentence])])
                self.stdout.write(json.dumps(refused.as_json(), ensure_ascii=False))
            raise CommandError(sentence, returncode=1) from refusal
        told, old = report.as_json(), 0
        if options["replace"] and not options["dry_run"]:
            runs = HarvestRun.objects.filter(
                source__address=called, source__kind=options["kind"], rehearsal=False
            )
            old = told["old_addresses"] = moved.replace(runs.latest("started").source)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.tell(report, old, options["dry_run"])

    def tell(self, report: Report, old: int, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("Essai à blanc : rien n’a été écrit."))
        created, updated = report.created, report.updated
        unchanged, archived = report.unchanged, report.archived
        told = [
            ngettext("%(n)s créée", "%(n)s créées", created) % {"n": created},
            ngettext("%(n)s mise à jour", "%(n)s mises à jour", updated) % {"n": updated},
            ngettext("%(n)s inchangée", "%(n)s inchangées", unchanged) % {"n": unchanged},
            ngettext("%(n)s archivée", "%(n)s archivées", archived) % {"n": archived},
        ]
        self.stdout.write(_("Fiches : %(figures)s.") % {"figures": ", ".join(told)})
        if old:
            kept = ngettext(
                "%(n)s adresse de l’ancien portail mène à sa fiche.",
                "%(n)s adresses de l’ancien portail mènent à leurs fiches.",
                old,
            )
            self.stdout.write(kept % {"n": old})
        for item, sentences in [*report.refused, *report.remarks]:
            self.stdout.write(f"{item} : {' '.join(sentences)}")
