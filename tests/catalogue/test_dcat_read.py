"""What catalogues say, in all the ways that portals say it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parvis.catalogue.dcat import Reading, format_of, from_rdf, places, serialise, to_rdf, values
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import AgentDoc, DatasetDoc, PeriodDoc, PlaceDoc
from parvis.catalogue.dcat.read import TERRITORY
from tests.catalogue.samples import JSONLD, RDF_XML, TURTLE

EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
LICENCE_OUVERTE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return from_rdf(TURTLE, "text/turtle", "https://ville.example/catalog.ttl")


@pytest.fixture(scope="module")
def trees(reading: Reading) -> DatasetDoc:
    return reading.catalogue.datasets[0]


def test_the_catalogue_itself(reading: Reading) -> None:
    catalogue = reading.catalogue
    assert catalogue.uri == "https://ville.example/"
    assert catalogue.title == {"en": "City data", "fr": "Données de la ville"}
    assert catalogue.publisher == AgentDoc("https://ville.example/org/1", {"fr": "Ville d’Exemple"})
    assert catalogue.languages == (EU + "language/FRA",)
    assert catalogue.next_page == "https://ville.example/?page=2"
    assert [one.title["fr"] for one in catalogue.series] == ["Série"]
    assert [one.serves for one in catalogue.services] == [("https://ville.example/d/arbres",)]


def test_items_that_cannot_be_taken_are_refused_one_by_one(reading: Reading) -> None:
    """The data sets of others, that this catalogue only refers to, are no items of it."""
    assert [one.identifier for one in reading.catalogue.datasets] == [
        "arbres",
        "https://ville.example/d/bus",
    ]
    refused = {(one.item, one.problem.code) for one in reading.problems if one.refused}
    assert refused == {("sans-titre", "title"), ("A REMPLIR", "identifier"), ("arbres", "twice")}


def test_what_is_badly_said_is_noted_not_lost_in_silence(reading: Reading) -> None:
    notes = {
        (one.item, one.problem.code, str(one.problem.params["value"]))
        for one in reading.problems
        if not one.refused
    }
    assert notes == {
        ("arbres", "several", "Un autre"),
        ("arbres", "value", "beaucoup"),
        ("arbres", "address", "Sans adresse"),
        ("https://ville.example/d/bus", "value", "bientôt"),
    }
    assert reading.unread == {"https://ville.example/vocab#colour": 1}


def test_texts_and_words(trees: DatasetDoc) -> None:
    assert trees.title == {"en": "Trees", "fr": "Arbres"}
    assert trees.keywords == {"en": ("tree",), "fr": ("arbre", "nature")}
    assert trees.other_identifiers == ("urn:arbres:1",)
    assert trees.provenance == (Named("", {"fr": "Relevé à pied."}),)


def test_themes_are_matched_and_the_original_kept(trees: DatasetDoc) -> None:
    assert trees.themes == tuple(EU + "data-theme/" + code for code in ("ENVI", "REGI", "TRAN"))
    assert trees.original_themes == (
        Named("", {"fr": "Mobilité"}),
        Named("https://ville.example/t/env", {"fr": "Cadre de vie, environnement"}),
    )
    assert trees.hvd_categories == ("http://data.europa.eu/bna/c_dd313021",)


def test_terms(trees: DatasetDoc) -> None:
    assert trees.frequency == Named(EU + "frequency/DAILY")
    assert trees.licence == Named(LICENCE_OUVERTE)
    assert trees.access_rights == Named(EU + "access-right/PUBLIC")
    assert trees.conforms_to == (Named("https://schema.data.gouv.fr/arbres"),)
    assert trees.applicable_legislation == ("http://data.europa.eu/eli/reg_impl/2023/138/oj",)


def test_people_and_addresses(trees: DatasetDoc) -> None:
    assert trees.publisher == AgentDoc("https://ville.example/org/1", {"fr": "Ville d’Exemple"})
    (contact,) = trees.contacts
    assert (contact.name["fr"], contact.email) == ("Espaces verts", "vert@ville.example")
    assert contact.phone == "+33299000000"
    assert trees.landing_pages == ("https://ville.example/arbres",)
    assert trees.sources == ("https://ailleurs.example/d", "https://ville.example/d/bus")
    assert trees.in_series == ("https://ville.example/s",)


def test_times_and_places(trees: DatasetDoc) -> None:
    assert (trees.issued, trees.modified) == ("2019", "2024-05-03")
    assert trees.temporal == (
        PeriodDoc(start="2010-01-01", end="2020-12-31"),
        PeriodDoc("", "2021"),
    )
    name, numbers, drawing, gazetteer, full = trees.spatial
    assert name == PlaceDoc(name={"fr": "Rennes"})
    assert numbers == PlaceDoc(box=(-1.75, 48.07, -1.62, 48.15))
    assert places.box(drawing.geometry) == (-1.7, 48.1, -1.6, 48.2)
    assert gazetteer == PlaceDoc("https://www.geonames.org/2983990")
    assert full.box == (-2, 48, -1, 49)
    assert full.centroid == (-1.68, 48.11)
    assert full.geometry == "POINT(-1.68 48.11)"


def test_files(trees: DatasetDoc) -> None:
    csv, binary = trees.distributions
    assert csv.format == Named(EU + "file-type/CSV")
    assert csv.media_type == IANA + "text/csv"
    assert csv.availability == Named(EU + "planned-availability/STABLE")
    assert csv.rights == Named("", {"fr": "License Not Specified"})
    assert binary.access_urls == binary.download_urls == ("https://ville.example/arbres.fgb",)
    assert binary.byte_size == 1024
    assert binary.checksum is not None
    assert binary.checksum.algorithm.endswith("checksumAlgorithm_sha256")
    assert binary.checksum.value == "ab12"
    named = format_of(binary)
    assert named is not None
    assert named.label("fr") == "FlatGeobuf"


def test_names_given_as_relative_addresses() -> None:
    """Opendatasoft writes <dct:spatial rdf:resource="Rennes"/>: a name, not a page."""
    for base in ("https://ville.example/exports/dcat", ""):
        (dataset,) = from_rdf(RDF_XML, None, base).catalogue.datasets
        assert dataset.spatial == (PlaceDoc(name={"fr": "Rennes"}),)
        assert dataset.title == {"fr": "Arbres & été"}
        assert dataset.themes == (EU + "data-theme/ENVI",) or dataset.original_themes
        assert dataset.distributions[0].access_urls == ("https://ville.example/les%20arbres.csv",)


def test_other_encodings_of_the_same_file() -> None:
    expected = from_rdf(RDF_XML).catalogue
    latin = RDF_XML.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert from_rdf(latin).catalogue == expected
    for encoding in ("utf-16", "utf-8-sig"):
        assert from_rdf(RDF_XML.decode().encode(encoding)).catalogue == expected


def test_json_of_portals_whose_context_is_gone() -> None:
    (dataset,) = from_rdf(JSONLD).catalogue.datasets
    assert (dataset.uri, dataset.identifier) == ("", "arbres")
    assert dataset.licence == Named(EU + "licence/ODC_BL")
    assert dataset.access_rights == Named(EU + "access-right/PUBLIC")
    assert dataset.publisher == AgentDoc(name={"fr": "Ville d’Exemple"})
    assert dataset.contacts[0].email == "v@e.fr"
    assert dataset.distributions[0].format == Named(EU + "file-type/GEOJSON")


def test_references_outside_the_catalogue_stay_loose() -> None:
    """DCAT-AP types the target of dct:source: only what we describe ourselves is so named."""
    again = serialise(to_rdf(from_rdf(TURTLE).catalogue), "ttl").decode()
    assert "dct:source <https://ville.example/d/bus>" in again
    assert "prov:wasDerivedFrom <https://ailleurs.example/d>" in again


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-05-03", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("03/05/2024", "2024-05-03"),
        ("2024-05-03Z", "2024-05-03"),
        ("2024-05-03T10:00:00Z", "2024-05-03T10:00:00+00:00"),
        ("2024-05-03T10:00:00", "2024-05-03T10:00:00+02:00"),
        ("2024-01-03 10:00", "2024-01-03T10:00:00+01:00"),
        ("2024-13-01", ""),
        ("0000", ""),
        ("hier", ""),
        ("9999-12-31T23:59:59.999999999", "9999-12-31T23:59:59.999999+01:00"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert values.when(text, TERRITORY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/é?x=1#y", "https://a.example/é?x=1#y"),
        ("https://a.example/a b|c", "https://a.example/a%20b%7Cc"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/#a#b", "https://a.example/#a%23b"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("une phrase", ""),
        ("Rennes", ""),
        ("", ""),
        ("http://[::1/", ""),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    assert values.iri(text) == expected


def test_numbers() -> None:
    assert values.number("10,50") == Decimal("10.5")
    assert values.whole("1024.0") == 1024
    for text in ("", "-1", "1.5", "NaN", "1e999999999", "9" * 100):
        assert values.whole(text) is None
    assert values.duration("P1D") == "P1D"
    assert values.duration("un jour") == values.duration("P") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENVELOPE(-2, -1, 49, 48)", (-2, 48, -1, 49)),
        ("SRID=4326;POLYGON((-2 48,-1 48,-1 49,-2 48))", (-2, 48, -1, 49)),
        ('{"type":"Polygon","coordinates":[[[-2,48],[-1,48],[-1,49],[-2,48]]]}', (-2, 48, -1, 49)),
        (
            '<gml:Envelope srsName="http://www.opengis.net/def/crs/EPSG/0/4326">'
            "<gml:lowerCorner>48 -2</gml:lowerCorner><gml:upperCorner>49 -1</gml:upperCorner>"
            "</gml:Envelope>",
            (-2, 48, -1, 49),
        ),
        ("-2 48 -1 49", (-2, 48, -1, 49)),
        ("POLYGON((300 48,-1 49))", None),
        ("POLYGON EMPTY", None),
        (f"{'9' * 400} 48 -1 49", None),
        ('{"type":"Point","coordinates":[1' + "0" * 400 + ",48]}", None),
        ('{"type":"Polygon","coordinates":"x"}', None),
        ("{", None),
        ("la Bretagne", None),
    ],
)
def test_boxes(text: str, expected: tuple[float, ...] | None) -> None:
    assert places.box(text) == expected
