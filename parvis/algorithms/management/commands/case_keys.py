"""`parvis admin case_keys copy|check|restore|rewrap`: the keys of cases of decisions."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from parvis.algorithms.explained import cases, vault
from parvis.algorithms.models import Case
from parvis.records.keeping import OLD, KeysCommand
from parvis.records.keys import KeyStore


class Command(KeysCommand):
    help = (
        "Copy the keys of cases of decisions now, check that none is lost, restore lost ones from "
        f"the copies, or wrap all anew after PARVIS_PERSONAL_KEY changed ({OLD} holds the old one)."
    )

    def store(self) -> KeyStore:
        return vault.store()

    def live(self) -> Iterable[UUID]:
        return Case.objects.values_list("uuid", flat=True)

    def named(self, lost: list[UUID]) -> list[str]:
        rows = Case.objects.filter(uuid__in=lost).select_related("explained")
        return [f"{one.explained.prefix} {one.decided.isoformat()}" for one in rows]

    def rewrap(self) -> None:
        super().rewrap()
        cases.mark_anew()
