"""A CKAN or DKAN portal comes in: page after page, with its identifiers, licences and files."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc, PlaceDoc
from parvis.catalogue.harvest.portals.ckan.package import package
from parvis.catalogue.harvest.portals.ckan.portal import Ckan
from parvis.catalogue.harvest.portals.items import Found
from parvis.catalogue.harvest.portals.said import Said
from parvis.records.fetch import FetchError
from tests.catalogue.portals.portal import (
    DATA,
    Asked,
    Raw,
    getter,
    names,
    read,
    refusal,
    speaking,
    told,
)
from tests.records.test_fetch import LIMITS

EU = "http://publications.europa.eu/resource/authority/"
ODBL = Named(EU + "licence/ODC_BL")
DKAN = DATA / "harvest-samples" / "ckan" / "dkan-french-w-license.json"
UUID = "0b9d2a4c-6f2e-4c1e-9a61-3b1f5c7d8e{:02d}"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the folder of real data is not here")


def entry(number: int, **values: Any) -> dict[str, Any]:
    known = {"id": UUID.format(number), "name": f"jeu-{number}", "title": f"Jeu {number}"}
    return known | {"license_id": "odc-odbl", "state": "active", "private": False} | values


def ckan(entries: list[dict[str, Any]], most: int = 1000) -> Callable[[str, Asked], Any]:
    """What CKAN answers; `most` is how many it gives at once, whatever is asked."""

    def answer(path: str, asked: Asked) -> Any:
        action = path.rpartition("/api/3/action/")[2]
        if action == "status_show":
            site = {"site_title": "Données d’Exemple", "locale_default": "fr"}
            return {"success": True, "result": site}
        if action != "package_search":
            return Raw(b'{"success": false, "error": {"message": "Not found"}}', 404)
        assert asked["sort"]
        start, rows = int(asked["start"]), min(int(asked["rows"]), most)
        found = [one for one in entries if asked.get("fq", "") in json.dumps(one)]
        results = found[start : start + rows]
        return {"success": True, "result": {"count": len(found), "results": results}}

    return answer


def one(said: dict[str, Any], dkan: bool = False) -> tuple[DatasetDoc, Found]:
    found = package(Said(said), "https://portail.example", dkan)
    assert found.dataset is not None
    return found.dataset, found


def test_every_page_is_read_even_when_the_portal_gives_fewer_than_asked() -> None:
    with speaking(ckan([entry(n) for n in range(1, 8)], most=3)) as site:
        pages = read(Ckan(), site)
        assert names(pages) == [UUID.format(n) for n in range(1, 8)]
        assert [page.cursor for page in pages] == ["3", "6", ""]
        assert told(pages) == []
        first = pages[0].reading.catalogue
        assert first.title == {"fr": "Données d’Exemple"}
        assert first.uri == site.root + "/"


def test_a_stopped_reading_goes_on_where_it_was() -> None:
    with speaking(ckan([entry(n) for n in range(1, 8)], most=3)) as site:
        assert names(read(Ckan(), site, cursor="6")) == [UUID.format(7)]


def test_an_address_with_a_filter_reads_that_part_and_is_no_name_of_the_portal() -> None:
    entries = [entry(1, owner_org="voirie"), entry(2, owner_org="parcs")]
    with speaking(ckan(entries)) as site:
        pages = read(Ckan(), site, "/api/3/action/package_search?fq=voirie&rows=5&start=40")
        assert names(pages) == [UUID.format(1)]
        assert pages[0].reading.catalogue.uri == ""


@pytest.mark.parametrize("path", ["", "/", "/dataset", "/dataset/", "/api/3", "/api/3/action/x"])
def test_any_address_of_the_portal_leads_to_it(path: str) -> None:
    with speaking(ckan([entry(1)])) as site:
        assert names(read(Ckan(), site, path)) == [UUID.format(1)]


@pytest.mark.parametrize("address", ["data.ville.example", "http://[::1", "ftp://ville.example/"])
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with speaking(ckan([])) as site, pytest.raises(FetchError) as refused:
        list(Ckan().pages(address, getter(site)))
    assert refused.value.code == "address"
    assert address in refused.value.sentence()


def test_a_portal_in_a_folder_of_its_site_is_read_there() -> None:
    with speaking(ckan([entry(1)])) as site:
        assert names(read(Ckan(), site, "/catalogue/dataset/")) == [UUID.format(1)]
        assert site.asked[-1][0].startswith("/catalogue/api/3/action/")


def test_what_is_private_deleted_or_a_draft_is_not_taken_and_said() -> None:
    entries = [
        entry(1), entry(2, private=True), entry(3, state="deleted"), entry(4, state="draft"),
    ]  # fmt: skip
    with speaking(ckan(entries)) as site:
        pages = read(Ckan(), site)
        assert names(pages) == [UUID.format(1)]
        assert told(pages) == [(UUID.format(n), "unlisted") for n in (2, 3, 4)]
        assert not any(problem.refused for problem in pages[0].reading.problems)


def test_a_set_given_twice_is_told_once_and_another_under_its_name_refused() -> None:
    with speaking(ckan([entry(1), entry(1), entry(1, title="Autre jeu"), entry(2)])) as site:
        pages = read(Ckan(), site)
        assert names(pages) == [UUID.format(1), UUID.format(2)]
        assert told(pages) == [(UUID.format(1), "twice"), (site.root + "/", "count")]


def test_a_portal_that_goes_in_circles_is_left() -> None:
    def lying(path: str, asked: Asked) -> Any:
        answer = ckan([entry(1), entry(2, state="draft")])(path, asked | {"start": "0"})
        if "count" in answer["result"]:
            answer["result"]["count"] = 10**9
        return answer

    with speaking(lying) as site:
        pages = read(Ckan(), site)
        assert names(pages) == [UUID.format(1)]
        assert len(pages) == 2


def test_a_set_without_title_takes_its_name_and_one_without_identifier_is_refused() -> None:
    bare, lost = entry(1), entry(2)
    del bare["title"]
    del lost["id"]
    with speaking(ckan([bare, lost])) as site:
        pages = read(Ckan(), site)
        assert pages[0].reading.catalogue.datasets[0].title == {"fr": "jeu-1"}
        assert told(pages)[0] == ("jeu-2", "identifier")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Raw(b"<!doctype html><title>Portail</title>"), "html"),
        (Raw(b""), "empty"),
        (Raw(b'{"success": tr'), "json"),
        (Raw(b"[" * 100_000), "depth"),
        (Raw(b'{"success": false, "error": {"message": "Solr est en panne"}}'), "failed"),
        (Raw(b'{"ok": 1}'), "shape"),
        (Raw(b"[1, 2]"), "shape"),
        (Raw(b"x", 500), "status"),
        (Raw(b"", 302, {"Location": "http://10.0.0.1/"}), "private"),
        (Raw(b"", 302, {"Location": "http://169.254.169.254/latest"}), "private"),
    ],
)
def test_an_answer_that_is_none_is_refused_in_one_sentence(answer: Raw, code: str) -> None:
    def failing(path: str, asked: Asked) -> Any:
        return ckan([])(path, asked) if path.endswith("status_show") else answer

    assert refusal(Ckan(), failing) == code


def test_a_portal_that_stays_silent_is_left() -> None:
    over = threading.Event()

    def silent(path: str, asked: Asked) -> Any:
        over.wait(5)
        return {}

    with speaking(silent) as site:
        get = getter(site, replace(LIMITS, read=0.1))
        with pytest.raises(FetchError) as refused:
            list(Ckan().pages(site.root, get))
        over.set()
    assert refused.value.code == "slow"


def dkan(entries: dict[str, Any]) -> Callable[[str, Asked], Any]:
    """What DKAN answers: no search, a list of one package."""

    def answer(path: str, asked: Asked) -> Any:
        action = path.rpartition("/api/3/action/")[2]
        if action == "package_list":
            return {"success": True, "result": list(entries)}
        if action == "package_show":
            shown = entries[asked["id"]]
            return shown if isinstance(shown, Raw) else {"success": True, "result": [shown]}
        return Raw(b"<html>Page introuvable</html>", 200 if "a" in entries else 404)

    return answer


def test_a_portal_without_search_is_read_set_by_set_and_one_that_fails_stops_no_other() -> None:
    entries = {
        "b": entry(2, private=True), "a": entry(1), "c": Raw(b"", 403),
        "d": Raw(b'{"success": false, "error": "perdu"}'),
    }  # fmt: skip
    with speaking(dkan(entries)) as site:
        pages = read(Ckan(), site)
        assert names(pages) == [UUID.format(1), UUID.format(2)]
        assert told(pages) == [("c", "unread"), ("d", "unread")]
        assert all(problem.refused for problem in pages[0].reading.problems)


def test_a_portal_without_search_goes_on_where_it_was() -> None:
    with speaking(dkan({f"{n:03}": entry(n) for n in range(60)})) as site:
        pages = read(Ckan(), site)
        assert [page.cursor for page in pages] == ["one-by-one:50", ""]
        assert len(names(read(Ckan(), site, cursor="one-by-one:50"))) == 10


def test_licences_keep_their_own_words_when_they_are_none_we_know() -> None:
    assert one(entry(1))[0].licence == ODBL
    title = {"license_id": "", "license_title": "Open Database License (ODbL)"}
    assert one(entry(1) | title)[0].licence == ODBL
    own = {"license_id": "maison", "license_title": "Licence de la ville"}
    assert one(entry(1) | own | {"license_url": "https://v.example/l"})[0].licence == Named(
        "https://v.example/l", {"fr": "maison"}
    )
    assert one(entry(1, license_id="notspecified", license_title="Inconnue"))[0].licence is None


def test_two_licences_that_disagree_are_said_and_the_address_decides() -> None:
    """CKAN's own list names "cc-by" of no version."""
    address = "https://creativecommons.org/licenses/by/3.0/"
    doc, found = one(entry(1, license_id="cc-by", license_url=address))
    assert doc.licence == Named(EU + "licence/CC_BY_3_0")
    assert [problem.problem.code for problem in found.item.problems] == ["several"]


