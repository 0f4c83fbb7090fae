"""`parvis admin request_keys copy|check|restore|rewrap`: the keys of requests for rights."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from parvis.records.ready import demand_migrated
from parvis.rights.keys import KeyUnreadable
from parvis.rights.requests import course, erasing, vault
from parvis.rights.requests.models import Request

OLD = "PARVIS_OLD_PERSONAL_KEY"


class Command(BaseCommand):
    help = (
        "Copy the keys of requests for rights now, check that none is lost, restore lost ones from "
        f"the copies, or wrap all anew after PARVIS_PERSONAL_KEY changed ({OLD} holds the old one)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=("copy", "check", "restore", "rewrap"))

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        demand_migrated()
        acts = {
            "copy": self.copy, "check": self.check_keys, "restore": self.restore,
            "rewrap": self.rewrap,
        }  # fmt: skip
        acts[act]()

    def copy(self) -> None:
        count = vault.store().copy(course.today())
        self.stdout.write(_("%(count)s clés copiées.") % {"count": count})

    def check_keys(self) -> None:
        lost = erasing.missing()
        if lost:
            numbers = ", ".join(one.number for one in lost[:20])
            sentence = _("%(count)s clés manquent (%(numbers)s…) : « restore » les cherche.")
            raise CommandError(sentence % {"count": len(lost), "numbers": numbers}, returncode=1)
        self.stdout.write(_("Aucune clé ne manque."))

    def restore(self) -> None:
        wanted = Request.objects.filter(erased=None).values_list("uuid", flat=True)
        back = vault.store().restore(wanted)
        self.stdout.write(_("%(count)s clés rendues.") % {"count": len(back)})
        self.check_keys()

    def rewrap(self) -> None:
        old = os.environ.get(OLD, "")
        if not old:
            raise CommandError(_("Donnez l’ancienne clé dans %(name)s.") % {"name": OLD})
        try:
            changed = vault.store().rewrap(old)
        except KeyUnreadable as cause:
            sentence = _("%(name)s n’est pas la clé qui ferme ces dossiers. Relancez avec elle.")
            raise CommandError(sentence % {"name": OLD}, returncode=1) from cause
        self.stdout.write(_("%(count)s clés refermées.") % {"count": changed})
