"""The addresses of the catalogue that the checker knows, and what they answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models import Max

from parvis.catalogue.harvest.polite import host
from parvis.catalogue.links.models import LinkCheck, key_of
from parvis.catalogue.links.outcome import verdict
from parvis.records.questions import Question

LONGEST = 2000
FORGOTTEN = dt.timedelta(days=7)  # after the catalogue last gave it
WRITTEN = dt.timedelta(days=1)
PART = 400  # keys of one query: SQLite counts its parameters
MOST = 20_000  # answers that one process keeps
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


class Silent:
    """Those of some addresses that no longer answer. What was told stays in this process until an
    answer is another."""

    def __init__(self) -> None:
        self.told: tuple[dt.datetime | None, Mapping[str, bool]] = (None, {})

    def among(self, given: Collection[str]) -> set[str]:
        """One query, and one for PART addresses that nobody asked about since."""
        now, (then, told) = last_changed(), self.told
        if now is None or now != then or len(told) > MOST:
            told = {}
        unknown = [one for one in given if one not in told]
        asked = answers(unknown)
        told = {**told, **{one: asked.get(one, True) for one in unknown}}
        self.told = now, told
        return {one for one in given if not told[one]}


def last_changed() -> dt.datetime | None:
    """When some address began to answer something else."""
    return LinkCheck.objects.aggregate(last=Max("since"))["last"]


def parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]


def forget(now: dt.datetime) -> None:
    """Addresses that nothing in the catalogue gives any more."""
    LinkCheck.objects.filter(listed__lt=now - FORGOTTEN).delete()


__all__ = ["Silent", "answers", "checks", "forget", "key_of", "last_changed", "list_addresses"]
