"""`parvis audit verify`: is what is public what was published?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.records.audit import Audit
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = "Verify the history chain, published rows, links and records; exit 1 when broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify"], help="what to do")
        parser.add_argument("--json", action="store_true", help="one JSON object, for a program")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        demand_migrated()
        audit = Audit()
        broken = self.as_json(audit) if options["json"] else self.as_text(audit)
        if broken:
            sys.exit(1)

    def as_json(self, audit: Audit) -> int:
        """Written as it is found, so that a million faults need no more memory than one."""
        broken = 0
        self.stdout.write('{"broken": [', ending="")
        for broken, fault in enumerate(audit.faults(), 1):
            comma = ", " if broken > 1 else ""
            self.stdout.write(comma + json.dumps(asdict(fault), ensure_ascii=False), ending="")
        sequence, digest = audit.head
        rest = {
            "ok": not broken,
            "checked": audit.checked,
            "head": {"sequence": sequence, "digest": digest},
        }
        self.stdout.write("], " + json.dumps(rest)[1:])
        return broken

    def as_text(self, audit: Audit) -> int:
        broken = 0
        for broken, fault in enumerate(audit.faults(), 1):  # noqa: B007
            self.stdout.write(fault.problem)
        values = {"checked": audit.checked, "sequence": audit.head[0], "digest": audit.head[1]}
        checked = ngettext(
            "%(checked)s élément vérifié", "%(checked)s éléments vérifiés", audit.checked
        )
        faults = ngettext(
            "%(broken)s anomalie sur %(what)s.", "%(broken)s anomalies sur %(what)s.", broken
        )
        said = faults if broken else _("Tout se tient : %(what)s.")
        self.stdout.write(said % {"broken": broken, "what": checked % values})
        self.stdout.write(_("Dernière entrée : %(sequence)s, empreinte %(digest)s") % values)
        return broken
