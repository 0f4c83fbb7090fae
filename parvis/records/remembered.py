"""A register put to its rules: what they found of each record stays in this process until the
record is published anew, or what is known beside it changes. One change among thousands of records
costs the reading of one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from parvis.records import canonical
from parvis.records.audience import VISITOR
from parvis.records.consistency import Breach, Content
from parvis.records.models import Published
from parvis.records.models.published import PublishedQuerySet
from parvis.records.ruled import Found

PART = 400  # keys of one query: SQLite counts its parameters


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it was published with `sequence`: the fields that are kept of it, what was
    known beside it when the rules were put, and what they found."""

    sequence: int
    fields: Content
    known: Any = None
    breaches: tuple[Breach, ...] = ()


def public() -> PublishedQuerySet:
    return Published.objects.visible(VISITOR)


class Register:
    """The records of one type, those that everyone may see unless `among` says otherwise.

    `fields` are those that `known_of`, or a page, reads of each record; `check` puts the rules to a
    whole projection.
    """

    def __init__(
        self,
        kind: str,
        fields: Collection[str],
        known_of: Callable[[Sequence[Published]], Mapping[UUID, Any]],
        check: Callable[[Content, Any], Iterable[Breach]],
        among: Callable[[], PublishedQuerySet] = public,
    ) -> None:
        self.kind, self.fields = kind, fields
        self.known_of, self.check, self.among = known_of, check, among
        self.entries: Mapping[UUID, Entry] = {}

    def put(self) -> tuple[list[Published], list[Found]]:
        """All of them (`rows`), and what each breaks. A constant number of queries for PART records
        that changed."""
        rows, entries, whole = self.read()
        known = self.known_of(rows)
        due = [key for key, entry in entries.items() if entry.known != known[key]]
        whole |= contents([key for key in due if key not in whole])
        for key in due:
            one = entries[key]
            breaches = tuple(self.check(whole[key], known[key]))
            entries[key] = Entry(one.sequence, one.fields, known[key], breaches)
        self.entries = entries
        return rows, [(row, one) for row in rows for one in entries[row.uuid].breaches]

    def rows(self) -> list[Published]:
        """All of them by title, of which the content is `fields` and a title alone."""
        rows, self.entries, _whole = self.read()
        return rows

    def read(self) -> tuple[list[Published], dict[UUID, Entry], dict[UUID, dict[str, Any]]]:
        """The rows, what is kept of each, and the whole content of those that changed."""
        ours = self.among().filter(type=self.kind)
        rows = list(ours.order_by("title", "pk").defer("projection"))
        entries, whole = self.entries_of(rows)
        for row in rows:
            row.content = dict(entries[row.uuid].fields)
        return rows, entries, whole

    def entries_of(
        self, rows: Iterable[Published]
    ) -> tuple[dict[UUID, Entry], dict[UUID, dict[str, Any]]]:
        """Those that are kept, and new ones; and the whole content of the new ones."""
        kept = self.entries
        found = {
            row.uuid: one
            for row in rows
            if (one := kept.get(row.uuid)) and one.sequence == row.sequence
        }
        fresh = {row.uuid: row.sequence for row in rows if row.uuid not in found}
        whole = contents(list(fresh))
        new = {key: Entry(fresh[key], self.reduced(content)) for key, content in whole.items()}
        return found | new, whole

    def reduced(self, content: Content) -> Content:
        kept = {name: value for name in self.fields if (value := content.get(name))}
        titles = {
            language: {"title": texts["title"]}
            for language, texts in (content.get("translations") or {}).items()
            if texts.get("title")
        }
        return kept | {"title": content.get("title"), "translations": titles}


def contents(keys: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    return dict(decoded(keys))


def decoded(keys: Sequence[UUID]) -> Iterator[tuple[UUID, dict[str, Any]]]:
    for start in range(0, len(keys), PART):
        rows = Published.objects.filter(pk__in=keys[start : start + PART])
        for key, projection in rows.values_list("pk", "projection"):
            yield key, canonical.decode(projection)
