"""Real exports, and the shapes that the European Union checks catalogues with."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from parvis.catalogue.dcat import Reading, from_rdf, serialise, to_rdf
from parvis.catalogue.dcat.model import AgentDoc, CatalogueDoc
from tests.catalogue.samples import TURTLE

DATA = Path(__file__).parents[3] / "shared" / "data" / "dcat"
EXPORT = DATA / "real" / "data-rennesmetropole-fr-ods-export.rdf"
ADDRESS = "https://data.rennesmetropole.fr/api/explore/v2.1/catalog/exports/dcat"
VOCABULARY = "http://publications.europa.eu/resource/authority/"
MEDIA = "https://www.iana.org/assignments/media-types/"
SAMPLES = sorted((DATA / "harvest-samples" / "dcat").glob("*"))

needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder of real data is not here")


@pytest.fixture(scope="module")
def real() -> Reading:
    return from_rdf(EXPORT, "application/rdf+xml", ADDRESS)


@needs_data
def test_the_metropolis_export_with_all_it_carries(real: Reading) -> None:
    datasets = real.catalogue.datasets
    said = Counter(
        name
        for one in datasets
        for name in (
            "title", "description", "themes", "original_themes", "issued", "modified", "identifier",
            "publisher", "licence", "keywords", "spatial", "languages", "landing_pages",
            "frequency", "relations", "creators", "contributors", "rights",
        )
        if getattr(one, name)
    )  # fmt: skip
    assert len(datasets) == 27
    for name in ("title", "description", "themes", "original_themes", "issued", "modified"):
        assert said[name] == 27, name
    assert said["identifier"] == said["languages"] == said["landing_pages"] == 27
    assert said["publisher"] == said["licence"] == 26
    assert said["creators"] == said["contributors"] == said["rights"] == 26
    assert (said["keywords"], said["spatial"], said["frequency"]) == (23, 5, 1)
    assert {one.spatial[0].name["fr"] for one in datasets if one.spatial} == {"Rennes"}
    assert real.problems == ()
    assert real.unread == {}


@needs_data
def test_every_file_of_the_export_has_terms_for_its_format(real: Reading) -> None:
    files = [file for one in real.catalogue.datasets for file in one.distributions]
    assert len(files) == 272
    for file in files:
        assert file.format is not None
        assert file.format.uri.startswith(VOCABULARY + "file-type/")
        assert file.media_type.startswith(MEDIA)


def conforms(catalogue: CatalogueDoc) -> str:
    """What SHACL says against DCAT-AP 3.0.1 and its ranges; "" when there is no violation."""
    import pyshacl
    import rdflib

    shapes = rdflib.Graph()
    for name in ("shapes", "range"):
        shapes.parse(DATA / "shacl" / f"dcat-ap-3.0.1-{name}.ttl")
    graph = rdflib.Graph().parse(data=serialise(to_rdf(catalogue), "ttl"), format="turtle")
    _, report, text = pyshacl.validate(graph, shacl_graph=shapes)
    severity = rdflib.URIRef("http://www.w3.org/ns/shacl#resultSeverity")
    violation = rdflib.URIRef("http://www.w3.org/ns/shacl#Violation")
    found = list(report.subjects(severity, violation))
    return str(text) if found else ""


def published(catalogue: CatalogueDoc) -> CatalogueDoc:
    """As a portal would serve it: who publishes the catalogue is known to the portal."""
    portal = AgentDoc("https://portail.example/org", {"fr": "Portail"})
    return replace(
        catalogue,
        uri=catalogue.uri or "https://portail.example/",
        title=catalogue.title or {"fr": "Portail"},
        publisher=catalogue.publisher or portal,
    )


@needs_data
def test_the_export_written_back_has_no_violation(real: Reading) -> None:
    assert conforms(published(real.catalogue)) == ""


@needs_data
def test_our_own_sample_written_back_has_no_violation() -> None:
    assert conforms(published(from_rdf(TURTLE).catalogue)) == ""


@needs_data
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_exports_of_other_portals(path: Path) -> None:
    reading = from_rdf(path, None, "http://data.test.org/catalog")
    catalogue = published(reading.catalogue)
    expected = {
        "bnodes.jsonld": (3, 5),
        "catalog.xml": (4, 8),
        "evian.json": (8, 34),
        "geonetwork.xml": (1, 0),
        "nested.jsonld": (1, 1),
        "paged-collection-1.jsonld": (3, 3),
        "paged-collection-2.jsonld": (1, 1),
        "series.xml": (0, 0),
        "udata.xml": (2, 6),
    }
    files = sum(len(one.distributions) for one in catalogue.datasets)
    assert (len(catalogue.datasets), files) == expected[path.name]
    assert len(catalogue.series) == (path.name == "series.xml")
    assert not [one for one in reading.problems if one.refused]
    assert conforms(catalogue) == ""
    once = from_rdf(serialise(to_rdf(catalogue), "rdf"))
    assert from_rdf(serialise(to_rdf(once.catalogue), "ttl")).catalogue == once.catalogue


@needs_data
def test_pages_of_a_long_catalogue() -> None:
    pages = [DATA / "harvest-samples" / "dcat" / f"paged-collection-{n}.jsonld" for n in (1, 2)]
    first, last = (from_rdf(path).catalogue for path in pages)
    assert first.next_page == "http://data.test.org/catalog.jsonld?page=2"
    assert first.view is not None
    assert first.view.total == 4
    assert last.next_page == ""
