"""`parvis admin request_keys copy|check|restore|rewrap`: the keys of requests for rights."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from parvis.records.keeping import OLD, KeysCommand
from parvis.records.keys import KeyStore
from parvis.rights.requests import vault
from parvis.rights.requests.models import Request


class Command(KeysCommand):
    help = (
        "Copy the keys of requests for rights now, check that none is lost, restore lost ones from "
        f"the copies, or wrap all anew after PARVIS_PERSONAL_KEY changed ({OLD} holds the old one)."
    )

    def store(self) -> KeyStore:
        return vault.store()

    def live(self) -> Iterable[UUID]:
        return Request.objects.filter(erased=None).values_list("uuid", flat=True)

    def named(self, lost: list[UUID]) -> list[str]:
        rows = Request.objects.filter(uuid__in=lost).only("uuid", "received")
        return [one.number for one in rows]
