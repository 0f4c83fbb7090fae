"""Synthetic catalogues in DCAT: the records of `synthetic` with what a portal says around them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench import synthetic
from parvis.catalogue import dcat
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import (
    AgentDoc,
    CatalogueDoc,
    ContactDoc,
    DatasetDoc,
    DistributionDoc,
    PeriodDoc,
    PlaceDoc,
)
from parvis.records.search import SearchDocument

BASE = "https://donnees.bench.example"
EU = "http://publications.europa.eu/resource/authority/"
THEMES = ("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "JUST", "REGI", "SOCI", "TRAN")
FORMATS = (
    ("CSV", "text/csv"), ("JSON", "application/json"), ("GEOJSON", "application/geo+json"),
    ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)  # fmt: skip
RHYTHMS = ("ANNUAL", "MONTHLY", "WEEKLY", "DAILY", "CONT", "IRREG")
A_PART = 10_000
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


def write(path: Path, count: int, extension: dcat.Extension = "ttl") -> None:
    """A whole portal of `count` data sets in one file."""
    write_some(path, tuple(datasets(count)), extension)


def write_parts(folder: Path, count: int) -> Iterator[Path]:
    """`count` data sets as portals of at most A_PART, a file each, as they are asked for."""
    rest = datasets(count)
    while some := tuple(islice(rest, A_PART)):
        path = folder / f"{some[0].identifier}.ttl"
        write_some(path, some, "ttl", f"/{some[0].identifier}")
        yield path


def write_some(
    path: Path, some: tuple[DatasetDoc, ...], extension: dcat.Extension, part: str = ""
) -> None:
    catalogue = CatalogueDoc(
        uri=f"{BASE}/catalog{part}",
        title={"fr": "Portail des essais de mesure"},
        description={"fr": "Un portail inventé, pour mesurer."},
        publisher=agent("Métropole des essais"),
        homepage=f"{BASE}/",
        datasets=some,
    )
    with path.open("wb") as output:
        output.writelines(dcat.pieces(dcat.to_rdf(catalogue), extension))


def datasets(count: int) -> Iterator[DatasetDoc]:
    rng = random.Random(2)
    for record in synthetic.records(count):
        yield dataset(record, rng)


def dataset(record: SearchDocument, rng: random.Random) -> DatasetDoc:
    """About 45 triples, as real portals give."""
    organisation = record.organisation
    return DatasetDoc(
        uri=f"{BASE}/id/{record.slug}",
        identifier=record.slug,
        title={"fr": record.title},
        description={"fr": f"{record.summary} {record.body}"},
        keywords={"fr": tuple(dict.fromkeys(record.keywords))},
        themes=tuple(f"{EU}data-theme/{name}" for name in rng.sample(THEMES, rng.randint(1, 2))),
        publisher=agent(organisation),
        contacts=(ContactDoc(name={"fr": organisation}, email="contact@bench.example"),),
        landing_pages=(f"{BASE}/jeux/{record.slug}",),
        issued=f"{rng.randint(2012, 2020)}-03-0{rng.randint(1, 9)}",
        modified=f"{rng.randint(2021, 2025)}-1{rng.randint(0, 2)}-0{rng.randint(1, 9)}",
        frequency=Named(f"{EU}frequency/{rng.choice(RHYTHMS)}"),
        languages=(f"{EU}language/FRA",),
        spatial=(PlaceDoc(name={"fr": rng.choice(synthetic.PLACES)}),),
        temporal=(PeriodDoc(start="2020-01-01", end="2024-12-31"),),
        licence=Named(LICENCE),
        distributions=tuple(
            distribution(record.slug, *form) for form in rng.sample(FORMATS, rng.randint(2, 4))
        ),
    )


def agent(name: str) -> AgentDoc:
    short = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    return AgentDoc(uri=f"{BASE}/organisations/{short}", name={"fr": name})


def distribution(slug: str, code: str, media: str) -> DistributionDoc:
    address = f"{BASE}/fichiers/{slug}.{code.lower()}"
    return DistributionDoc(
        uri=f"{address}#forme",
        title={"fr": f"Toutes les lignes ({code})"},
        access_urls=(address,),
        download_urls=(address,),
        format=Named(f"{EU}file-type/{code}"),
        media_type=f"https://www.iana.org/assignments/media-types/{media}",
        licence=Named(LICENCE),
    )
