"""What a version's columns hold, from its Parquet, in one pass a few columns at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.lake import profile_together as together
from parvis.lake import quoting
from parvis.lake.meaning import folded
from parvis.lake.profile_together import LONG, QUANTILES, STEPS, TOP, short
from parvis.lake.reading.raw import MANY

EXACT = 100_000  # rows up to which the distinct values are counted exactly
FEW = 10_000  # distinct values, about, that are all counted to tell the frequent ones
PART = 25  # columns copied together
CELLS = 400_000  # values of columns that are counted together
_ORDERED = ("BIGINT", "DOUBLE", "DECIMAL", "DATE", "TIMESTAMP", "TIME")
_PERSONAL = re.compile(
    r"(^|_)(nom_(de_)?famille|prenom|nom_naissance|nir|num_secu|securite_sociale|numero_fiscal|"
    r"date_naissance|naissance|iban|email|mail|courriel|telephone|portable|patronyme|nom_complet|"
    r"noms?_((du|de|des|de_la|de_l)_)?(usager|responsable|contact|gerante?|proprietaire|locataire|"
    r"eleve|enfant|parent|mere|pere|agent|jeune_fille|directeur|directrice|presidente?|"
    r"representant|referente?)s?|"
    r"demandeur|beneficiaire|titulaire|allocataire)(_|$)"
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
    placeless: int | None  # rows without a place; None where the rows have none


def profile(
    link: duckdb.DuckDBPyConnection, parquet: Path, meanings: dict[str, str], shape: bool
) -> Profile:
    """`meanings`: column → its meaning; `shape`: whether the rows have a geometry in `shape`."""
    table = f"read_parquet({quoting.text(str(parquet))})"
    described = link.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    columns = [(str(row[0]), str(row[1])) for row in described if row[0] != "shape"]
    counted = link.execute(f"SELECT count(*) FROM {table}").fetchone()
    rows = int(counted[0]) if counted else 0
    if rows <= EXACT:
        profiles = _together(link, table, columns, rows, meanings)
    else:
        profiles = tuple(
            _column(link, source, name, kind, meanings.get(name))
            for source, part in _narrow(link, table, columns)
            for name, kind in part
        )
    extent, placeless = _places(link, table) if shape else (None, None)
    return Profile(rows, profiles, extent, placeless)


def _together(
    link: duckdb.DuckDBPyConnection,
    table: str,
    columns: list[tuple[str, str]],
    rows: int,
    meanings: dict[str, str],
) -> tuple[ColumnProfile, ...]:
    """Of each type as many columns at once as have about CELLS cells."""
    found: dict[str, ColumnProfile] = {}
    few = max(1, CELLS // max(rows, 1))
    for kind in dict.fromkeys(kind for _, kind in columns):
        names = [name for name, each in columns if each == kind]
        for start in range(0, len(names), few):
            part = names[start : start + few]
            told = together.told(
                link, table, part, kind, kind.startswith(_ORDERED), _is_number(kind)
            )
            found |= {
                name: ColumnProfile(
                    name, kind, rows - one.filled, one.distinct, True, one.least, one.most,
                    one.quantiles, one.frequent, one.histogram, personal(name, meanings.get(name)),
                )
                for name, one in zip(part, told, strict=True)
            }  # fmt: skip
    return tuple(found[name] for name, _ in columns)


def _narrow(
    link: duckdb.DuckDBPyConnection, table: str, columns: list[tuple[str, str]]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The table itself, or copies of a part of its columns when they are many: each query would
    take in the description of them all."""
    if len(columns) <= MANY:
        yield table, columns
        return
    for start in range(0, len(columns), PART):
        part = columns[start : start + PART]
        names = ", ".join(quoting.name(name) for name, _ in part)
        link.execute(f"CREATE OR REPLACE TEMP TABLE part AS SELECT {names} FROM {table}")
        yield "part", part


