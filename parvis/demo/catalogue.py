"""Applications and data sets of the demonstration, in each circle and each state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from parvis.catalogue import vocabulary
from parvis.catalogue.models import (
    Application,
    Contract,
    Dataset,
    Delivery,
    GlossaryTerm,
    TableColumn,
)
from parvis.catalogue.vocabulary import Scheme
from parvis.demo import samples, source
from parvis.demo.source import Row
from parvis.organisations.models import Organisation
from parvis.records import bulk, publishing
from parvis.records.kinds import Circle
from parvis.records.models import Published

TIES = ("proves", "see_also", "derived_from", "used_in")
BOX = (-1.9618, 47.9342, -1.4674, 48.3061)  # around the 43 communes: west, south, east, north


def term(scheme: Scheme, word: str) -> str:
    """The address of a term of our vocabularies; the data file only uses known words."""
    found = vocabulary.match(scheme, word)
    if found is None:
        raise ValueError(f"{scheme}: no term for '{word}'")
    return found.uri


def load_applications(
    organisations: Mapping[str, Organisation], reference: dt.date, why: str
) -> int:
    """Create the applications that are missing; how many."""
    fresh = missing(Application, source.rows("application"))
    bulk.save_many([application(row, organisations, reference) for row in fresh], why=why)
    return len(fresh)


def missing(model: Any, rows: Iterable[Row]) -> list[Row]:
    rows = list(rows)
    slugs = [row["slug"] for row in rows]
    known = set(model.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return [row for row in rows if row["slug"] not in known]


def application(
    row: Row, organisations: Mapping[str, Organisation], reference: dt.date
) -> Application:
    return Application(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        supplier=row["supplier"],
        ends_on=source.day(reference, row.get("ends_on")),
        review_on=source.day(reference, 300),
        **source.words(row),
    )


def load_terms(organisations: Mapping[str, Organisation], why: str) -> int:
    """Create the words of the glossary that are missing; how many."""
    fresh = missing(GlossaryTerm, source.rows("term"))
    records = [
        GlossaryTerm(
            slug=row["slug"],
            organisation=organisations[row["organisation"]],
            synonyms=row["synonyms"],
            **source.words(row),
        )
        for row in fresh
    ]
    bulk.save_many(records, why=why)
    return len(fresh)


def load_contracts(organisations: Mapping[str, Organisation], reference: dt.date, why: str) -> int:
    """Create the contracts that are missing, and say which applications they cover; how many."""
    fresh = missing(Contract, source.rows("contract"))
    if not fresh:
        return 0
    datasets = {found.slug: found for found in Dataset.objects.all()}
    contracts = [contract(row, organisations, datasets, reference) for row in fresh]
    bulk.save_many(contracts, why=why)
    of = {slug: made for row, made in zip(fresh, contracts, strict=True)
          for slug in row["applications"]}  # fmt: skip
    covered = list(Application.objects.filter(slug__in=of).select_related("organisation"))
    for application in covered:
        application.contract = of[application.slug]
    bulk.save_many(covered, why=why)
    return len(fresh)


def contract(
    row: Row,
    organisations: Mapping[str, Organisation],
    datasets: Mapping[str, Dataset],
    reference: dt.date,
) -> Contract:
    made = Contract(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        partner=row["partner"],
        number=row["number"],
        starts_on=source.day(reference, row["starts_on"]),
        ends_on=source.day(reference, row["ends_on"]),
        **source.words(row),
    )
    made.deliveries = [
        Delivery(
            title=one["title"],
            dataset=datasets.get(one.get("dataset", "")),
            due_on=source.day(reference, one.get("due_on")),
            delivered_on=source.day(reference, one.get("delivered_on")),
        )
        for one in row["delivery"]
    ]
    return made


def dictionary(slug: str, terms: Mapping[str, GlossaryTerm]) -> list[TableColumn]:
    """The columns of a data set, in their order."""
    rows = (row for row in source.rows("column") if row["dataset"] == slug)
    return [
        TableColumn(
            term=terms.get(row.get("term", "")),
            **{name: value for name, value in row.items() if name not in {"dataset", "term"}},
        )
        for row in rows
    ]


def load_datasets(
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Any],
    reference: dt.date,
    why: str,
) -> int:
    """Create the data sets that are missing, then withdraw, archive or submit some; how many.

    A draft waits until the person who wrote it has an account.
    """
    rows = [row for row in source.rows("dataset") if row.get("by", "") in {"", *people}]
    fresh = missing(Dataset, rows)
    applications = {found.slug: found for found in Application.objects.all()}
    records = {row["slug"]: dataset(row, organisations, applications, reference) for row in fresh}
    terms = {found.slug: found for found in GlossaryTerm.objects.all()} if fresh else {}
    for row in fresh:
        records[row["slug"]].dictionary = dictionary(row["slug"], terms)
    published = [row for row in fresh if row.get("state") != "review"]
    for row in published:
        if file := samples.attach(records[row["slug"]], row.get("fictional", True)):
            file.save()
    bulk.save_many([records[row["slug"]] for row in published], why=why)
    for row in fresh:
        move(records[row["slug"]], row, people)
    return len(fresh)


def dataset(
    row: Row,
    organisations: Mapping[str, Organisation],
    applications: Mapping[str, Application],
    reference: dt.date,
) -> Dataset:
    fictional = row.get("fictional", True)
    return Dataset(
        slug=row["slug"],
        organisation=organisations[row["organisation"]],
        application=applications.get(row.get("application", "")),
        circle=Circle[row.get("circle", "public").upper()],
        themes=[term("data-theme", theme) for theme in row["themes"]],
        keywords=sorted([*row["keywords"], *(["démonstration"] if fictional else [])]),
        frequency=term("frequency", row["frequency"]),
        licence=term("licence", row["licence"]) if "licence" in row else "",
        access_rights=term("access-right", row.get("access", "PUBLIC")),
        access_level=row.get("access_level", "open"),
        legal_reasons=row.get("legal_reasons", []),
        personal_data=row.get("personal_data", False),
        is_reference=row.get("is_reference", False),
        territorial_interest=row.get("territorial_interest", False),
        hvd_categories=[term("hvd-category", word) for word in row.get("hvd_categories", ())],
        inspire_themes=[term("inspire-theme", word) for word in row.get("inspire_themes", ())],
        issued=str(source.day(reference, row["since"])),
        modified=str(source.day(reference, row["modified"])),
        review_on=source.day(reference, row.get("review_on")),
        spatial=[{"name": {"fr": "Rennes Métropole"}, "box": list(BOX)}],
        contacts=contacts(organisations[row["organisation"]]),
        ties=list(ties(row)),
        **source.words(row),
    )


def contacts(organisation: Organisation) -> list[dict[str, Any]]:
    if not organisation.contact:
        return []
    return [{"name": {"fr": organisation.title}, "email": organisation.contact}]


def ties(row: Row) -> Iterable[tuple[str, dict[str, Any]]]:
    for predicate in TIES:
        objects = row.get(predicate, [])
        for key in [objects] if isinstance(objects, str) else objects:
            yield ("tie", {"predicate": predicate, "object": key, "since": None, "until": None})


def move(record: Dataset, row: Row, people: Mapping[str, Any]) -> None:
    """What happens to some after their publication, or instead of it."""
    state = row.get("state")
    if state == "withdrawn":
        publishing.withdraw_many([record], why=row["why"])
    elif state == "archived":
        publishing.withdraw_many([record], why=row["why"], state=Published.State.ARCHIVED)
    elif state == "review":
        submit(record, people[row["by"]])


def submit(record: Dataset, by: Any) -> None:
    """A draft, saved by someone and waiting for a colleague's review."""
    record.live = False
    record.full_clean()
    record.save()
    record.save_revision(user=by)
    workflow = record.get_workflow()
    if workflow:
        workflow.start(record, by)
