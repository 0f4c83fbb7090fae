"""What a version's columns hold, from its Parquet, in one pass a few columns at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.meaning import folded

EXACT = 100_000  # rows up to which the distinct values are counted exactly
_ORDERED = ("BIGINT", "DOUBLE", "DECIMAL", "DATE", "TIMESTAMP", "TIME")
_PERSONAL = re.compile(
    r"(^|_)(nom_famille|prenom|nom_naissance|nir|num_secu|date_naissance|naissance|iban|email|mail|"
    r"courriel|telephone|portable|nom_usager|demandeur|beneficiaire|titulaire|allocataire)(_|$)"
)
_TOUCHING = {"email", "phone"}


@dataclass(frozen=True)
class ColumnProfile:
    name: str
    type: str
    nulls: int
    distinct: int
    exact: bool
    least: str | None
    most: str | None
    quantiles: tuple[float, ...]  # 5, 25, 50, 75, 95 %, of numbers only
    frequent: tuple[tuple[str, int], ...]
    histogram: tuple[int, ...]  # twenty equal steps from least to most, of numbers only
    personal: str | None  # why a person must look: `name` or `values`; None when nothing tells


@dataclass(frozen=True)
class Profile:
    rows: int
    columns: tuple[ColumnProfile, ...]
    extent: tuple[float, float, float, float] | None  # west, south, east, north


def profile(
    link: duckdb.DuckDBPyConnection, parquet: Path, meanings: dict[str, str], shape: bool
) -> Profile:
    """`meanings`: column → its meaning; `shape`: whether the rows have a geometry in `shape`."""
    table = f"read_parquet({quoting.text(str(parquet))})"
    described = link.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    columns = [(str(row[0]), str(row[1])) for row in described if row[0] != "shape"]
    counted = link.execute(f"SELECT count(*) FROM {table}").fetchone()
    rows = int(counted[0]) if counted else 0
    profiles = tuple(_column(link, table, n, t, rows, meanings.get(n)) for n, t in columns)
    return Profile(rows, profiles, _extent(link, table) if shape else None)


def _column(
    link: duckdb.DuckDBPyConnection,
    table: str,
    name: str,
    kind: str,
    rows: int,
    meaning: str | None,
) -> ColumnProfile:
    c = quoting.name(name)
    number = kind in {"BIGINT", "DOUBLE"} or kind.startswith("DECIMAL")
    exact = rows <= EXACT
    distinct = f"count(DISTINCT {c})" if exact else f"approx_count_distinct({c})"
    ends = f"min({c})::VARCHAR, max({c})::VARCHAR" if kind.startswith(_ORDERED) else "NULL, NULL"
    quantiles = f"approx_quantile({c}, [0.05, 0.25, 0.5, 0.75, 0.95])" if number else "NULL"
    row = link.execute(
        f"SELECT count(*) - count({c}), {distinct}, {ends}, {quantiles},"
        f" approx_top_k({c}::VARCHAR, 10) FROM {table}"
    ).fetchone()
    assert row is not None  # an aggregate always answers
    return ColumnProfile(
        name, kind, row[0], row[1], exact, row[2], row[3],
        tuple(float(each) for each in row[4] or ()),
        _frequent(link, table, c, row[5] or []),
        _histogram(link, table, c, row[2], row[3]) if number and row[2] is not None else (),
        _personal(name, meaning),
    )  # fmt: skip


def _frequent(
    link: duckdb.DuckDBPyConnection, table: str, c: str, values: list[str]
) -> tuple[tuple[str, int], ...]:
    """The exact counts of the values that the sketch found."""
    found = link.execute(
        f"SELECT {c}::VARCHAR, count(*) FROM {table} WHERE list_contains(?, {c}::VARCHAR)"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        [values],
    ).fetchall()
    return tuple((str(value), int(count)) for value, count in found)


def _histogram(
    link: duckdb.DuckDBPyConnection, table: str, c: str, least: str, most: str
) -> tuple[int, ...]:
    low, width = float(least), (float(most) - float(least)) / 20 or 1.0
    found = link.execute(
        f"SELECT least(19, floor(({c}::DOUBLE - ?) / ?))::INTEGER, count(*) FROM {table}"
        f" WHERE {c} IS NOT NULL GROUP BY 1",
        [low, width],
    ).fetchall()
    counts = dict(found)
    return tuple(int(counts.get(step, 0)) for step in range(20))


def _personal(name: str, meaning: str | None) -> str | None:
    if meaning in _TOUCHING:
        return "values"
    return "name" if _PERSONAL.search(folded(name)) else None


def _extent(
    link: duckdb.DuckDBPyConnection, table: str
) -> tuple[float, float, float, float] | None:
    row = link.execute(
        "SELECT min(st_xmin(shape)), min(st_ymin(shape)), max(st_xmax(shape)), max(st_ymax(shape))"
        f" FROM {table}"
    ).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1], row[2], row[3])
