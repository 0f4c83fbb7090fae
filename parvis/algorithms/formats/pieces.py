"""One field of another register and ours, each way. A format is a table of these. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from parvis.algorithms.formats import blocks, terms
from parvis.algorithms.formats.terms import Entry, Values


class Piece(Protocol):
    def out(self, entry: Entry) -> Any:
        """Their value; None or empty where we say nothing."""

    def into(self, value: Any) -> Values:
        """Our fields."""


@dataclass(frozen=True)
class Same:
    """A field that both have; `longest` cuts it to what they accept."""

    name: str
    longest: int = 0

    def out(self, entry: Entry) -> Any:
        value = terms.said(self.name, entry.get(self.name))
        return cut(value, self.longest)

    def into(self, value: Any) -> Values:
        if not isinstance(value, str):
            return {}
        return {self.name: blocks.reading(self.name, value)}


@dataclass(frozen=True)
class Raw:
    """A field kept in its own type: a number, a list, a yes or no."""

    name: str

    def out(self, entry: Entry) -> Any:
        return entry.get(self.name)

    def into(self, value: Any) -> Values:
        return {self.name: value}


@dataclass(frozen=True)
class Packed:
    """Several of our fields in one text."""

    block: blocks.Block
    longest: int = 0

    def out(self, entry: Entry) -> Any:
        return cut(self.block.out(entry), self.longest)

    def into(self, value: Any) -> Values:
        return self.block.into(value)


@dataclass(frozen=True)
class Listed:
    """A closed list of theirs. What we have no word for comes back as `otherwise`."""

    name: str
    theirs: Mapping[str, str]
    otherwise: str = ""
    several: bool = False

    def out(self, entry: Entry) -> Any:
        found = self.theirs.get(str(entry.get(self.name) or ""), "")
        return [found] if self.several and found else found

    def into(self, value: Any) -> Values:
        one = value[0] if self.several and isinstance(value, list) and value else value
        ours: dict[str, str] = {}
        for key, words in self.theirs.items():
            ours.setdefault(words, key)
        found = ours.get(one, self.otherwise) if isinstance(one, str) else self.otherwise
        return {self.name: found} if found else {}


@dataclass(frozen=True)
class Objects:
    """Rows as objects: their key for each part of ours."""

    name: str
    keys: Mapping[str, str]  # ours: theirs

    def out(self, entry: Entry) -> Any:
        return [
            {theirs: terms.said(ours, row.get(ours)) for ours, theirs in self.keys.items()}
            for row in entry.get(self.name) or ()
        ]

    def into(self, value: Any) -> Values:
        rows = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        found = [
            blocks.whole(
                self.name,
                {
                    ours: blocks.reading(ours, str(row.get(theirs) or ""))
                    for ours, theirs in self.keys.items()
                },
            )
            for row in rows
        ]
        return {self.name: found} if found else {}


@dataclass(frozen=True)
class Made:
    """Two functions, where no table says it."""

    make: Callable[[Entry], Any]
    take: Callable[[Any], Values] = lambda value: {}

    def out(self, entry: Entry) -> Any:
        return self.make(entry)

    def into(self, value: Any) -> Values:
        return self.take(value)


def cut(text: str, longest: int) -> str:
    return text if not longest or len(text) <= longest else f"{text[: longest - 1]}…"


@dataclass(frozen=True)
class Shape:
    """A format: its fields in order. `to` and `from_` are each other's inverse as far as it has a
    field for ours; what a source says besides is kept, word for word (`origin`)."""

    name: str
    pieces: Mapping[str, Piece]
    title_key: str = "name"

    def to(self, entry: Entry) -> Values:
        """What goes out: our values as they stand, and what its source said where nobody changed
        what we made of it."""
        made = self.plain(entry)
        kept = (entry.get("origin") or {}).get(self.name)
        return restored(made, kept) if kept else made

    def plain(self, entry: Entry) -> Values:
        found = {name: piece.out(entry) for name, piece in self.pieces.items()}
        return {name: value for name, value in found.items() if not terms.is_empty(value)}

    def from_(self, source: Values) -> Values:
        found: Values = {}
        for name, piece in self.pieces.items():
            if name in source:
                for ours, value in piece.into(source[name]).items():
                    if terms.is_empty(found.get(ours)):
                        found[ours] = value
        return found | {"origin": {self.name: self.keep(source, found)}}

    def keep(self, source: Values, entry: Entry) -> Values:
        """What stands beside a record made from this source, as the record now is."""
        return kept(source, self.plain(entry))


def kept(source: Values, again: Values) -> Values:
    """What would be lost: values of the source that our fields do not give back, and what our
    fields would add to it."""
    lost = {
        name: value
        for name, value in source.items()
        if name not in again or not terms.same(value, again[name])
    }
    made = {name: value for name, value in again.items() if name in lost or name not in source}
    return {"source": lost, "again": made, "order": list(source)}


def restored(made: Values, kept: Values) -> Values:
    """A record as its source wrote it, but for the fields that changed since."""
    found = dict(made)
    lost, again = kept.get("source", {}), kept.get("again", {})
    for name, value in lost.items():
        if name not in made or (name in again and terms.same(made[name], again[name])):
            found[name] = value
    for name, value in again.items():
        if name not in lost and name in made and terms.same(made[name], value):
            del found[name]
    order = {name: place for place, name in enumerate(kept.get("order", ()))}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))
