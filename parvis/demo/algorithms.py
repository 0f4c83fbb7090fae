"""Algorithms of the demonstration, and the decisions they take part in."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from parvis.algorithms.models import (
    Algorithm,
    Assessment,
    Contribution,
    DataUse,
    DecisionType,
    Remedy,
    Risk,
)
from parvis.catalogue.models import Dataset
from parvis.demo import source
from parvis.demo.catalogue import missing
from parvis.demo.source import Row
from parvis.design.text import french_spaces
from parvis.organisations.models import Organisation
from parvis.records import bulk

FILE = "algorithms.toml"
REVIEW = 300  # days until a record is to be read again
TOLD = frozenset({
    *source.TEXTS, *(f"{name}_en" for name in source.TEXTS), "slug", "organisation", "under",
    "remedies", "decision", "mention", "contributions", "data_uses", "risks", "assessments",
    "review_on",
})  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What algorithms point to, by slug."""

    organisations: Mapping[str, Organisation]
    datasets: Mapping[str, Dataset]
    decisions: Mapping[str, DecisionType]


def load(organisations: Mapping[str, Organisation], reference: dt.date, why: str) -> int:
    """Create the decisions and algorithms that are missing; how many."""
    found = tomllib.loads(source.text(FILE))
    decisions = missing(DecisionType, found["decision"])
    if decisions:
        bulk.save_many([decision(row, organisations, reference) for row in decisions], why=why)
    fresh = missing(Algorithm, examples(found["algorithm"]))
    if fresh:
        there = known(organisations, fresh)
        bulk.save_many([algorithm(row, there, reference) for row in fresh], why=why)
    return len(decisions) + len(fresh)


def known(organisations: Mapping[str, Organisation], rows: Iterable[Row]) -> Known:
    names = {name for row in rows for name in row.get("datasets", ()) if name}
    datasets = Dataset.objects.filter(slug__in=names)
    return Known(
        organisations,
        {one.slug: one for one in datasets},
        {one.slug: one for one in DecisionType.objects.all()},
    )


def examples(added: Mapping[str, Row]) -> list[Row]:
    """The complete records of the room, each with what the demonstration adds to it."""
    text = files("parvis.algorithms").joinpath("data/examples.toml").read_text("utf-8")
    return [row | added[row["slug"]] for row in tomllib.loads(text)["algorithm"]]


def plain(row: Row) -> dict[str, Any]:
    """The fields of the record that the row gives as they are."""
    return {name: typed(value) for name, value in row.items() if name not in TOLD}


def typed(value: Any) -> Any:
    return french_spaces(value) if isinstance(value, str) else value


def tied(predicate: str, key: str) -> list[Any]:
    """A tie to a record of a neighbour; one that is not loaded is left out at publication."""
    return [("tie", {"predicate": predicate, "object": key, "since": None, "until": None})]


def decision(
    row: Row, organisations: Mapping[str, Organisation], reference: dt.date
) -> DecisionType:
    made = DecisionType(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        review_on=source.day(reference, REVIEW),
        **plain(row),
        **source.words(row),
    )
    made.ties = tied("under", row["under"])
    made.remedies.set([Remedy(position=n, **one) for n, one in enumerate(row["remedies"])])
    return made


def algorithm(row: Row, there: Known, reference: dt.date) -> Algorithm:
    own = plain(row)
    names, process = own.pop("datasets", []), own.pop("used_in", "")
    taken = there.decisions.get(row["decision"])
    made = Algorithm(
        slug=row["slug"],
        organisation=there.organisations[row["organisation"]],
        review_on=source.day(reference, REVIEW),
        **own,
        **source.words(row),
    )
    made.ties = tied("used_in", process) if process else []
    sets = [there.datasets.get(name) for name in names]
    uses = [
        DataUse(position=n, dataset=sets[n] if n < len(sets) else None, **one)
        for n, one in enumerate(row["data_uses"])
    ]
    made.contributions.set([Contribution(decision=taken, **one) for one in row["contributions"]])
    made.data_uses.set(uses)
    made.risks.set([Risk(position=n, **one) for n, one in enumerate(row["risks"])])
    studies = [Assessment(position=n, **one) for n, one in enumerate(row["assessments"])]
    made.assessments.set(studies)
    return made
