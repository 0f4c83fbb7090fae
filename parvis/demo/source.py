"""The data files of the demonstration, read into plain values.

Texts are French, with English beside (`title`, `title_en`). Days are whole numbers counted from
the day of the first loading, so that the demonstration never looks old.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from parvis.design.text import french_spaces

Row = Mapping[str, Any]
TEXTS = (
    "title", "plain_summary", "summary", "why_not_open", "users", "hosting", "source", "subject",
)  # fmt: skip

# every made-up record says so at the head of its description, in both languages
MARK = {
    "fr": "Fiche fictive, pour la démonstration\u00a0: ce qu’elle décrit n’existe pas.",
    "en": "Fictional record, for demonstration: what it describes does not exist.",
}


@dataclass(frozen=True)
class Commune:
    """One of the communes: INSEE code, name, SIREN, total population, extent (W, S, E, N)."""

    insee: str
    name: str
    siren: str
    population: int
    box: tuple[float, float, float, float]


def text(name: str) -> str:
    return files("parvis.demo").joinpath("data", name).read_text("utf-8")


def rows(name: str) -> list[Row]:
    """The rows of `data/<name>s.toml`, each a table of one `[[name]]`."""
    found: list[Row] = tomllib.loads(text(f"{name}s.toml"))[name]
    return found


def communes() -> list[Commune]:
    """The real communes of the territory; the head of the file names source and licence."""
    lines = [line for line in text("communes.csv").splitlines() if not line.startswith("#")]
    return [
        Commune(
            row["insee"],
            row["nom"],
            row["siren"],
            int(row["population_totale"]),
            (float(row["ouest"]), float(row["sud"]), float(row["est"]), float(row["nord"])),
        )
        for row in csv.DictReader(lines)
    ]


def words(row: Row) -> dict[str, Any]:
    """Texts of a record and its English; a made-up one is marked in its description."""
    fictional = row.get("fictional", True)
    values = {name: french_spaces(row[name]) for name in TEXTS if name in row}
    english = {name: row[f"{name}_en"] for name in TEXTS if f"{name}_en" in row}
    english.setdefault("title", values["title"])
    if fictional:
        values["summary"] = f"{MARK['fr']} {values.get('summary', '')}".strip()
        english["summary"] = f"{MARK['en']} {english.get('summary', '')}".strip()
    return values | {"translations": {"en": english}}


def day(reference: dt.date, offset: int | None) -> dt.date | None:
    return None if offset is None else reference + dt.timedelta(days=offset)
