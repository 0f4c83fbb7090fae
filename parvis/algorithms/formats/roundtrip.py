"""Which of our 46 fields survive each round trip, by making the trips. Pure.

A complete record of ours is written as a file of each format, read again, and compared field by
field. What its source said besides is not there to help: the trip starts with us.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from parvis.algorithms.formats import blocks, terms
from parvis.algorithms.formats.files import FORMATS
from parvis.algorithms.formats.terms import Entry, Values

EXAMPLES = ("examples.toml", "sectors.toml")  # those of the demonstration, the other sectors
KEPT, PARTLY, LOST = "kept", "partly", "lost"


@dataclass(frozen=True)
class Line:
    """One of our 46 fields: where we keep it, what other models call it."""

    field: str
    words: Mapping[str, str]  # by language
    kept_in: tuple[str, ...]
    models: Mapping[str, str]


@cache
def crosswalk() -> tuple[Line, ...]:
    text = files("parvis.algorithms").joinpath("data/crosswalk.csv").read_text("utf-8")
    return tuple(
        Line(
            row.pop("field"),
            {"fr": row.pop("words"), "en": row.pop("words_en")},
            tuple(row.pop("kept_in").split()),
            row,
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def examples() -> tuple[Values, ...]:
    """Complete records of our own, one a sector, as entries."""
    data = files("parvis.algorithms").joinpath("data")
    texts = [data.joinpath(name).read_text("utf-8") for name in EXAMPLES]
    return tuple(entry(one) for text in texts for one in tomllib.loads(text)["algorithm"])


def entry(row: Mapping[str, Any]) -> Values:
    """A record of the data file as its projection would be, its days as text."""
    found = {name: plain(value) for name, value in row.items()}
    for name in terms.ROWS:
        found[name] = [
            blocks.whole(name, {part: plain(value) for part, value in one.items()})
            for one in row[name]
        ]
    mention = found.pop("mention")
    for one in found["contributions"]:
        one["mention"] = mention
        one["decision_name"] = one["decision_name"] or found["title"]
    slug = found.pop("slug")
    found.pop("decision", None)
    return found | {
        "identifier": f"algorithm/{slug}",
        "organisation_name": "Ville des Tilleuls",
        "language": "fr",
    }


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def valued(entry: Entry, place: str) -> Any:
    """What an entry says in one place: a field, or one part of each of its rows."""
    name, _dot, part = place.partition(".")
    if not part:
        return entry.get(name)
    return [row.get(part) for row in entry.get(name) or ()]


def survives(line: Line, before: Entry, after: Entry) -> Iterator[bool]:
    for place in line.kept_in:
        yield terms.same(valued(before, place), valued(after, place))


def trip(name: str, before: Entry) -> Values:
    """An entry gone out in a file of this format and come back."""
    format = FORMATS[name]
    [source] = format.read(format.write([before]))
    return format.shape.from_(source)


@cache
def table() -> dict[str, dict[str, str]]:
    """By field, then by format: kept, partly or lost over all the examples."""
    found: dict[str, dict[str, str]] = {line.field: {} for line in crosswalk()}
    for name in FORMATS:
        trips = [(one, trip(name, one)) for one in examples()]
        for line in crosswalk():
            kept = [good for before, after in trips for good in survives(line, before, after)]
            found[line.field][name] = KEPT if all(kept) else PARTLY if any(kept) else LOST
    return found


def counts() -> dict[str, dict[str, int]]:
    """By format: how many of the 46 are kept, partly kept, lost."""
    return {
        name: {
            state: sum(row[name] == state for row in table().values())
            for state in (KEPT, PARTLY, LOST)
        }
        for name in FORMATS
    }
