"""Re-uses and requests for data that people could have brought, already read by a moderator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from parvis.catalogue.models import DataRequest, Reuse
from parvis.demo import source
from parvis.demo.catalogue import missing
from parvis.demo.source import Row
from parvis.design.text import french_spaces
from parvis.organisations.models import Organisation
from parvis.records import bulk

DAYS = ("received", "studied", "answered")


def load(organisations: Mapping[str, Organisation], reference: dt.date, why: str) -> int:
    """Create those that are missing; how many."""
    reuses = missing(Reuse, source.rows("reuse"))
    bulk.save_many([reuse(row, organisations) for row in reuses], why=why)
    requests = missing(DataRequest, source.rows("request"))
    made = [request(row, organisations, reference) for row in requests]
    bulk.save_many(made, why=why)
    return len(reuses) + len(requests)


def reuse(row: Row, organisations: Mapping[str, Organisation]) -> Reuse:
    return Reuse(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        kind=row["kind"],
        address=row["address"],
        author=french_spaces(row["author"]),
        ties=list(ties("reuses", row)),
        **source.words(row),
    )


def request(row: Row, organisations: Mapping[str, Organisation], reference: dt.date) -> DataRequest:
    days = {name: source.day(reference, row[name]) for name in DAYS if name in row}
    return DataRequest(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        decision=row.get("decision", ""),
        ground=french_spaces(row.get("ground", "")),
        answer=french_spaces(row.get("answer", "")),
        ties=list(ties("asks_for", row)),
        **days,
        **source.words(row),
    )


def ties(predicate: str, row: Row) -> Iterable[tuple[str, dict[str, Any]]]:
    for key in row["datasets"]:
        yield ("tie", {"predicate": predicate, "object": key, "since": None, "until": None})
