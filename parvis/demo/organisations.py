"""The organisations of the demonstration: the real communes, and services that do not exist."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import slugify

from parvis.demo import source
from parvis.demo.source import Commune, Row
from parvis.organisations.models import Organisation
from parvis.records import bulk

TERRITORY = "rennes-metropole"
CITY = "35238"  # its town hall has services of its own below
PART_OF_TERRITORY = (
    "tie",
    {"predicate": "part_of", "object": f"organisation/{TERRITORY}", "since": None, "until": None},
)


def load(why: str) -> int:
    """Create the organisations that are missing, those above before those below; how many."""
    wanted = [*described(), *town_halls()]
    slugs = [record.slug for record, _above in wanted]
    known = {found.slug: found for found in Organisation.objects.filter(slug__in=slugs)}
    fresh = [pair for pair in wanted if pair[0].slug not in known]
    first = [record for record, above in fresh if not above]
    bulk.save_many(first, why=why)
    known |= {record.slug: record for record in first}
    second = [(record, above) for record, above in fresh if above]
    for record, above in second:
        record.parent = known[above]
    bulk.save_many([record for record, _above in second], why=why)
    return len(fresh)


def described() -> Iterable[tuple[Organisation, str]]:
    """The organisations of the data file, each with the slug of the one above it or ""."""
    for row in source.rows("organisation"):
        yield organisation(row), row.get("parent", "")


def organisation(row: Row) -> Organisation:
    plain = ("slug", "kind", "identifier", "website", "contact", "population")
    return Organisation(**{name: row[name] for name in plain if name in row}, **source.words(row))


def town_halls() -> Iterable[tuple[Organisation, str]]:
    """The real communes. They belong to the metropolis but are not its services: a tie says so,
    and nobody of the metropolis has a right over their records."""
    for commune in source.communes():
        yield town_hall(commune), ""


def town_hall(commune: Commune) -> Organisation:
    people = f"{commune.population:,}".replace(",", "\u202f")
    return Organisation(
        slug="ville-de-rennes" if commune.insee == CITY else slugify(commune.name),
        title="Ville de Rennes" if commune.insee == CITY else commune.name,
        kind=Organisation.Kind.COMMUNE,
        identifier=commune.siren,
        insee=commune.insee,
        population=commune.population,
        plain_summary=f"Une des 43 communes de Rennes Métropole : {people} habitants.",
        summary="Population totale. Source : INSEE et DGCL, Licence Ouverte 2.0.",
        ties=[PART_OF_TERRITORY],
        translations={
            "en": {
                "title": "City of Rennes" if commune.insee == CITY else commune.name,
                "plain_summary": "One of the 43 communes of Rennes Métropole: "
                f"{commune.population:,} inhabitants.",
                "summary": "Total population. Source: INSEE and DGCL, Open Licence 2.0.",
            }
        },
    )


def by_slug() -> dict[str, Organisation]:
    return {found.slug: found for found in Organisation.objects.all()}
