"""`parvis algorithms FILE`: bring in the records of another register, as drafts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from parvis.algorithms import importing
from parvis.algorithms.formats.files import Unreadable
from parvis.algorithms.refusals import SENTENCES
from parvis.organisations.models import Organisation
from parvis.records.desk.sheet import Plan
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Bring in the records of another register of algorithms (JSON or CSV), as drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file of Etalab, the Dutch standard, ATRS … or ours")
        parser.add_argument("--organisation", required=True, help="short address of who answers")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done only")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            sentence = _("Aucune organisation « %(slug)s ». Donnez l’adresse courte de sa fiche.")
            raise CommandError(sentence % {"slug": options["organisation"]}, returncode=1)
        try:
            plan = importing.plan(Path(options["file"]).read_bytes(), organisation)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=1) from error
        except Unreadable as error:
            raise CommandError(str(SENTENCES[error.args[0]]), returncode=1) from error
        except importing.TooMany as error:
            told = str(SENTENCES["long"]) % {"limit": importing.MOST}
            raise CommandError(told, returncode=1) from error
        if not options["dry_run"] and not plan.refused:
            plan.write(None)
        self.tell(plan, options["json"])
        if plan.refused:
            raise CommandError(_("Des lignes sont refusées : rien n’est écrit."), returncode=1)

    def tell(self, plan: Plan, as_json: bool) -> None:
        refused = [
            {"item": line.title or str(line.row.number),
             "errors": [": ".join(filter(None, error)) for error in line.errors]}
            for line in plan.refused
        ]  # fmt: skip
        counts = {"created": len(plan.created), "unchanged": len(plan.unchanged)}
        if as_json:
            self.stdout.write(json.dumps(counts | {"refused": refused}, ensure_ascii=False))
            return
        self.stdout.write(
            _("%(created)s créées, %(unchanged)s déjà là, %(refused)s refusées.")
            % {**counts, "refused": len(refused)}
        )
        for one in refused:
            self.stdout.write(f"  {one['item']} : {' '.join(one['errors'])}")