FILE = {"id": "f1", "url": "https://v.example/arbres.csv", "format": "CSV"}


def test_a_file_has_its_format_size_dates_and_digest() -> None:
    told_of_it = FILE | {
        "size": "2048", "hash": "sha256:" + "ab" * 32, "created": "2020-01-02T03:04:05.678901",
        "mimetype": "text/csv",
    }  # fmt: skip
    doc, _found = one(entry(1, resources=[told_of_it]))
    (form,) = doc.distributions
    assert form.format == Named(EU + "file-type/CSV")
    assert form.media_type == "https://www.iana.org/assignments/media-types/text/csv"
    assert (form.byte_size, form.licence) == (2048, ODBL)
    assert form.checksum is not None
    assert form.checksum.algorithm == "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
    assert form.issued == "2020-01-02T03:04:05.678901+00:00"  # the portal's times are in UTC
    assert form.download_urls == form.access_urls == ("https://v.example/arbres.csv",)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"size": "1,2 Mo"}, "value"),
        ({"hash": "pas-du-tout"}, "value"),
        ({"url": ""}, "address"),
        ({"url": "javascript:alert(1)"}, "address"),
        ({"last_modified": "hier"}, "value"),
    ],
)
def test_what_is_not_understood_of_a_file_is_said(values: dict[str, Any], code: str) -> None:
    doc, found = one(entry(1, resources=[FILE | values]))
    assert code in [problem.problem.code for problem in found.item.problems]
    assert not any("javascript" in url for form in doc.distributions for url in form.access_urls)


