"""The command by which those who run the portal look after the keys of one room's files."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.records.keys import KeyStore, KeyUnreadable
from parvis.records.ready import demand_migrated

OLD = "PARVIS_OLD_PERSONAL_KEY"
TOLD = 20  # lost keys named one by one


class KeysCommand(BaseCommand):
    """`copy|check|restore|rewrap`."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=("copy", "check", "restore", "rewrap"))

    @abstractmethod
    def store(self) -> KeyStore: ...

    @abstractmethod
    def live(self) -> Iterable[UUID]:
        """What must have a key."""

    @abstractmethod
    def named(self, lost: list[UUID]) -> list[str]:
        """What people call those, which have none."""

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        demand_migrated()
        acts = {
            "copy": self.copy, "check": self.check_keys, "restore": self.restore,
            "rewrap": self.rewrap,
        }  # fmt: skip
        acts[act]()

    def copy(self) -> None:
        count = self.store().copy(timezone.localdate())
        self.stdout.write(_("%(count)s clés copiées.") % {"count": count})

    def check_keys(self) -> None:
        known = self.store().known()
        lost = [one for one in self.live() if one not in known]
        if lost:
            numbers = ", ".join(self.named(lost[:TOLD]))
            sentence = _("%(count)s clés manquent (%(numbers)s…) : « restore » les cherche.")
            raise CommandError(sentence % {"count": len(lost), "numbers": numbers}, returncode=1)
        self.stdout.write(_("Aucune clé ne manque."))

    def restore(self) -> None:
        back = self.store().restore(self.live())
        self.stdout.write(_("%(count)s clés rendues.") % {"count": len(back)})
        self.check_keys()

    def rewrap(self) -> None:
        old = os.environ.get(OLD, "")
        if not old:
            raise CommandError(_("Donnez l’ancienne clé dans %(name)s.") % {"name": OLD})
        try:
            changed = self.store().rewrap(old)
        except KeyUnreadable as cause:
            sentence = _("%(name)s n’est pas la clé qui ferme ces dossiers. Relancez avec elle.")
            raise CommandError(sentence % {"name": OLD}, returncode=1) from cause
        self.stdout.write(_("%(count)s clés refermées.") % {"count": changed})
