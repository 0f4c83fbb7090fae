"""`parvis lake verify|collect`: is every version whole; forget what nothing points to."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.lake import actions
from parvis.lake.refusals import Away, Damaged
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Verify every version of the store (exit 1 when broken), or forget those of no data set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify", "collect"], help="what to do")
        parser.add_argument("--json", action="store_true", help="one JSON object, for a program")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        demand_migrated()
        act = self.verify if options["action"] == "verify" else self.collect
        try:
            act(options["json"])
        except (Away, Damaged) as refused:
            raise CommandError(refused.sentence(_), returncode=1) from refused

    def verify(self, as_json: bool) -> None:
        found = actions.verify()
        if as_json:
            said = {"ok": not found.broken, "checked": found.checked,
                    "broken": [asdict(fault) for fault in found.broken]}  # fmt: skip
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            causes = {"damaged": _("abîmé"), "missing": _("manquant")}
            for fault in found.broken:
                self.stdout.write(f"{fault.path} : {causes[fault.cause]}")
            told = ngettext(
                "%(checked)s version vérifiée, %(broken)s fichier à rétablir.",
                "%(checked)s versions vérifiées, %(broken)s fichiers à rétablir.",
                found.checked,
            )
            self.stdout.write(told % {"checked": found.checked, "broken": len(found.broken)})
        if found.broken:
            sys.exit(1)

    def collect(self, as_json: bool) -> None:
        gone = actions.collect()
        if as_json:
            self.stdout.write(json.dumps({"collected": gone}))
            return
        told = ngettext("%(gone)s fichier oublié.", "%(gone)s fichiers oubliés.", gone)
        self.stdout.write(told % {"gone": gone})
