"""A CSW server is read page after page; what misbehaves stops in one sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import NamedTemporaryFile
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.harvest.geo import csw
from parvis.catalogue.harvest.geo.door import Door, doors
from parvis.catalogue.harvest.geo.xml import GMD
from parvis.records.fetch import Answer, Client
from parvis.records.problems import Problem
from tests.catalogue.portals.portal import Protocol, Raw, speaking
from tests.records.test_fetch import LIMITS, Site

RECORD = """<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd"
 xmlns:gco="http://www.isotc211.org/2005/gco"><gmd:fileIdentifier><gco:CharacterString>{id}\
</gco:CharacterString></gmd:fileIdentifier><gmd:identificationInfo><gmd:MD_DataIdentification>
<gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>Arbres {id}</gco:CharacterString>
</gmd:title></gmd:CI_Citation></gmd:citation></gmd:MD_DataIdentification>
</gmd:identificationInfo></gmd:MD_Metadata>"""
RESULTS = """<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2">
<csw:SearchResults numberOfRecordsMatched="{matched}" numberOfRecordsReturned="{returned}"
 nextRecord="{next}">{records}</csw:SearchResults></csw:GetRecordsResponse>"""
SAMPLES = Path(__file__).parents[3] / "shared/data/dcat/harvest-samples/csw"


def answer(*names: str, matched: int = 3, following: int = 0) -> bytes:
    records = "".join(RECORD.format(id=name) for name in names)
    return RESULTS.format(
        matched=matched, returned=len(names), next=following, records=records
    ).encode()


@pytest.fixture
def server() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            start = int(ElementTree.fromstring(sent).get("startPosition", "0"))
            content = answer("a", "b", following=3) if start == 1 else answer("c")
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            return None

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}/csw"
    running.shutdown()
    running.server_close()
    thread.join()


def identifiers(pages: Iterator[Page]) -> list[list[str]]:
    return [[one.identifier for one in page.reading.catalogue.datasets] for page in pages]


def test_a_server_is_read_page_after_page_and_goes_on_where_it_stopped(server: str) -> None:
    get = Client(allow_private=frozenset({server.split("/")[2]})).fetch
    assert identifiers(csw.CONNECTORS[0].pages(server, get)) == [["a", "b"], ["c"]]
    assert identifiers(csw.CONNECTORS[0].pages(server, get, "3")) == [["c"]]


CAPABILITIES = """<csw:Capabilities xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"
 xmlns:ows="http://www.opengis.net/ows" xmlns:xlink="http://www.w3.org/1999/xlink">
