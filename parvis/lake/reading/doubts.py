"""What is doubtful in a column and why, in plain words, with a value and its line."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from parvis.lake.reading import types
from parvis.lake.reading.raw import Raw
from parvis.records.problems import gettext_noop

REASONS = {
    "percent": gettext_noop(
        "des pourcentages : gardés en texte, choisissez « nombre » après avoir ôté %%"
    ),
    "currency": gettext_noop("des montants avec leur monnaie : gardés en texte"),
    "short_date": gettext_noop("des dates à année sur deux chiffres : le siècle n’est pas sûr"),
    "us_date": gettext_noop("des dates où le mois semble venir d’abord : gardées en texte"),
    "ambiguous_date": gettext_noop("aucun jour ne dépasse 12 : lues jour d’abord, à la française"),
    "zero_one": gettext_noop("seulement 0 et 1 : peut-être oui et non"),
    "text_digits": gettext_noop("des chiffres que le fichier donne comme du texte : gardés ainsi"),
    "markers": gettext_noop("des marques d’absence (NA, -, NULL) sont lues comme vides"),
    "kept_markers": gettext_noop("des marques d’absence (NA, -, NULL) sont gardées comme du texte"),
    "almost": gettext_noop("presque toutes les valeurs sont d’un même type, sauf celle-ci"),
    "list": gettext_noop("plusieurs valeurs séparées par des points-virgules dans une case"),
}


@dataclass(frozen=True)
class Doubt:
    column: str
    reason: str  # a key of REASONS
    value: str
    line: int


def doubts(
    link: duckdb.DuckDBPyConnection,
    raw: Raw,
    found: list[types.Evidence],
    kinds: dict[int, types.Type],
) -> tuple[Doubt, ...]:
    """Of the columns of `kinds` only: a doubt quotes a value of the file."""
    suspected = [
        (index, reason, condition)
        for index, kind in kinds.items()
        for reason, condition in _suspicions(raw, index, found[index], kind)
    ]
    firsts = _firsts(link, [(index, condition) for index, _, condition in suspected])
    met = [
        (index, reason, row) for (index, reason, _), row in zip(suspected, firsts, strict=True)
        if row is not None
    ]  # fmt: skip
    values = _values(link, {(row, index) for index, _, row in met})
    lines = raw.lines({row for *_, row in met}) if met else {}
    return tuple(
        Doubt(raw.names[i], reason, values[row, i][:80], lines[row]) for i, reason, row in met
    )


def _firsts(link: duckdb.DuckDBPyConnection, conditions: list[tuple[int, str]]) -> list[int | None]:
    """The first row that meets each condition on a column; a few in one query."""
    out: list[int | None] = []
    for start in range(0, len(conditions), types.GROUP):
        part = conditions[start : start + types.GROUP]
        cells = (f"min(rowid) FILTER (WHERE c{i} IS NOT NULL AND {each})" for i, each in part)
        out += link.execute(f"SELECT {', '.join(cells)} FROM raw").fetchone() or ()
    return out


def _values(
    link: duckdb.DuckDBPyConnection, places: set[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """The texts at rows and columns."""
    out: dict[tuple[int, int], str] = {}
    for row in {row for row, _ in places}:
        columns = [index for at, index in places if at == row]
        cells = ", ".join(f"c{index}" for index in columns)
        texts = link.execute(f"SELECT {cells} FROM raw WHERE rowid = {row}").fetchone() or ()
        out.update(zip(((row, index) for index in columns), texts, strict=True))
    return out


def _suspicions(
    raw: Raw, index: int, found: types.Evidence, kind: types.Type
) -> list[tuple[str, str]]:
    """Reasons, each with the SQL of the values that show it."""
    v = f"c{index}"
    out = []
    if found.marked:
        kept = kind is types.TEXT and found.filled > 0
        out.append(("kept_markers" if kept else "markers", types.is_empty(v)))
    if kind is types.TEXT and found.filled:
        out += [
            (hint, types.HINTS[hint].replace("{v}", v))
            for hint in ("percent", "currency", "short_date", "us_date", "list")
            if found.agree[hint] * 2 > found.filled or (hint == "us_date" and found.agree[hint])
        ]
        out += _almost(found, v)
        if index in raw.texts and any(found.whole(each) for each in types.NUMBERED):
            out.append(("text_digits", f"NOT {types.is_empty(v)}"))
    if kind.name == "integer" and found.whole("bit"):
        out.append(("zero_one", types.HINTS["bit"].replace("{v}", v)))
    if kind.name in {"french_date", "french_datetime"}:
        out.append(("ambiguous_date", f"NOT EXISTS (SELECT 1 FROM raw r WHERE {_late_day(index)})"))
    return out


def _almost(found: types.Evidence, v: str) -> list[tuple[str, str]]:
    """A type that 95 % of the values have: the first that disagrees is shown."""
    for kind in types.TYPES:
        if found.filled > found.agree[kind.name] >= found.filled * 0.95:
            test = kind.test.replace("{v}", v)
            return [("almost", f"NOT {types.is_empty(v)} AND NOT coalesce({test}, false)")]
    return []


def _late_day(index: int) -> str:
    return f"try_cast(split_part(r.c{index}, '/', 1) AS INTEGER) > 12"
