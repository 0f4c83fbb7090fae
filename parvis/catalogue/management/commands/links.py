"""`parvis links`: ask now the addresses of the catalogue that are due."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext

from parvis.catalogue.assessment.survey import survey
from parvis.catalogue.links import check, words
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "List the addresses of the catalogue and ask those that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--most", type=int, default=check.MOST, help="ask at most so many addresses"
        )
        parser.add_argument(
            "--seconds", type=float, default=check.SECONDS, help="begin none after that long"
        )
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        survey()  # what is new in the catalogue is listed
        counts = check.run(most=options["most"], seconds=options["seconds"])
        survey()  # what was heard counts
        if options["json"]:
            self.stdout.write(json.dumps(dict(counts)))
            return
        total = sum(counts.values())
        said = ngettext("%(count)s adresse demandée.", "%(count)s adresses demandées.", total)
        self.stdout.write(said % {"count": total})
        for outcome, count in counts.most_common():
            self.stdout.write(f"{count} : {words.said(outcome)}")
