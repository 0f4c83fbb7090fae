"""The addresses of the catalogue that the checker knows, and what they answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from parvis.catalogue.harvest.polite import host
from parvis.catalogue.links.models import LinkCheck, key_of
from parvis.catalogue.links.outcome import verdict
from parvis.records.questions import Question

LONGEST = 2000
FORGOTTEN = dt.timedelta(days=7)  # after the catalogue last gave it
WRITTEN = dt.timedelta(days=1)
PART = 400  # keys of one query: SQLite counts its parameters
ASKED = Question(lambda _shape, keys: LinkCheck.objects.filter(pk__in=keys))


def list_addresses(found: Collection[str], now: dt.datetime) -> None:
    """Addresses that the catalogue gives; a new one is due at once. That an address is given still
    is written once a day."""
    keys = {key_of(one): one for one in found if len(one) <= LONGEST}
    for part in parts(sorted(keys)):
        rows = LinkCheck.objects.filter(pk__in=part)
        listed = dict(rows.values_list("pk", "listed"))
        LinkCheck.objects.bulk_create(
            [new(key, keys[key], now) for key in part if key not in listed],
            ignore_conflicts=True,
        )
        if stale := [key for key, when in listed.items() if when < now - WRITTEN]:
            LinkCheck.objects.filter(pk__in=stale).update(listed=now)


def new(key: str, address: str, now: dt.datetime) -> LinkCheck:
    return LinkCheck(key=key, address=address, host=host(address)[:260], listed=now, due=now)


def checks(found: Collection[str]) -> dict[str, LinkCheck]:
    """What is known of addresses, by address; one query for PART of them."""
    keys = {key_of(one): one for one in found}
    return {keys[row.key]: row for part in parts(sorted(keys)) for row in ASKED(part)}


def answers(found: Collection[str]) -> Mapping[str, bool]:
    """address → whether it answers; not there: nobody could tell yet."""
    keys = {key_of(one): one for one in found}
    told = {
        keys[key]: verdict(outcome)
        for part in parts(sorted(keys))
        for key, outcome in LinkCheck.objects.filter(pk__in=part).values_list("pk", "outcome")
    }
    return {address: answer for address, answer in told.items() if answer is not None}


def parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]


def forget(now: dt.datetime) -> None:
    """Addresses that nothing in the catalogue gives any more."""
    LinkCheck.objects.filter(listed__lt=now - FORGOTTEN).delete()


__all__ = ["answers", "checks", "forget", "key_of", "list_addresses"]