def _column(
    link: duckdb.DuckDBPyConnection,
    table: str,
    name: str,
    kind: str,
    meaning: str | None,
) -> ColumnProfile:
    c = quoting.name(name)
    number = _is_number(kind)
    ends = f"min({c})::VARCHAR, max({c})::VARCHAR" if kind.startswith(_ORDERED) else "NULL, NULL"
    quantiles = f"approx_quantile({c}, {QUANTILES})" if number else "NULL"
    row = link.execute(
        f"SELECT count(*) - count({c}), approx_count_distinct({c}), {ends}, {quantiles}"
        f" FROM {table}"
    ).fetchone()
    assert row is not None  # an aggregate always answers
    return ColumnProfile(
        name, kind, row[0], row[1], False, row[2], row[3],
        tuple(float(each) for each in row[4] or ()),
        _frequent(link, table, short(c, kind), kind, row[1] > FEW),
        _histogram(link, table, c, row[2], row[3]) if number and row[2] is not None else (),
        personal(name, meaning),
    )  # fmt: skip


def _is_number(kind: str) -> bool:
    return kind in {"BIGINT", "DOUBLE"} or kind.startswith("DECIMAL")


def _top(link: duckdb.DuckDBPyConnection, table: str, value: str) -> list[str] | None:
    """The values that a sketch finds frequent, as texts."""
    query = f"SELECT approx_top_k({value}, {TOP})::VARCHAR[] FROM {table}"
    row: tuple[list[str] | None] | None = link.execute(query).fetchone()
    return row[0] if row else None


def _frequent(
    link: duckdb.DuckDBPyConnection, table: str, value: str, kind: str, many: bool
) -> tuple[tuple[str, int], ...]:
    """The exact counts of the most frequent values, SQL, or of those that a sketch finds when they
    are too `many` to count them all. They are compared as what they are: to write every number as
    text takes longer than all the rest."""
    found = _top(link, table, value) if many else None
    among = "" if found is None else f"AND list_contains(?::{kind}[], v)"
    counted = link.execute(
        "SELECT v::VARCHAR AS value, n FROM (SELECT v, count(*) AS n FROM"
        f" (SELECT {value} AS v FROM {table}) WHERE v IS NOT NULL {among} GROUP BY v)"
        f" WHERE strlen(value) <= {LONG} ORDER BY n DESC, value LIMIT {TOP}",
        [] if found is None else [found],
    ).fetchall()
    return tuple((str(value), int(count)) for value, count in counted)


def _histogram(
    link: duckdb.DuckDBPyConnection, table: str, c: str, least: str, most: str
) -> tuple[int, ...]:
    low, width = float(least), (float(most) - float(least)) / STEPS or 1.0
    found = link.execute(
        f"SELECT least({STEPS - 1}, floor(({c}::DOUBLE - ?) / ?))::INTEGER, count(*) FROM {table}"
        f" WHERE {c} IS NOT NULL GROUP BY 1",
        [low, width],
    ).fetchall()
    counts = dict(found)
    return tuple(int(counts.get(step, 0)) for step in range(STEPS))


def personal(name: str, meaning: str | None) -> str | None:
    """Why a person must look before the column is published: `values`, `name`, or None."""
    if meaning in _TOUCHING:
        return "values"
    return "name" if _PERSONAL.search(folded(name)) else None


def _places(
    link: duckdb.DuckDBPyConnection, table: str
) -> tuple[tuple[float, float, float, float] | None, int]:
    """The extent, and how many rows have no place."""
    row = link.execute(
        "SELECT min(st_xmin(shape)), min(st_ymin(shape)), max(st_xmax(shape)), max(st_ymax(shape)),"
        f" count(*) - count(shape) FROM {table}"
    ).fetchone()
    assert row is not None  # an aggregate always answers
    west, south, east, north, placeless = row
    return None if west is None else (west, south, east, north), placeless
