"""What every reader leaves: a table `raw` of texts c0, c1…, one row a row of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from parvis.lake import engine, quoting
from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable

BLANKS = (" ", "\t", "\u00a0", "\n")  # taken away at both ends of a text
SAMPLE, CELLS, LEAST = 2_000, 200_000, 100  # rows of a sample; its texts, unless rows are too few
HEAVY, FEWEST = 8 * 2**20, 20  # bytes of the texts of a sample, unless it would have too few rows
MANY = 100  # columns from which the engine's planning takes longer than its work on most files

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


def fill(link: duckdb.DuckDBPyConnection, texts: list[str], source: str, shape: str = "") -> bool:
    """Makes the table of `source`, of which `texts` are the columns and `shape` the geometry, in
    SQL; whether a row has a geometry. Once for all no text has blanks around it and none is empty:
    it is null."""
    cells = [f"{each} AS c{index}" for index, each in enumerate(texts)]
    many = len(texts) > MANY
    clean = [f"{_clean(f'c{index}', many)} AS c{index}" for index in range(len(texts))]
    if shape:
        cells.append(f"{shape} AS shape")
        clean.append("shape")
    kind = "TEMP TABLE" if len(texts) <= engine.WIDE else "TABLE"
    link.execute(
        f"CREATE {kind} raw AS SELECT {', '.join(clean)} FROM"
        f" (SELECT {', '.join(cells)} FROM {source})"
    )
    placed = "SELECT 1 FROM raw WHERE shape IS NOT NULL LIMIT 1"
    return bool(shape) and link.execute(placed).fetchone() is not None


def _clean(text: str, many: bool) -> str:
    """Trimming costs five times as much as looking whether there is something to trim; but to plan
    the look for `many` columns costs more than all of it."""
    trimmed = f"nullif(trim({text}, {quoting.text(''.join(BLANKS))}), '')"
    if many:
        return trimmed
    ends = " OR ".join(f"suffix({text}, {quoting.text(each)})" for each in BLANKS)
    blank = f"{text} < '!' OR starts_with({text}, {quoting.text(BLANKS[2])}) OR {ends}"
    return f"CASE WHEN {blank} THEN {trimmed} ELSE {text} END"


def weight(link: duckdb.DuckDBPyConnection, raw: Raw, rows: int) -> int:
    """About how many bytes a row takes, by a few from all over the table; 0 where its columns are
    many, which are written in small groups whatever they hold."""
    if len(raw.names) > engine.WIDE:
        return 0
    some = ", ".join(str(n * rows // LEAST) for n in range(LEAST))
    cells = [f"strlen(c{index})" for index in range(len(raw.names))]
    cells += ["octet_length(st_aswkb(shape))"] if raw.geometry else []
    row = f"list_sum([{', '.join(cells)}])"
    told = link.execute(f"SELECT avg({row}) FROM raw WHERE rowid IN ({some})").fetchone()
    return int(told[0] or 0) if told else 0


def sampled(link: duckdb.DuckDBPyConnection, rows: int, columns: int, heavy: int) -> bool:
    """Makes the table `cells` of the texts `v` of each column `i` in some of the rows, the same
    rows for the same file; whether they are all of them. A row weighs `heavy` bytes.

    One query then counts for every column: a query a column would be planned that many times. It
    holds its texts many times over, so they are few where they are long.
    """
    step = rows // max(LEAST, min(SAMPLE, CELLS // columns))
    step = max(step, min(rows // FEWEST, rows * heavy // HEAVY))
    source = "raw"
    if step > 1:
        numbered = "SELECT row_number() OVER () AS n, * FROM raw"
        source = f"(SELECT * FROM ({numbered}) WHERE hash(n) % {step} = 0)"
    texts = [f"c{index}" for index in range(columns)]
    link.execute(f"CREATE TEMP TABLE cells AS {turned(texts, source)}")
    return step < 2


def turned(columns: Sequence[str], source: str) -> str:
    """The SQL of a line a cell: the place `i` of its column among `columns`, of one type, and its
    value `v`. What is absent has none."""
    return (
        "SELECT * FROM (SELECT generate_subscripts(line, 1) - 1 AS i, unnest(line) AS v"
        f" FROM (SELECT [{', '.join(columns)}] AS line FROM {source})) WHERE v IS NOT NULL"
    )


def tallied(
    link: duckdb.DuckDBPyConnection, columns: int, tests: Mapping[str, str], cells: str = "cells"
) -> list[dict[str, int]]:
    """Of each column, how many of its `cells`, SQL of a table, pass each of `tests`, SQL on `v`."""
    counts = ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests.values())
    found = link.execute(f"SELECT i, {counts} FROM {cells} GROUP BY i").fetchall()
    told = {index: dict(zip(tests, row, strict=True)) for index, *row in found}
    return [told.get(index) or dict.fromkeys(tests, 0) for index in range(columns)]


def fit(link: duckdb.DuckDBPyConnection, count: int, limits: Limits) -> None:
    """Makes the engine ready for so many columns; Unreadable when they are too many."""
    if count > limits.columns:
        raise Unreadable("too_many_columns", count=count, limit=limits.columns)
    engine.widened(link, count)


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