<ows:OperationsMetadata><ows:Operation name="GetRecords"><ows:DCP><ows:HTTP>
<ows:{way} xlink:href="{url}"/></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>
</csw:Capabilities>"""
REFUSED = """<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception>
<ows:ExceptionText>Schéma inconnu</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"""


def told(capabilities: Raw, records: Raw, seen: list[str]) -> Protocol:
    """A server that only answers to GET: its capabilities at /csw, its records at /records."""

    def answer(path: str, asked: dict[str, str]) -> Raw:
        seen.append(f"{path} {asked.get('request')} {asked.get('startPosition', '')}".strip())
        if asked.get("request") == "GetCapabilities":
            return capabilities
        if "startPosition" not in asked:  # a POST
            return Raw(status=405)
        return records if records.content else Raw(answer_at(asked["startPosition"]))

    return answer


def answer_at(start: str) -> bytes:
    return answer("a", "b", following=3) if start == "1" else answer("c")


def by_get(site: Site) -> Get:
    return site.client(LIMITS).fetch


@pytest.mark.parametrize("way", ["Get", "Post"])
def test_a_server_that_only_answers_to_get_is_read_where_it_says(way: str) -> None:
    seen: list[str] = []
    said = CAPABILITIES.format(way=way, url="/records?x=1").encode()
    with speaking(told(Raw(said), Raw(), seen)) as site:
        pages = csw.CONNECTORS[0].pages(f"{site.root}/records", by_get(site))
        assert identifiers(pages) == [["a", "b"], ["c"]]
    assert seen[0] == "/records GetCapabilities"
    assert seen[-2:] == ["/records GetRecords 1", "/records GetRecords 3"]


def test_an_announced_address_that_only_the_server_can_see_is_left_for_the_given_one() -> None:
    said = CAPABILITIES.format(way="Get", url="http://localhost:8/geonetwork").encode()
    with speaking(told(Raw(said), Raw(), [])) as site:
        pages = csw.CONNECTORS[0].pages(f"{site.root}/records", by_get(site))
        assert identifiers(pages) == [["a", "b"], ["c"]]


def test_the_servers_own_words_are_told() -> None:
    refusing = told(Raw(status=500), Raw(REFUSED.encode()), [])
    with speaking(refusing) as site, pytest.raises(csw.CswError, match="exception") as caught:
        list(csw.CONNECTORS[0].pages(f"{site.root}/records", by_get(site)))
    assert caught.value.params["detail"] == "Schéma inconnu"


@given(st.binary() | st.text().map(str.encode))
def test_any_capabilities_leave_the_given_address(content: bytes) -> None:
    def get(url: str, **_asked: object) -> AbstractContextManager[Answer]:
        return of_bytes(content)

    found = doors("https://a.example/csw?service=CSW&x=1", get)
    assert found[-2:] == [
        Door("https://a.example/csw?service=CSW&x=1"),
        Door("https://a.example/csw?service=CSW&x=1", posts=False),
    ]


@contextmanager
def of_bytes(content: bytes) -> Iterator[Answer]:
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        yield Answer("", 200, Path(file.name), len(content), "", "", "", "")


@pytest.mark.parametrize(("following", "start"), [(0, 1), (4, 1), (2, 2), (1, 2)])
def test_a_misbehaving_server_never_loops(following: int, start: int) -> None:
    assert csw.read(answer("a", following=following), start, "").cursor == ""


def test_an_answer_without_record_is_an_empty_page() -> None:
    assert csw.read(answer(following=2), 1, "").cursor == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html/>",
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        b"<a>" * 1000,
        b"<?xml version='1.0' encoding='klingon'?><a/>",
        b"<r:ExceptionReport xmlns:r='http://www.opengis.net/ows'>no</r:ExceptionReport>",
    ],
)
def test_what_is_no_answer_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(Problem) as caught:
        csw.read(content, 1, "")
    assert "%(" not in caught.value.sentence()


@given(st.binary() | st.text().map(lambda text: answer(text.replace("]]>", ""))))
def test_any_bytes_are_a_page_or_one_problem(content: bytes) -> None:
    with suppress(Problem):  # anything else that is raised fails
        assert isinstance(csw.read(content, 1, ""), Page)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not here")
@pytest.mark.parametrize(
    ("name", "datasets", "series", "cursor"),
    [
        ("geoide-iso19139-single-dataset.xml", 1, 0, ""),
        ("geonetwork-dcat-page-1.xml", 2, 0, "3"),
        ("geonetwork-geodcatap-page-1.xml", 2, 0, "3"),
        ("geonetwork-iso19139-page-1.xml", 2, 0, "3"),
        ("geonetwork-iso19139-page-3.xml", 2, 0, "5"),
        ("geoplateforme-iso19139-IGNF_RPG.xml", 0, 1, ""),
    ],
)
def test_real_servers_are_read(name: str, datasets: int, series: int, cursor: str) -> None:
    page = csw.read((SAMPLES / name).read_bytes(), 1, "https://www.example.org/csw")
    found = page.reading.catalogue
    assert (len(found.datasets), len(found.series), page.cursor) == (datasets, series, cursor)
    if "iso19139" in name and datasets:
        for one in found.datasets:
            assert one.record is not None
            assert all((one.spatial, one.distributions, one.provenance))


def test_the_request_asks_for_the_schema_of_the_kind() -> None:
    sent = ElementTree.fromstring(csw.request(26, GMD))
    assert (sent.get("startPosition"), sent.get("maxRecords")) == ("26", "25")
    assert sent.get("outputSchema") == GMD
