"""JSON rows inside an object, as APIs answer: `{"total_count": 2, "results": [{…}, {…}]}`.

The file is walked an element at a time, so that its size does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parvis.lake.reading.unpack import PIECE

DEPTH = 2  # keys that lead to a list: `data.stations` of GBFS, `result.records` of CKAN
OBJECT = 16 * 2**20  # characters of the largest object read
USUAL = (
    "results", "records", "data", "items", "rows", "value", "values", "hydra:member", "member",
)  # fmt: skip
_BLANK = " \t\r\n"
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)  # numbers of any length


@dataclass(frozen=True)
class Found:
    path: Path  # the rows, one object a line or more
    name: str  # the keys that lead to them: `data.stations`
    names: tuple[str, ...]  # of all the lists of objects
    rows: int


def found(path: Path, folder: Path, wanted: str | None = None) -> Found | None:
    """The list of objects `wanted`, else the likeliest: of a usual name, or the longest text. None
    when the file is anything but one object that holds such a list."""
    try:
        with _Walk(path) as walk:
            lists = _Lists(walk, folder, wanted)
            lists.enter(())
            return None if walk.next() else lists.best()
    except (ValueError, RecursionError):  # the engine reads it too, and says what is wrong
        return None


def lines(path: Path, folder: Path) -> Path | None:
    """The elements of a list, each followed by a line's end. None when the file is anything but one
    list."""
    target = folder / "lines.json"
    try:
        with _Walk(path) as walk, target.open("w", encoding="utf-8", newline="") as out:
            for _ in walk.parts("[", "]"):
                out.write(walk.value()[1] + "\n")
            return None if walk.next() else target
    except (ValueError, RecursionError):
        return None


class _Walk:
    """A position in a text, of which a piece is held."""

    def __init__(self, path: Path) -> None:
        self._file = path.open(encoding="utf-8-sig", newline="")
        self._held, self._at = "", 0

    def __enter__(self) -> _Walk:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def next(self) -> str:
        """The character that is not blank from here; empty at the end."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def take(self, wanted: str) -> None:
        if self.next() != wanted:
            raise ValueError(wanted)
        self._at += 1

    def value(self) -> tuple[object, str]:
        """What stands here, and its text."""
        self.next()
        while True:
            try:
                told, end = _DECODER.raw_decode(self._held, self._at)
            except ValueError:
                if len(self._held) - self._at > OBJECT or not self._more():
                    raise
                continue
            if end < len(self._held) or not self._more():  # a number may be cut here
                text, self._at = self._held[self._at : end], end
                return told, text

    def parts(self, begin: str, end: str) -> Iterator[None]:
        """Stops at each part of a list or an object, to be walked before the next one."""
        self.take(begin)
        while self.next() != end:
            yield
            if self.next() != end:
                self.take(",")
        self.take(end)

    def _more(self) -> bool:
        piece = self._file.read(max(PIECE, len(self._held) - self._at))
        self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)


class _Lists:
    """The lists of objects met, of which the best is kept in `folder`."""

    def __init__(self, walk: _Walk, folder: Path, wanted: str | None) -> None:
        self._walk, self._wanted = walk, wanted
        self._last, self._kept = folder / "list.json", folder / "lists.json"
        self._names: list[str] = []
        self._best: tuple[tuple[bool, bool, int], str, int] | None = None

    def best(self) -> Found | None:
        if self._best is None:
            return None
        _, name, rows = self._best
        return Found(self._kept, name, tuple(self._names), rows)

    def enter(self, keys: tuple[str, ...]) -> None:
        for _ in self._walk.parts("{", "}"):
            key = str(self._walk.value()[0])
            self._walk.take(":")
            begins = self._walk.next()
            if begins == "{" and len(keys) + 1 < DEPTH:
                self.enter((*keys, key))
            elif begins == "[":
                self._list((*keys, key))
            else:
                self._walk.value()

    def _list(self, keys: tuple[str, ...]) -> None:
        rows, size, objects = 0, 0, True
        with self._last.open("w", encoding="utf-8", newline="") as out:
            for _ in self._walk.parts("[", "]"):
                told, text = self._walk.value()
                objects = objects and isinstance(told, dict)
                if objects:
                    out.write(text + "\n")
                    rows, size = rows + 1, size + len(text)
        name, usual = ".".join(keys), keys[-1] in USUAL
        if objects and (rows or usual):
            self._met(name, rows, (name == self._wanted, usual, size))

    def _met(self, name: str, rows: int, worth: tuple[bool, bool, int]) -> None:
        self._names.append(name)
        if self._best is None or worth > self._best[0]:
            self._last.replace(self._kept)
            self._best = (worth, name, rows)