@pytest.mark.parametrize("form", ["WMS", "wfs", "API", "WMTS", "ArcGIS GeoServices REST API"])
def test_a_door_to_data_is_a_service_that_serves_its_set(form: str) -> None:
    doc, found = one(entry(1, resources=[FILE | {"format": form, "name": "Carte"}]))
    (service,) = found.services
    assert service.endpoint_urls == ("https://v.example/arbres.csv",)
    assert service.serves == (doc.uri,)
    assert doc.distributions[0].access_services == (service.uri,)
    assert doc.distributions[0].download_urls == ()


def test_extras_are_read_whatever_way_they_are_written() -> None:
    polygon = '{"type": "Polygon", "coordinates": [[[-1.7,48],[-1.6,48],[-1.6,48.2],[-1.7,48]]]}'
    extras = [
        {"key": "spatial", "value": polygon},
        {"key": "theme", "value": f'["{EU}data-theme/ENVI"]'},
        {"key": "temporal_start", "value": "2010"},
        {"key": "frequency", "value": "Mensuelle"},
        {"key": "service", "value": "Parcs"},
    ]
    doc, _found = one(entry(1, extras=extras, groups=[{"title": "Mobilité"}]))
    assert doc.spatial[0].box == (-1.7, 48.0, -1.6, 48.2)
    assert doc.themes == (EU + "data-theme/ENVI", EU + "data-theme/TRAN")
    assert doc.original_themes == (Named("", {"fr": "Mobilité"}),)
    assert doc.temporal[0].start == "2010"
    assert doc.frequency == Named(EU + "frequency/MONTHLY")
    assert doc.extras == {"service": "Parcs"}
    beside, _found = one(entry(1, frequency="Mensuelle", service="Parcs"))
    assert (beside.frequency, beside.extras) == (doc.frequency, doc.extras)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("POINT(-1.68 48.11)", PlaceDoc(box=(-1.68, 48.11, -1.68, 48.11),
                                        geometry="POINT(-1.68 48.11)")),
        ("-1.7,48.0,-1.6,48.2", PlaceDoc(box=(-1.7, 48.0, -1.6, 48.2))),
        ("Rennes Métropole", PlaceDoc(name={"fr": "Rennes Métropole"})),
        ("https://www.geonames.org/2983990", PlaceDoc(uri="https://www.geonames.org/2983990")),
    ],
)  # fmt: skip
def test_a_place_is_read_however_it_is_written(written: str, place: PlaceDoc) -> None:
    doc, _found = one(entry(1, extras=[{"key": "spatial", "value": written}]))
    assert doc.spatial == (place,)


