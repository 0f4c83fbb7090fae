"""`parvis rules FILE --algorithm SLUG`: publish the rules that an algorithm follows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.algorithms.explained import actions
from parvis.algorithms.models import Algorithm, DecisionType
from parvis.algorithms.ruleset import parts
from parvis.records.problems import Problem
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Publish the rules of an algorithm, once the examples they hold pass."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="rules, as JSON")
        parser.add_argument(
            "--algorithm", required=True, help="end of its address: /algorithmes/<slug>/"
        )
        parser.add_argument("--since", help="first day, as 2026-09-01; today by default")
        parser.add_argument("--why", default="", help="one sentence, shown to all")
        parser.add_argument(
            "--decision", help="letters of this type of decision bear a reference from now on"
        )
        parser.add_argument("--prefix", default="", help="that begins these references: CANTINE")
        parser.add_argument("--days", type=int, default=730, help="days that each case is kept")
        parser.add_argument("--json", action="store_true", help="one JSON object, for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        algorithm = Algorithm.objects.filter(slug=options["algorithm"]).first()
        if algorithm is None:
            raise CommandError(unknown("--algorithm", options["algorithm"]), returncode=1)
        try:
            given = options["since"]
            since = parts.day(given, "--since") if given else timezone.localdate()
            data = options["file"].read_bytes()
            made, new = actions.publish_rules(algorithm, data, since, by=None, why=options["why"])
            if options["decision"]:
                explain(algorithm, options)
        except Problem as refused:
            raise CommandError(refused.sentence(_), returncode=1) from refused
        except OSError as absent:
            raise CommandError(f"{options['file']}: {absent.strerror}", returncode=1) from absent
        if options["json"]:
            self.stdout.write(json.dumps({"version": made.version, "new": new}))
        else:
            said = _("Version %(version)s publiée.") if new else _("Version %(version)s : déjà là.")
            self.stdout.write(said % {"version": made.version})


def unknown(option: str, slug: str) -> str:
    return _("%(option)s vaut « %(slug)s », que rien ne porte. Donnez la fin de son adresse.") % {
        "option": option,
        "slug": slug,
    }


def explain(algorithm: Algorithm, options: dict[str, Any]) -> None:
    decision = DecisionType.objects.filter(slug=options["decision"]).first()
    if decision is None:
        raise CommandError(unknown("--decision", options["decision"]), returncode=1)
    actions.explain_decisions(decision, algorithm, options["prefix"], options["days"], by=None)
