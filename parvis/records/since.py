"""What history says was published since an entry of it: which records, and what each of them was or
is tied to. What a register knows of all the others is as it was."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Max

from parvis.records import canonical, chain
from parvis.records.chain import Head
from parvis.records.models import HistoryEntry, Link, Published

PART = 400  # keys of one query: SQLite counts its parameters
MOST = 200  # entries read one by one: beyond, reading all again costs less
FEW = 8  # answers kept of a type

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Changes:
    """Records published, withdrawn or archived; the (predicate, other end) of their links, those
    that ended meanwhile too."""

    records: frozenset[UUID]
    links: frozenset[tuple[str, UUID]]

    def tied(self, *predicates: str) -> set[UUID]:
        """Other ends of such links."""
        return {other for predicate, other in self.links if predicate in predicates}


NOTHING = Changes(frozenset(), frozenset())


def changes(old: Head | None, now: Head | None) -> Changes | None:
    """What was published since history ended at `old`. None where it cannot tell: too much, or a
    content that was erased; or where it is another history (a change taken back, a backup
    restored). Two queries."""
    if old is None or now is None:
        return None
    return NOTHING if old == now else between(old, now)


@lru_cache(maxsize=16)  # several registers ask the same for one page
def between(old: Head, now: Head) -> Changes | None:
    following = HistoryEntry.objects.filter(sequence__gte=old[0], sequence__lte=now[0])
    entries = list(
        following.order_by("sequence").values_list("sequence", "digest", "record", "projection")[
            : MOST + 2
        ]
    )
    if not entries or (entries[0][0], bytes(entries[0][1])) != old or len(entries) > MOST + 1:
        return None
    records = {record for _sequence, _digest, record, _projection in entries[1:]}
    earlier = HistoryEntry.objects.filter(record__in=records, sequence__lte=old[0]).order_by()
    last = earlier.values("record").annotate(last=Max("sequence")).values("last")
    before = HistoryEntry.objects.filter(sequence__in=last).values_list("projection", flat=True)
    shown = [*(projection for *_facts, projection in entries[1:]), *before]
    if not all(shown):
        return None
    links = (link for one in shown for link in canonical.decode(bytes(one or b"")).get("links", ()))
    return Changes(
        frozenset(records),
        frozenset((predicate, UUID(other)) for predicate, other, *_dates in links),
    )


def subjects(records: Iterable[UUID], kind: str, *predicates: str) -> set[UUID]:
    """Records of this type that are tied to these, by any link or by these. One query for PART."""
    found: set[UUID] = set()
    for part in parts(list(records)):
        links = Link.objects.filter(object__in=part, subject__type=kind).order_by()
        if predicates:
            links = links.filter(predicate__in=predicates)
        found.update(links.values_list("subject", flat=True))
    return found


def objects(records: Iterable[UUID], *predicates: str) -> set[UUID]:
    """What these are tied to by these links. One query for PART."""
    found: set[UUID] = set()
    for part in parts(list(records)):
        links = Link.objects.filter(subject__in=part, predicate__in=predicates).order_by()
        found.update(links.values_list("object", flat=True))
    return found


def parts(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]


class Still(Generic[Answer]):
    """What is made of the records of one type and of their history alone, in this process, until
    one of them is published anew, withdrawn or erased; FEW of them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.kept: OrderedDict[Hashable, tuple[Head | None, Answer]] = OrderedDict()
        self.lock = Lock()

    def of(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """What `make` returned for this key, or returns now; nobody may change it. Four queries
        at most, one while nothing is published."""
        head = chain.head()
        with self.lock:
            held = self.kept.get(key)
        found = held[1] if held and self.same(held[0], head) else make()
        with self.lock:
            self.kept[key] = head, found
            self.kept.move_to_end(key)
            while len(self.kept) > FEW:
                self.kept.popitem(last=False)
        return found

    def same(self, old: Head | None, now: Head | None) -> bool:
        """Whether no record of this type changed meanwhile: each has a row for ever."""
        told = changes(old, now)
        if told is None:
            return False
        mine = Published.objects.filter(pk__in=told.records, type=self.kind)
        return not told.records or not mine.exists()
