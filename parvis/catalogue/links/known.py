"""The addresses of the catalogue that the checker knows, and what they answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from parvis.catalogue.harvest.polite import host
from parvis.catalogue.links.models import LinkCheck, key_of

LONGEST = 2000
FORGOTTEN = dt.timedelta(days=7)  # after the catalogue last gave it
PART = 400  # keys of one query: SQLite counts its parameters


def list_addresses(found: Collection[str], now: dt.datetime) -> None:
    """Addresses that the catalogue gives; a new one is due at once."""
    rows = [
        LinkCheck(key=key_of(one), address=one, host=host(one)[:260], listed=now, due=now)
        for one in sorted(found)
        if len(one) <= LONGEST
    ]
    LinkCheck.objects.bulk_create(
        rows,
        batch_size=PART,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["listed"],
    )


def checks(found: Collection[str]) -> dict[str, LinkCheck]:
    """What is known of addresses, by address; one query for PART of them."""
    keys = {key_of(one): one for one in found}
    listed = sorted(keys)
    rows: dict[str, LinkCheck] = {}
    for start in range(0, len(listed), PART):
        part = LinkCheck.objects.filter(pk__in=listed[start : start + PART])
        rows |= {keys[row.key]: row for row in part}
    return rows


def answers(found: Collection[str]) -> Mapping[str, bool]:
    """address → whether it answers; not there: nobody could tell yet."""
    told = {address: row.answers for address, row in checks(found).items()}
    return {address: answer for address, answer in told.items() if answer is not None}


def forget(now: dt.datetime) -> None:
    """Addresses that nothing in the catalogue gives any more."""
    LinkCheck.objects.filter(listed__lt=now - FORGOTTEN).delete()


__all__ = ["answers", "checks", "forget", "key_of", "list_addresses"]
