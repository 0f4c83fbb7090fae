"""Processings of the demonstration, their officers, and the assessments of some."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from parvis.catalogue.models import Application, Dataset
from parvis.demo import source
from parvis.demo.catalogue import missing
from parvis.demo.source import Row
from parvis.design.text import french_spaces
from parvis.organisations.models import Organisation
from parvis.privacy import dpia
from parvis.privacy.models import (
    Assessment,
    AssessmentMeasure,
    AssessmentRisk,
    Exclusion,
    Officer,
    Part,
    Processing,
    Purpose,
    Recipient,
    Retention,
    Safeguard,
    Tool,
    Transfer,
    Used,
)
from parvis.records import bulk

CHILDREN: Mapping[str, type[Any]] = {
    "purposes": Purpose, "exclusions": Exclusion, "retentions": Retention,
    "recipients": Recipient, "parts": Part, "transfers": Transfer, "safeguards": Safeguard,
}  # fmt: skip
DAYS = ("status_since", "review_on", "verified_on", "due_on", "done_on")
TOLD = frozenset({
    *CHILDREN, *source.TEXTS, *(f"{name}_en" for name in source.TEXTS), *DAYS,
    "slug", "organisation", "devices", "tools", "used", "assessment",
})  # fmt: skip


def load(organisations: Mapping[str, Organisation], reference: dt.date, why: str) -> int:
    """Create the officers and processings that are missing; how many processings."""
    found = tomllib.loads(source.text("processings.toml"))
    fresh = missing(Processing, found["processing"])
    if not fresh:
        return 0
    for row in found["officer"]:
        told = {name: french_spaces(row[name]) for name in ("name", "email")}
        owner = organisations[row["organisation"]]
        Officer.objects.get_or_create(organisation=owner, defaults=told)
    known = Known(organisations, reference)
    made = [processing(row, known) for row in fresh]
    bulk.save_many(made, why=why)
    assessed = [(row, one) for row, one in zip(fresh, made, strict=True) if "assessment" in row]
    for row, one in assessed:
        assess(row["assessment"], one, reference)
    bulk.save_many([one for _row, one in assessed], why=why)
    return len(fresh)


class Known:
    """What rows name: organisations, data sets and applications by their short address."""

    def __init__(self, organisations: Mapping[str, Organisation], reference: dt.date) -> None:
        self.organisations = organisations
        self.reference = reference
        self.datasets = {one.slug: one for one in Dataset.objects.all()}
        self.applications = {one.slug: one for one in Application.objects.all()}


def processing(row: Row, known: Known) -> Processing:
    plain = {name: typed(value) for name, value in row.items() if name not in TOLD}
    made = Processing(
        slug=row["slug"],
        organisation=known.organisations[row["organisation"]],
        hidden_fields=sorted(row.get("hidden_grounds", {})),
        ties=[("tie", tie(f"device/{slug}")) for slug in row.get("devices", ())],
        **dated(row, known.reference),
        **plain,
        **source.words(row),
    )
    for name in CHILDREN:
        getattr(made, name).set(list(children(row, name, known)))
    made.tools.set([Tool(application=known.applications[slug]) for slug in row.get("tools", ())])
    made.used.set([used(key, known) for key in row.get("used", ())])
    return made


def tie(key: str) -> dict[str, Any]:
    return {"predicate": "collects_by", "object": key, "since": None, "until": None}


def used(key: str, known: Known) -> Used:
    """A data set, or one of its columns: "frequentation#regime"."""
    slug, _mark, column = key.partition("#")
    return Used(dataset=known.datasets[slug], column=column)


def children(row: Row, name: str, known: Known) -> Iterable[Any]:
    for told in row.get(name, ()):
        values = {field: typed(value) for field, value in told.items() if field not in DAYS}
        if "organisation" in values:
            values["organisation"] = known.organisations[told["organisation"]]
        yield CHILDREN[name](**values, **dated(told, known.reference))


def dated(row: Row, reference: dt.date) -> dict[str, Any]:
    return {name: source.day(reference, row[name]) for name in DAYS if name in row}


def typed(value: Any) -> Any:
    """A text with the spaces of French before its marks; anything else as it is."""
    return french_spaces(value) if isinstance(value, str) else value


def assess(row: Row, made: Processing, reference: dt.date) -> None:
    """The assessment of a processing as it stands; who validated it is nobody."""
    day = source.day(reference, row["validated"])
    mark = source.MARK["fr"]
    sheet = Assessment.objects.create(
        processing=made, context=mark, necessity=mark, rights=mark, people_words=mark,
        decision=mark, summary=french_spaces(row["summary"]), officer_opinion="favourable",
        officer_on=day, validated=day, about=dpia.digest(made.projected()),
    )  # fmt: skip
    AssessmentRisk.objects.bulk_create(
        AssessmentRisk(
            assessment=sheet, event=event, impacts=mark, threats=mark, sources=mark,
            measures=mark, severity=severity, likelihood=likelihood,
        )
        for event, (severity, likelihood) in row["risks"].items()
    )  # fmt: skip
    AssessmentMeasure.objects.bulk_create(
        AssessmentMeasure(
            assessment=sheet, title=french_spaces(told["title"]), owner=told["owner"],
            **dated(told, reference),
        )
        for told in row.get("measures", ())
    )  # fmt: skip
