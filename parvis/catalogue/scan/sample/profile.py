"""Cells added up column by column: what kind they are, and what a scan's profile would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from parvis.catalogue.scan import shapes
from parvis.catalogue.scan.model import Column, Profile, Shape
from parvis.catalogue.scan.sample import values

# In order of choice; the word is what people read where a scan shows the database's own type.
TYPES = {
    "integer": "entier",
    "decimal": "décimal",
    "boolean": "oui ou non",
    "date": "date",
    "moment": "date et heure",
    "time": "heure",
    "uuid": "UUID",
    "text": "texte",
}
EMPTY = "vide"  # the type of a column that holds nothing
DATES = frozenset({"date", "moment"})


class Tally:
    """One column as its cells go by. It keeps counts, and hashes of up to `distinct` values."""

    def __init__(self, name: str, distinct: int) -> None:
        self.name = name
        self.read = self.filled = self.shortest = self.longest = 0
        self.kinds: frozenset[str] | None = None
        self.digits: set[int] = set()  # how many whole numbers have
        self.years: list[int] = []  # the first and the last
        self.negative = False
        self.ranges: Counter[str] = Counter()
        self.shaped: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.seen: set[int] | None = set()
        self._most = distinct

    def add(self, cell: str) -> None:
        self.read += 1
        text = cell.strip()
        if not text:
            return
        found = values.kinds(text)
        self.kinds = found if self.kinds is None else self.kinds & found
        size = min(len(text), shapes.LONG)
        self.shortest = min(self.shortest, size) if self.filled else size
        self.longest = max(self.longest, size)
        self.filled += 1
        self._remember(text)
        self._look(text, found)

    def _remember(self, text: str) -> None:
        if self.seen is not None:
            self.seen.add(hash(text))
            if len(self.seen) > self._most:
                self.seen = None

    def _look(self, text: str, found: frozenset[str]) -> None:
        """What only some kinds have; the kind of the column is known at the end."""
        for code in shapes.codes_of(shapes.mask(text).strip()):
            self.shaped[code] += 1
            if code in shapes.CHECKS and shapes.CHECKS[code](text):
                self.passed[code] += 1
        if "integer" in found:
            self.digits.add(sum(map(str.isdigit, text)))
        if "decimal" in found:
            number = values.number(text)
            self.negative = self.negative or number < 0
            self.ranges.update(
                code for code, (low, high) in shapes.RANGES.items() if low <= number <= high
            )
        if found & DATES and (year := values.year(text)) is not None:
            years = (*self.years, year)
            self.years = [min(years), max(years)]

    @property
    def kind(self) -> str:
        if not self.filled:
            return "other"
        return next((kind for kind in TYPES if kind in (self.kinds or ())), "text")

    def column(self) -> Column:
        """The column as a scan gives it: every column of an export may be empty."""
        kind = self.kind
        kept = tuple(shape for shape in self._shapes(kind) if shape.share >= shapes.NOTICED)
        sized = self.filled > 0 and kind in {"text", "integer"}
        profile = Profile(
            read=self.read,
            nulls=self.read - self.filled,
            distinct=None if self.seen is None else len(self.seen),
            shortest=self.shortest if sized else None,
            longest=self.longest if sized else None,
            years=(self.years[0], self.years[1]) if kind in DATES else None,
            negative=self.negative and kind in {"integer", "decimal"},
            shapes=kept,
        )
        return Column(self.name, TYPES.get(kind, EMPTY), kind, profile=profile)

    def _shapes(self, kind: str) -> Iterator[Shape]:
        """As a scan finds them: ranges of decimals, numbers of a known length, masks of texts;
        what has a key by the share that passes it."""
        if kind == "decimal":
            yield from (
                Shape(code, shapes.share(self.ranges[code], self.filled)) for code in shapes.RANGES
            )
        for code, count in self.shaped.items() if kind in {"text", "integer"} else ():
            common = shapes.share(count, self.filled) >= shapes.COMMON
            if kind == "integer":
                common = self.digits == {shapes.DIGITS.get(code)}
            if code in shapes.CHECKS and common:
                yield Shape(code, shapes.share(self.passed[code], self.filled), True)
            elif code not in shapes.CHECKS and kind == "text":
                yield Shape(code, shapes.share(count, self.filled))
