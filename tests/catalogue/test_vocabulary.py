"""The words that sources use, and the terms we publish for them."""

from __future__ import annotations

import pytest

from parvis.catalogue.tables import FOLDER, read_table
from parvis.catalogue.vocabulary import (
    FILE_TYPE,
    MEDIA_TYPE,
    Scheme,
    file_format,
    formats,
    match,
    media_type,
    refined,
    term,
    terms,
)

EU = "http://publications.europa.eu/resource/authority/"


# what formats allow: judgements by code, the labels are those of `format.tsv`
WITHOUT_LABELS = {"format-quality"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.stem)
def test_each_table_names_its_source_and_licence_and_speaks_both_languages(path) -> None:
    table = read_table(path.stem)
    assert table.source
    assert table.licence
    codes = [row["code"] for row in table.rows]
    assert len(codes) == len(set(codes))
    for row in table.rows if path.stem not in WITHOUT_LABELS else ():
        assert row["fr"], row
        assert row["en"], row


@pytest.mark.parametrize(
    ("scheme", "text", "code"),
    [
        ("data-theme", "Economie", "ECON"),
        ("data-theme", "ÉCONOMIE ET FINANCES", "ECON"),
        ("data-theme", "Citoyenneté", "GOVE"),
        ("data-theme", "Culture, Sports, Loisirs", "EDUC"),
        ("data-theme", "Environnement", "ENVI"),
        ("data-theme", "Logement", "REGI"),
        ("data-theme", "Référentiels géographiques", "REGI"),
        ("data-theme", "Mobilité & stationnement", "TRAN"),
        ("data-theme", "https://publications.europa.eu/resource/authority/data-theme/TRAN", "TRAN"),
        ("language", "http://id.loc.gov/vocabulary/iso639-1/fr", "FRA"),
        ("language", "http://lexvo.org/id/iso639-3/fra", "FRA"),
        ("language", "fr", "FRA"),
        ("language", "brezhoneg", "BRE"),
        ("frequency", "http://purl.org/cld/freq/annual", "ANNUAL"),
        ("frequency", "http://purl.org/cld/freq/biweekly", "BIWEEKLY"),
        ("frequency", "daily", "DAILY"),
        ("frequency", "Quotidienne", "DAILY"),
        ("frequency", "R/P1Y", "ANNUAL"),
        (
            "frequency",
            "http://inspire.ec.europa.eu/metadata-codelist/MaintenanceFrequency/asNeeded",
            "IRREG",
        ),
        ("licence", "http://opendatacommons.org/licenses/odbl/", "ODC_BL"),
        ("licence", "ODbL", "ODC_BL"),
        ("licence", "https://creativecommons.org/licenses/by/4.0/", "CC_BY_4_0"),
        ("access-right", "PUBLIC", "PUBLIC"),
        ("hvd-category", "mobilité", "c_b79e35eb"),
        ("distribution-status", "http://purl.org/adms/status/Completed", "COMPLETED"),
    ],
)
def test_words_and_addresses_of_sources(scheme: Scheme, text: str, code: str) -> None:
    found = match(scheme, text)
    assert found is not None
    assert found.code == code
    assert term(scheme, found.uri) == found


@pytest.mark.parametrize(
    "text",
    [
        "Licence Ouverte Version 2.0",
        "lov2",
        "Licence Ouverte v2.0 (Etalab)",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "https://spdx.org/licenses/etalab-2.0.html",
    ],
)
def test_the_national_open_licence_has_many_names(text: str) -> None:
    found = match("licence", text)
    assert found is not None
    assert found.label("fr") == "Licence Ouverte 2.0 (Etalab)"


def test_what_we_do_not_know_stays_unknown() -> None:
    for scheme in ("data-theme", "licence", "frequency", "language"):
        assert match(scheme, "") is None
        assert match(scheme, "quelque chose d’autre") is None
    assert match("licence", "https://www.insee.fr/fr/information/2381861") is None
    assert match("frequency", "http://purl.org/cld/freq/ThisTermDoesNotExist") is None
    assert term("data-theme", EU + "data-theme/NOPE") is None


def test_every_code_and_label_means_its_own_term() -> None:
    schemes: list[Scheme] = ["data-theme", "language", "frequency", "licence", "hvd-category"]
    for scheme in schemes:
        for known in terms(scheme):
            assert match(scheme, known.uri) == known
            assert match(scheme, known.label("fr")) == known


@pytest.mark.parametrize(
    ("word", "file_type", "media"),
    [
        ("csv", "CSV", "text/csv"),
        ("GeoJSON", "GEOJSON", "application/geo+json"),
        ("shp", "SHP", "application/zip"),
        ("fgb", "OCTET", "application/octet-stream"),
        ("parquet", "OCTET", "application/vnd.apache.parquet"),
        ("application/parquet", "OCTET", "application/vnd.apache.parquet"),
        ("kml", "KML", "application/vnd.google-earth.kml+xml"),
        ("gpx", "XML", "application/xml"),
        ("application/gpx+xml", "XML", "application/xml"),
        ("json", "JSON", "application/json"),
        ("application/json", "JSON", "application/json"),
        ("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ov2", "OCTET", "application/octet-stream"),
        ("jsonld", "JSON_LD", "application/ld+json"),
        ("ttl", "RDF_TURTLE", "text/turtle"),
        ("rdf", "RDF_XML", "application/rdf+xml"),
        ("text/csv; charset=utf-8", "CSV", "text/csv"),
        (FILE_TYPE + "XML", "XML", "application/xml"),
        (FILE_TYPE + "ZIP", "ZIP", "application/zip"),
        (FILE_TYPE + "OCTET", "OCTET", "application/octet-stream"),
        ("application/zip", "ZIP", "application/zip"),
        ("http://www.iana.org/assignments/media-types/text/csv", "CSV", "text/csv"),
    ],
)
def test_formats(word: str, file_type: str, media: str) -> None:
    found = file_format(word)
    assert found is not None
    assert found.file_type == FILE_TYPE + file_type
    assert found.media_type == MEDIA_TYPE + media


def test_every_file_type_of_a_format_is_a_term_of_the_european_table() -> None:
    for known in formats():
        assert term("file-type", known.file_type), known
        assert file_format(known.code) == known
        assert media_type(known.media_type) == known.media_type


@pytest.mark.parametrize(
    ("declared", "names", "code"),
    [
        ("application/octet-stream", ["budget.fgb"], "fgb"),
        ("application/octet-stream", ["", "https://a.example/exports/fgb?x=1"], "fgb"),
        ("application/json", ["a.geojson"], "geojson"),
        ("application/json", ["a.csv"], "json"),
        ("application/zip", ["https://a.example/exports/shp"], "shp"),
        ("text/plain", ["x.ov2"], "ov2"),
        ("text/csv", ["x.json"], "csv"),
        ("", ["https://a.example/wfs?outputFormat=geojson"], "geojson"),
        ("application/octet-stream", ["http://[bad", "x.unknown"], "octet"),
    ],
)
def test_a_vague_format_is_refined_by_the_name_of_the_file(
    declared: str, names: list[str], code: str
) -> None:
    found = refined(file_format(declared), names)
    assert found is not None
    assert found.code == code
    assert found.label("fr")


def test_no_name_no_format() -> None:
    assert refined(None, ["https://a.example/"]) is None
    assert file_format("ThisFormatDoesNotExist") is None
    assert media_type("not a media type") is None
    assert media_type("madeup/thing") is None
