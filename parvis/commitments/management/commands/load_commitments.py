"""`parvis admin load_commitments`: the ten public commitments, once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from parvis.commitments import load
from parvis.organisations.answering import AnsweredFor
from parvis.records.ready import demand_migrated


class Command(AnsweredFor):
    help = "Load the ten public commitments and their actions; what is already there is kept."

    def handle(self, *args: Any, organisation: str | None = None, **options: Any) -> None:
        demand_migrated()
        done = load.load(self.owner(organisation, load.WHY))
        created, filled = done.created, done.filled
        told = [
            ngettext("%(n)s créé", "%(n)s créés", created) % {"n": created},
            ngettext("%(n)s complété", "%(n)s complétés", filled) % {"n": filled},
        ]
        self.stdout.write(", ".join(told) + ".")
