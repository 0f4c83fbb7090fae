"""The import of devices at the desk, which reads files of other registers too."""

from __future__ import annotations

import csv

from parvis.public_space.sheets import foreign
from parvis.records import exchange
from parvis.records.desk import rights
from parvis.records.desk.transfer import ImportView


class ImportDevices(ImportView):
    """`/espace-agents/fiches/device/import/`"""

    def ours(self, data: bytes) -> bytes:
        """Another register's file says nothing of who answers here: the only organisation that
        this person writes for, when there is but one."""
        mine = list(rights.organisations(self.request.user, "add", "device")[:2])
        organisation = mine[0].slug if len(mine) == 1 else ""
        try:
            made = foreign.ours(exchange.decode(data), organisation)
        except (exchange.Unreadable, csv.Error):
            return data  # refused by what reads it next, with its reason
        return made.encode() if made is not None else data
