"""What columns of one type hold, counted exactly and all together: a query a column would be
planned as many times, which takes longer than to count."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from parvis.lake import quoting
from parvis.lake.reading.raw import turned

TOP = 10  # frequent values told
QUANTILES = "[0.05, 0.25, 0.5, 0.75, 0.95]"
STEPS = 20  # of a histogram
LONG = 256  # bytes of a text, beyond which it is told among no frequent values
_CELLS, _COUNTED = "part", "part counted"  # tables


@dataclass
class Told:
    filled: int = 0
    distinct: int = 0
    least: str | None = None
    most: str | None = None
    quantiles: tuple[float, ...] = ()
    frequent: tuple[tuple[str, int], ...] = ()
    histogram: tuple[int, ...] = ()


def short(column: str, kind: str) -> str:
    """SQL of what tells the values of a column apart, and is itself unless they are long: a million
    pages of text are counted without being held."""
    if kind != "VARCHAR":
        return column
    told = f"left({column}, {LONG}) || md5({column})"
    return f"CASE WHEN strlen({column}) > {LONG} THEN {told} ELSE {column} END"


def told(
    link: duckdb.DuckDBPyConnection,
    table: str,
    names: list[str],
    kind: str,
    ordered: bool,
    number: bool,
) -> list[Told]:
    """`ordered`: their values have ends that are told; `number`: quantiles and steps too."""
    cells, counted = quoting.name(_CELLS), quoting.name(_COUNTED)
    columns = [short(quoting.name(name), kind) for name in names]
    link.execute(f"CREATE OR REPLACE TEMP TABLE {cells} AS {turned(columns, table)}")
    link.execute(
        f"CREATE OR REPLACE TEMP TABLE {counted} AS"
        f" SELECT i, v, count(*) AS n FROM {cells} GROUP BY i, v"
    )
    found = [Told() for _ in names]
    _count(link, found, ordered)
    _frequent(link, found)
    if number:
        _spread(link, found)
    return found


def _count(link: duckdb.DuckDBPyConnection, found: list[Told], ordered: bool) -> None:
    ends = "min(v)::VARCHAR, max(v)::VARCHAR" if ordered else "NULL, NULL"
    query = f"SELECT i, sum(n), count(*), {ends} FROM {quoting.name(_COUNTED)} GROUP BY i"
    for i, filled, distinct, least, most in link.execute(query).fetchall():
        one = found[i]
        one.filled, one.distinct, one.least, one.most = int(filled), distinct, least, most


def _frequent(link: duckdb.DuckDBPyConnection, found: list[Told]) -> None:
    """The most frequent first, those alike by their text."""
    firsts = f"min({{'less': -n, 'value': v::VARCHAR}}, {TOP})"
    query = (
        f"SELECT i, {firsts} FROM {quoting.name(_COUNTED)}"
        f" WHERE strlen(v::VARCHAR) <= {LONG} GROUP BY i"
    )
    for i, values in link.execute(query).fetchall():
        found[i].frequent = tuple((str(each["value"]), -each["less"]) for each in values)


def _spread(link: duckdb.DuckDBPyConnection, found: list[Told]) -> None:
    cells = quoting.name(_CELLS)
    query = f"SELECT i, approx_quantile(v, {QUANTILES}) FROM {cells} GROUP BY i"
    for i, quantiles in link.execute(query).fetchall():
        found[i].quantiles = tuple(map(float, quantiles))
    ends = (
        "SELECT i, min(v)::DOUBLE AS low, (max(v)::DOUBLE - min(v)::DOUBLE)"
        f" / {STEPS} AS width FROM {cells} GROUP BY i"
    )
    query = (
        f"SELECT i, least({STEPS - 1}, floor((v::DOUBLE - low) / CASE width WHEN 0 THEN 1.0"
        f" ELSE width END))::INTEGER AS step, count(*) FROM {cells} JOIN ({ends}) USING (i)"
        " GROUP BY ALL"
    )
    steps = {(i, step): int(count) for i, step, count in link.execute(query).fetchall()}
    for i, one in enumerate(found):
        if one.filled:
            one.histogram = tuple(steps.get((i, step), 0) for step in range(STEPS))
