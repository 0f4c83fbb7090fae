"""`parvis admin load_rights`: the twelve rights, once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from parvis.organisations.answering import AnsweredFor
from parvis.records.ready import demand_migrated
from parvis.rights import load


class Command(AnsweredFor):
    help = "Load the twelve rights people have; what is already there is kept."

    def handle(self, *args: Any, organisation: str | None = None, **options: Any) -> None:
        demand_migrated()
        made = load.load(self.owner(organisation, load.WHY))
        self.stdout.write(ngettext("%(n)s droit créé.", "%(n)s droits créés.", made) % {"n": made})
