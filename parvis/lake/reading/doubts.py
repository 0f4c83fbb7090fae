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
    "short_date": gettext_noop("des dates à année sur deux chiffres : le siècle n'est pas sûr"),
    "us_date": gettext_noop("des dates où le mois semble venir d'abord : gardées en texte"),
    "ambiguous_date": gettext_noop("aucun jour ne dépasse 12 : lues jour d'abord, à la française"),
    "zero_one": gettext_noop("seulement 0 et 1 : peut-être oui et non"),
    "markers": gettext_noop("des marques d'absence (NA, -, NULL) sont lues comme vides"),
    "kept_markers": gettext_noop("des marques d'absence (NA, -, NULL) sont gardées comme du texte"),
    "almost": gettext_noop("presque toutes les valeurs sont d'un même type, sauf celle-ci"),
    "list": gettext_noop("plusieurs valeurs séparées par des points-virgules dans une case"),
}


@dataclass(frozen=True)
class Doubt:
    column: str
    reason: str  # a key of REASONS
    value: str
    line: int


def doubts(
    link: duckdb.DuckDBPyConnection, raw: Raw, index: int, found: types.Evidence, kind: types.Type
) -> list[Doubt]:
    out = []
    for reason, condition in _suspicions(found, kind, types.value(index)):
        row = link.execute(
            f"SELECT rowid, c{index} FROM raw WHERE {condition} ORDER BY rowid LIMIT 1"
        ).fetchone()
        if row:
            line = raw.line(link, int(row[0]))
            out.append(Doubt(raw.names[index], reason, str(row[1])[:80], line))
    return out


def _suspicions(found: types.Evidence, kind: types.Type, v: str) -> list[tuple[str, str]]:
    marked = f"lower({v}) IN ({', '.join(repr(each) for each in types.EMPTY)})"
    out = []
    if found.marked:
        kept = kind is types.TEXT and found.filled > 0
        out.append(("kept_markers" if kept else "markers", marked))
    if kind is types.TEXT and found.filled:
        out += [
            (hint, types.HINTS[hint].replace("{v}", v))
            for hint in ("percent", "currency", "short_date", "us_date", "list")
            if found.agree[hint] * 2 > found.filled or (hint == "us_date" and found.agree[hint])
        ]
        out += _almost(found, v, marked)
    if kind.name == "integer" and found.longest == 1:
        out.append(("zero_one", f"NOT EXISTS (SELECT 1 FROM raw r WHERE {_not_bit(v)})"))
    if kind.name in {"french_date", "french_datetime"}:
        out.append(("ambiguous_date", f"NOT EXISTS (SELECT 1 FROM raw r WHERE {_late_day(v)})"))
    return out


def _almost(found: types.Evidence, v: str, marked: str) -> list[tuple[str, str]]:
    """A type that 95 % of the values have: the first that disagrees is shown."""
    for kind in types.TYPES:
        if found.filled > found.agree[kind.name] >= found.filled * 0.95:
            test = kind.test.replace("{v}", v)
            return [("almost", f"{v} <> '' AND NOT {marked} AND NOT {test}")]
    return []


def _not_bit(v: str) -> str:
    return f"r.{v.split('(')[1].split(',')[0]} NOT IN ('0', '1', '')"


def _late_day(v: str) -> str:
    column = v.split("(")[1].split(",")[0]
    return f"try_cast(split_part(trim(r.{column}), '/', 1) AS INTEGER) > 12"
