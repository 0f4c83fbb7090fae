"""What every reader leaves: a table `raw` of texts c0, c1…, one row a row of the file."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable


@dataclass(frozen=True)
class Raw:
    """`names` are the titles as written; `geometry` tells that `raw` has a column `shape` (WGS 84)."""

    format: str
    names: tuple[str, ...]
    first_line: int = 1
    choices: dict[str, str] = field(default_factory=dict)
    geometry: bool = False

    def line(self, link: duckdb.DuckDBPyConnection, row: int) -> int:
        """The line of the file where row `row` (from 0) begins; exact unless lines are blank."""
        breaks = 0
        if self.format == "csv" and self.names:
            counted = " + ".join(
                f"coalesce(sum(length(c{index}) - length(replace(c{index}, chr(10), ''))), 0)"
                for index in range(len(self.names))
            )
            found = link.execute(f"SELECT {counted} FROM raw WHERE rowid < ?", [row]).fetchone()
            breaks = int(found[0]) if found and found[0] else 0
        return self.first_line + row + breaks


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


def texts(count: int) -> str:
    """Column definitions of `count` texts."""
    return ", ".join(f"c{index} VARCHAR" for index in range(count))
