"""`parvis admin import_register FILE --by USER`: a register kept elsewhere, or our own CSV.

Shows what the file would do and what each processing would still lack; `--write` does it, as
drafts. Status 1 when a line is refused: then nothing is written.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from parvis.people.models import User
from parvis.privacy.exchange import reader
from parvis.privacy.models import Processing
from parvis.records import exchange
from parvis.records.desk.sheet import Line, Plan, Sheet
from parvis.records.desk.transfer import MAX_ROWS, UNREADABLE
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Import a register of processing: our CSV, MADIS's, a workbook of the CNIL's sheets"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="name of the account that imports")
        parser.add_argument("--organisation", default="", help="short address of who answers")
        parser.add_argument("--write", action="store_true", help="write the drafts")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        user = User.objects.filter(username=options["by"]).first()
        if user is None:
            raise CommandError(_("Aucun compte « %(name)s ».") % {"name": options["by"]})
        plan = planned(options["file"], options["organisation"], user)
        if options["write"] and not plan.refused:
            plan.write(user)
        told = report(plan)
        if options["as_json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(sentences(told)))
        if plan.refused:
            raise CommandError(_("Des lignes sont refusées : rien n’est écrit."))


def planned(file: Path, organisation: str, user: User) -> Plan:
    """What the file would do. Raise CommandError."""
    book = Sheet(Processing)
    try:
        rows = exchange.read(reader.ours(file.read_bytes(), organisation), book.columns, MAX_ROWS)
    except OSError as error:
        message = _("Nous ne lisons pas ce fichier : %(file)s")
        raise CommandError(message % {"file": file}) from error
    except exchange.Unreadable as error:
        raise CommandError(str(UNREADABLE[error.reason]) % error.params) from error
    return book.plan(rows, user)


def report(plan: Plan) -> dict[str, Any]:
    return {
        "created": len(plan.created),
        "updated": len(plan.updated),
        "unchanged": len(plan.unchanged),
        "refused": [{"item": item(line), "errors": [": ".join(filter(None, one))
                     for one in line.errors]} for line in plan.refused],
        "lacking": [{"item": item(line), "sentences": said} for line, said in plan.lacking()],
        "advice": [{"item": item(line), "sentences": said} for line, said in plan.advice()],
    }  # fmt: skip


def item(line: Line) -> str:
    return f"{line.row.number} {line.title}".strip()


def sentences(told: dict[str, Any]) -> list[str]:
    counts = _("%(created)s créés, %(updated)s modifiés, %(unchanged)s inchangés") % told
    refused = [f"{one['item']} : {text}" for one in told["refused"] for text in one["errors"]]
    lacking = [f"{one['item']} : {text}" for one in told["lacking"] for text in one["sentences"]]
    advice = [f"{one['item']} : {text}" for one in told["advice"] for text in one["sentences"]]
    return [
        counts,
        *([_("Refusés :"), *refused] if refused else []),
        *([_("Ce qui manque encore pour les publier :"), *lacking] if lacking else []),
        *([_("Ce que les règles diront encore :"), *advice] if advice else []),
    ]
