"""What every reader leaves: a table `raw` of texts c0, c1…, one row a row of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable

Lines = Callable[[set[int]], dict[int, int]]  # rows (from 0) → the lines where they begin (from 1)


@dataclass(frozen=True)
class Raw:
    """What stands beside the table: where rows came from and how they were read."""

    format: str
    names: tuple[str, ...]  # titles as written
    choices: dict[str, str] = field(default_factory=dict)
    geometry: bool = False  # `raw` has a column `shape` (WGS 84)
    texts: frozenset[int] = frozenset()  # columns that a typed format declares as text
    lines: Lines = lambda rows: {row: row + 1 for row in rows}

    def line(self, row: int) -> int:
        return self.lines({row})[row]


def check_width(count: int, limits: Limits) -> None:
    if count > limits.columns:
        raise Unreadable("too_many_columns", count=count, limit=limits.columns)


def titles(header: tuple[str, ...] | None, width: int) -> tuple[str, ...]:
    """Titles without a double and without an empty one: `colonne 3`, `nom (2)`."""
    taken: set[str] = set()
    out = []
    for index in range(width):
        title = " ".join((header[index] if header else "").split()) or f"colonne {index + 1}"
        unique, number = title, 2
        while unique.casefold() in taken:
            unique, number = f"{title} ({number})", number + 1
        taken.add(unique.casefold())
        out.append(unique)
    return tuple(out)
