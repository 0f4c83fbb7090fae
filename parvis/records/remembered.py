"""A register put to its rules: what they found of each record stays in this process until the
record is published anew, or what is known beside it changes. One change among thousands of records
costs the reading of one; none, two questions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.utils import timezone

from parvis.records import chain
from parvis.records.audience import VISITOR
from parvis.records.consistency import Breach, Content
from parvis.records.models import Published
from parvis.records.models.published import PublishedQuerySet
from parvis.records.ruled import Found

PART = 400  # keys of one query: SQLite counts its parameters
MOST = 5_000

Note = TypeVar("Note")
Answer = tuple[Sequence[Published], Sequence[Found]]
Keep = Callable[[Content], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it was published: its row, with a content that is what is kept of it; what was
    known beside it when the rules were put, and what they found."""

    row: Published
    known: Any = None
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class Held:
    """A register by title, as it was when history ended at `head`."""

    head: chain.Head | None = None
    entries: Mapping[UUID, Entry] = field(default_factory=dict)

    @property
    def rows(self) -> list[Published]:
        return [entry.row for entry in self.entries.values()]


def public() -> PublishedQuerySet:
    return Published.objects.visible(VISITOR)


def only(*names: str) -> Keep:
    """Keep these fields, where they say something."""
    return lambda content: {
        name: value for name in names if (value := content.get(name)) not in (None, "", [], {})
    }


class Records:
    """The records of one type, those that everyone may see unless `among` says otherwise.

    `keep` gives what is read of each again and again, beside its titles and their language. What
    is given is shared: nobody may change it.
    """

    def __init__(
        self, kind: str, keep: Keep, among: Callable[[], PublishedQuerySet] = public
    ) -> None:
        self.kind, self.keep, self.among = kind, keep, among
        self.held = Held()

    def rows(self) -> Sequence[Published]:
        """All of them by title, of which the content is what is kept and titles alone."""
        head = chain.head()
        self.held = held = Held(head, self.read(head)[0])
        return held.rows

    def read(self, head: chain.Head | None) -> tuple[dict[UUID, Entry], dict[UUID, dict[str, Any]]]:
        """What is kept of each, and the whole content of those that changed."""
        held = self.held
        if head is not None and head == held.head:
            return dict(held.entries), {}
        listed = self.among().filter(type=self.kind).order_by("title", "pk")
        sequences = dict(listed.values_list("pk", "sequence"))
        same = {
            key: entry
            for key, entry in held.entries.items()
            if entry.row.sequence == sequences.get(key)
        }
        rows = list(fetched([key for key in sequences if key not in same]))
        whole = {row.uuid: row.content for row in rows}
        found = same | {row.uuid: Entry(self.reduced(row)) for row in rows}
        return {key: found[key] for key in sequences if key in found}, whole

    def reduced(self, row: Published) -> Published:
        content = row.content
        titles = {
            language: {"title": texts["title"]}
            for language, texts in (content.get("translations") or {}).items()
            if texts.get("title")
        }
        named = {name: content.get(name) for name in ("title", "language")}
        row.content = self.keep(content) | named | {"translations": titles}
        del row.projection  # asked of the database again, should anybody want it
        return row


class Register(Records):
    """Such records, put to the rules of their room.

    `known_of` says what the rules must know beside a record, from what is kept of it; `check` puts
    them to its whole projection. `beside` is another whenever `known_of` may say something else on
    a day when history is the same; without it, `known_of` is asked each time.
    """

    def __init__(
        self,
        kind: str,
        keep: Keep,
        known_of: Callable[[Sequence[Published]], Mapping[UUID, Any]],
        check: Callable[[Content, Any], Iterable[Breach]],
        among: Callable[[], PublishedQuerySet] = public,
        beside: Callable[[], Hashable] | None = None,
    ) -> None:
        super().__init__(kind, keep, among)
        self.known_of, self.check, self.beside = known_of, check, beside
        self.answer: tuple[Hashable, Answer] = (None, ((), ()))

    def put(self) -> Answer:
        """All of them (`rows`), and what each breaks. A constant number of queries for PART records
        that changed."""
        head = chain.head()
        state = (head, timezone.localdate(), self.beside()) if head and self.beside else None
        known, answer = self.answer
        if state is None or state != known:
            answer = self.put_again(head)
            self.answer = state, answer
        return answer

    def put_again(self, head: chain.Head | None) -> Answer:
        entries, whole = self.read(head)
        known = self.known_of([entry.row for entry in entries.values()])
        due = [key for key, entry in entries.items() if entry.known != known[key]]
        whole |= {row.uuid: row.content for row in fetched([k for k in due if k not in whole])}
        for key in due:
            breaches = tuple(self.check(whole[key], known[key]))
            entries[key] = Entry(entries[key].row, known[key], breaches)
        self.held = held = Held(head, entries)
        return held.rows, [(one.row, found) for one in entries.values() for found in one.breaches]


class Notes(Generic[Note]):
    """What is made of each of some records, kept until it is published anew; MOST of them."""

    def __init__(self, make: Callable[[Published], Note]) -> None:
        self.make = make
        self.kept: Mapping[UUID, tuple[int, Note]] = {}

    def of(self, keys: Iterable[UUID], among: PublishedQuerySet) -> dict[UUID, Note]:
        """Of those which are `among`. A constant number of queries for PART of them."""
        kept = self.kept
        sequences: dict[UUID, int] = {}
        for part in parts(list(keys)):
            sequences.update(among.filter(pk__in=part).values_list("pk", "sequence"))
        found = {key: kept[key] for key, one in sequences.items() if kept.get(key, (0,))[0] == one}
        for row in fetched([key for key in sequences if key not in found]):
            found[row.uuid] = row.sequence, self.make(row)
        self.kept = {**(kept if len(kept) < MOST else {}), **found}
        return {key: note for key, (_sequence, note) in found.items()}


def parts(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(keys), PART):
        yield keys[start : start + PART]


def fetched(keys: Sequence[UUID]) -> Iterator[Published]:
    for part in parts(keys):
        yield from Published.objects.filter(pk__in=part)
