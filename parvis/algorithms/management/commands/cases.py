"""`parvis cases FILE --decision SLUG`: keep the cases of a service, each replayed at once."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from parvis.algorithms.explained import cases
from parvis.algorithms.explained.cases import Kept
from parvis.algorithms.models import ExplainedDecision
from parvis.records.problems import Problem
from parvis.records.ready import demand_migrated

SHOWN = 100  # lines told one by one


class Command(BaseCommand):
    help = "Keep the cases of a type of decision, sealed; the same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, columns divided by semicolons")
        parser.add_argument(
            "--decision", required=True, help="end of its address: /decisions/<slug>/"
        )
        parser.add_argument(
            "--references", type=Path, help="CSV to write: each file and its letter's reference"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object, for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        rows = ExplainedDecision.objects.select_related("decision", "algorithm")
        explained = rows.filter(decision__slug=options["decision"]).first()
        if explained is None:
            said = _("Les lettres de « %(slug)s » n’ont pas de référence : voyez « parvis rules ».")
            raise CommandError(said % {"slug": options["decision"]}, returncode=1)
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as text:
                found = cases.import_cases(explained, text, by=None)
                counts, told = self.keep(found, options)
        except (Problem, OSError, UnicodeDecodeError, csv.Error) as refused:
            said = refused.sentence(_) if isinstance(refused, Problem) else str(refused)
            raise CommandError(said, returncode=1) from refused
        self.tell(counts, told, options)
        if counts["refused"]:
            raise CommandError(
                _("Des lignes sont refusées ; les autres sont gardées."), returncode=1
            )

    def keep(self, found: Any, options: dict[str, Any]) -> tuple[Counter[str], list[Kept]]:
        counts: Counter[str] = Counter(
            {"created": 0, "changed": 0, "unchanged": 0, "refused": 0, "different": 0}
        )
        told: list[Kept] = []
        path = options["references"]
        written = ours_alone(path) if path else None
        try:
            output = csv.writer(written, delimiter=";") if written else None
            if output:
                output.writerow(["dossier", "reference"])
            for one in tqdm(found, unit=" lines", disable=None):
                counts[one.state] += 1
                counts["different"] += bool(one.computed)
                if output and one.reference:
                    output.writerow([one.file, one.reference])
                if (one.problem or one.computed) and len(told) < SHOWN:
                    told.append(one)
        finally:
            if written:
                written.close()
        return counts, told

    def tell(self, counts: Counter[str], told: list[Kept], options: dict[str, Any]) -> None:
        if options["json"]:
            lines = [{"line": one.line, "error": sentence(one)} for one in told]
            self.stdout.write(json.dumps(dict(counts) | {"lines": lines}, ensure_ascii=False))
            return
        for one in told:
            self.stdout.write(
                _("Ligne %(line)s : %(said)s") % {"line": one.line, "said": sentence(one)}
            )
        said = _(
            "%(created)s dossiers gardés, %(changed)s changés, %(unchanged)s déjà là, %(refused)s "
            "refusés ; %(different)s où le calcul ne redonne pas le résultat notifié."
        )
        self.stdout.write(said % counts)


def ours_alone(path: Path) -> TextIO:
    """A file that nobody else of the machine reads: a reference opens someone's case."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    return path.open("w", encoding="utf-8", newline="")


def sentence(one: Kept) -> str:
    """Why a line was refused, or what the rules give in its place."""
    if one.problem:
        return one.problem.sentence(_)
    said = _("le calcul donne %(computed)s, et non le résultat notifié.")
    return said % {"computed": one.computed}
