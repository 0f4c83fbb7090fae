"""A register put to its rules: what they found of each record stays in this process until the
record is published anew, or what is known beside it changes. One change among thousands of records
costs the reading of one and of those it concerns (`since`); none, two questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.utils import timezone

from parvis.records import chain, since
from parvis.records.audience import VISITOR
from parvis.records.consistency import Breach, Content
from parvis.records.models import Published
from parvis.records.models.published import PublishedQuerySet
from parvis.records.ruled import Found
from parvis.records.since import parts

MOST = 5_000

Note = TypeVar("Note")
Answer = tuple[Sequence[Published], Sequence[Found]]
Keep = Callable[[Content], dict[str, Any]]
Concerned = Callable[[since.Changes], Collection[UUID]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it was published: its row, with a content that is what is kept of it; what was
    known beside it when the rules were put, and what they found; what history does not tell."""

    row: Published
    known: Any = None
    breaches: tuple[Breach, ...] = ()
    measured: Hashable = None


@dataclass(frozen=True)
class Held:
    """A register by title, as it was when history ended at `head`. The rules were put when it ended
    at `ruled`, on a day and beside what `state` says."""

    head: chain.Head | None = None
    entries: Mapping[UUID, Entry] = field(default_factory=dict)
    ruled: chain.Head | None = None
    state: Hashable = None

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


# what is kept of each record, and the whole content of those that were read
Reading = tuple[dict[UUID, Entry], dict[UUID, dict[str, Any]]]


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
        if head is None or head != self.held.head:
            self.held = replace(self.held, head=head, entries=self.read(head)[0])
        return self.held.rows

    def read(self, head: chain.Head | None) -> Reading:
        """What is kept of each, and the whole content of those that changed."""
        held, changes = self.held.entries, since.changes(self.held.head, head)
        if changes is None:
            return self.read_again()
        mine = self.among().filter(type=self.kind)
        rows = {row.uuid: row for row in mine.filter(pk__in=changes.records)}
        whole = {uuid: row.content for uuid, row in rows.items()}
        fresh = {uuid: Entry(self.reduced(row)) for uuid, row in rows.items()}
        if all(uuid in held and held[uuid].row.title == row.title for uuid, row in rows.items()):
            return {
                key: fresh.get(key, entry)
                for key, entry in held.items()
                if key in fresh or key not in changes.records
            }, whole
        found = dict(held) | fresh
        order = mine.order_by("title", "pk").values_list("pk", flat=True)
        return {key: found[key] for key in order if key in found}, whole

    def read_again(self) -> Reading:
        held = self.held.entries
        listed = self.among().filter(type=self.kind).order_by("title", "pk")
        sequences = dict(listed.values_list("pk", "sequence"))
        same = {
            key: entry for key, entry in held.items() if entry.row.sequence == sequences.get(key)
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
    a day when history is the same; without it, `known_of` is asked each time. `concerned` gives
    the records of which it may say something else after these changes of history, those that
    changed themselves apart; without it, all. `measured` is what `known_of` takes for each from
    where nothing is published: cheap, and asked each time.
    """

    def __init__(
        self,
        kind: str,
        keep: Keep,
        known_of: Callable[[Sequence[Published]], Mapping[UUID, Any]],
        check: Callable[[Content, Any], Iterable[Breach]],
        among: Callable[[], PublishedQuerySet] = public,
        beside: Callable[[], Hashable] | None = None,
        concerned: Concerned | None = None,
        measured: Callable[[Sequence[Published]], Mapping[UUID, Hashable]] | None = None,
    ) -> None:
        super().__init__(kind, keep, among)
        self.known_of, self.check, self.beside = known_of, check, beside
        self.concerned, self.measured = concerned, measured
        self.answer: tuple[Hashable, Answer] = (None, ((), ()))

    def put(self) -> Answer:
        """All of them (`rows`), and what each breaks. A constant number of queries for PART records
        that changed."""
        head = chain.head()
        state = (timezone.localdate(), self.beside()) if head and self.beside else None
        known, answer = self.answer
        if state is None or self.measured or (head, state) != known:
            answer = self.put_again(head, state)
            self.answer = (head, state), answer
        return answer

    def put_again(self, head: chain.Head | None, state: Hashable) -> Answer:
        entries, whole = self.read(head)
        asked = self.asked(entries, head, state)
        known = self.known_of([entries[key].row for key in asked])
        due = [key for key in asked if entries[key].known != known[key]]
        whole |= {row.uuid: row.content for row in fetched([k for k in due if k not in whole])}
        for key in due:
            breaches = tuple(self.check(whole[key], known[key]))
            entries[key] = replace(entries[key], known=known[key], breaches=breaches)
        self.held = held = Held(head, entries, head, state)
        return held.rows, [(one.row, found) for one in entries.values() for found in one.breaches]

    def asked(
        self, entries: dict[UUID, Entry], head: chain.Head | None, state: Hashable
    ) -> list[UUID]:
        """Those of which something else may be known than when the rules were put."""
        measured = self.measured([one.row for one in entries.values()]) if self.measured else {}
        differ = [key for key, now in measured.items() if entries[key].measured != now]
        for key in differ:
            entries[key] = replace(entries[key], measured=measured[key])
        changes = since.changes(self.held.ruled, head)
        if changes is None or state is None or state != self.held.state or not self.concerned:
            return list(entries)
        near = {*changes.records, *self.concerned(changes), *differ}
        return [key for key in near if key in entries]


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


class Said:
    """What is said of each row of a register in a language, written again when it is published
    anew. Nothing is kept of a row that is no more there."""

    def __init__(self, write: Callable[[Published], str]) -> None:
        self.write = write
        self.kept: Mapping[str, Mapping[UUID, tuple[Published, str]]] = {}

    def of(self, rows: Sequence[Published], language: str) -> list[str]:
        """Of these, in order; `language` is the one that is active."""
        kept = self.kept.get(language, {})
        found = {
            row.uuid: same
            if (same := kept.get(row.uuid)) and same[0] is row
            else (row, self.write(row))
            for row in rows
        }
        self.kept = {**self.kept, language: found}
        return [text for _row, text in found.values()]


def fetched(keys: Sequence[UUID]) -> Iterator[Published]:
    for part in parts(keys):
        yield from Published.objects.filter(pk__in=part)