def test_the_publisher_noted_by_a_harvester_comes_before_the_portals_organisation() -> None:
    organisation = {"id": "o1", "title": "Région"}
    own, _found = one(entry(1, organization=organisation))
    assert own.publisher is not None
    assert own.publisher.uri == "https://portail.example/organization/o1"
    extras = [{"key": "publisher_name", "value": "Commune"}]
    noted, _found = one(entry(1, organization=organisation, extras=extras))
    assert noted.publisher is not None
    assert (noted.publisher.name, noted.publisher.uri) == ({"fr": "Commune"}, "")


@needs_data
def test_a_real_dkan_set_comes_in_with_its_particular_ways() -> None:
    """`private` is true of every public set, groups are publishers, dates are shown in French."""
    (said,) = json.loads(DKAN.read_bytes())["result"]
    doc, found = one(said, dkan=True)
    assert found.item.problems == []
    assert doc.publisher is not None
    assert doc.publisher.name == {"fr": "Région Hauts-de-France"}
    assert doc.issued == "2019-12-10T09:23:00+01:00"
    assert doc.modified == "2019-09-30T22:00:00+00:00"
    assert doc.licence == Named(
        "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf"
    )
    assert doc.spatial[0].box == (1.18652344, 48.80546301, 4.65820313, 51.16423318)
    assert doc.frequency == Named(EU + "frequency/IRREG")
    assert [form.byte_size for form in doc.distributions] == [42, None]
    assert doc.other_identifiers == ("4b5f8e1b-de37-47cd-9203-37a59f318b09",)
    assert Ckan().old_paths(doc)[0] == (
        "/dataset/antennes-regionales-de-la-region-hauts-de-france-au-01102019-0"
    )


def test_old_addresses_of_a_set_and_of_its_files_can_be_redirected() -> None:
    doc, _found = one(entry(1, url="https://ailleurs.example/x", resources=[FILE]))
    assert Ckan().old_paths(doc) == [
        "/dataset/jeu-1", f"/dataset/{UUID.format(1)}",
        "/dataset/jeu-1/resource/f1", f"/dataset/{UUID.format(1)}/resource/f1",
    ]  # fmt: skip
