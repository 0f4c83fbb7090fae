"""CSW 2.0.2 servers (GeoNetwork and others): GetRecords by POST or GET, page after page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from parvis.catalogue.dcat.errors import DcatError
from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.dcat.read import Reading, from_rdf
from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.harvest.geo import iso
from parvis.catalogue.harvest.geo.door import Door, doors, with_query
from parvis.catalogue.harvest.geo.xml import GMD, tree
from parvis.records.fetch import FetchError
from parvis.records.problems import Problem, gettext_noop

PAGE = 25
_CSW = "http://www.opengis.net/cat/csw/2.0.2"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPES = ("dataset", "nonGeographicDataset", "series", "service")
_REQUEST = """<csw:GetRecords xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" \
xmlns:ogc="http://www.opengis.net/ogc" service="CSW" version="2.0.2" resultType="results" \
startPosition="{start}" maxRecords="{page}" outputSchema="{schema}">\
<csw:Query typeNames="gmd:MD_Metadata" xmlns:gmd="http://www.isotc211.org/2005/gmd">\
<csw:ElementSetName>full</csw:ElementSetName>\
<csw:Constraint version="1.1.0"><ogc:Filter><ogc:Or>{types}</ogc:Or></ogc:Filter></csw:Constraint>\
<ogc:SortBy><ogc:SortProperty><ogc:PropertyName>identifier</ogc:PropertyName>\
<ogc:SortOrder>ASC</ogc:SortOrder></ogc:SortProperty></ogc:SortBy></csw:Query></csw:GetRecords>"""
_IS = (
    "<ogc:PropertyIsEqualTo><ogc:PropertyName>dc:type</ogc:PropertyName>"
    "<ogc:Literal>{}</ogc:Literal></ogc:PropertyIsEqualTo>"
)


class CswError(Problem):
    """A server that gives nothing to read, in one sentence."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "answer": gettext_noop(
                "Le serveur n’a pas répondu par une page de notices CSW 2.0.2 mais par "
                "« %(found)s » : vérifiez l’adresse du service."
            ),
            "exception": gettext_noop("Le serveur CSW refuse la demande : « %(detail)s »."),
            "cursor": gettext_noop(
                "La reprise « %(cursor)s » n’est pas un rang de notice : recommencez la moisson."
            ),
        }
    )


@dataclass(frozen=True)
class Csw:
    """`schema` is the output schema: ISO 19139, DCAT or GeoDCAT-AP."""

    kind: str
    label: str
    schema: str

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        start, door = _start(cursor), None
        while start:
            door, content = self._asked(address, get, door, start)
            page = read(content, start, address)
            yield page
            start = int(page.cursor or 0)

    def _asked(self, address: str, get: Get, door: Door | None, start: int) -> tuple[Door, bytes]:
        """The answer of the door that works; the first request finds out which one does."""
        if door:
            return door, self._once(door, get, start)
        problems: list[Problem] = []
        for one in doors(address, get) if "://" in address else [Door(address)]:
            try:
                content = self._once(one, get, start)
                _results(tree(content))
            except (FetchError, DcatError, CswError) as error:
                problems.append(error)
            else:
                return one, content
        told = (one for one in problems if one.code == "exception")  # the server's own words
        raise next(told, problems[0])

    def _once(self, door: Door, get: Get, start: int) -> bytes:
        if door.posts:
            body = request(start, self.schema)
            asked = get(door.url, accept="application/xml", body=body, body_type="application/xml")
        else:
            asked = get(
                with_query(door.url, question(start, self.schema)), accept="application/xml"
            )
        with asked as answer:
            return answer.path.read_bytes() if answer.path else b""


CONNECTORS = (
    Csw("csw", "CSW (ISO 19139)", GMD),
    Csw("csw-dcat", "CSW (DCAT)", "http://www.w3.org/ns/dcat#"),
    Csw("csw-geodcatap", "CSW (GeoDCAT-AP)", "http://data.europa.eu/930/"),
)


def request(start: int, schema: str) -> bytes:
    types = "".join(_IS.format(one) for one in _TYPES)
    return _REQUEST.format(start=start, page=PAGE, schema=schema, types=types).encode()


def question(start: int, schema: str) -> dict[str, str]:
    """The same request for servers that only answer to GET; without filter, which they read each
    in their own way."""
    return {
        "service": "CSW", "version": "2.0.2", "request": "GetRecords", "resultType": "results",
        "typeNames": "gmd:MD_Metadata", "elementSetName": "full", "outputSchema": schema,
        "startPosition": str(start), "maxRecords": str(PAGE),
        "namespace": f"xmlns(gmd={GMD})",
    }  # fmt: skip


def read(content: bytes, start: int, base: str) -> Page:
    """One answer to GetRecords; the cursor is the rank of the record that follows."""
    results = _results(tree(content))
    return Page(_reading(results, base), _next(results, start))


def _results(root: Element) -> Element:
    results = root.find(f"{{{_CSW}}}SearchResults")
    if root.tag.endswith("}ExceptionReport"):
        detail = " ".join("".join(root.itertext()).split())
        raise CswError("exception", detail=detail[:200])
    if results is None:
        raise CswError("answer", found=root.tag.rpartition("}")[2][:80])
    return results


def _reading(results: Element, base: str) -> Reading:
    records = iso.records(results)
    if records:
        return iso.reading(records, base)
    if len(results) == 0:
        return Reading(CatalogueDoc(), (), Counter())
    graph = Element(f"{{{_RDF}}}RDF")
    for one in results:
        graph.extend(list(one) if one.tag == graph.tag else [one])
    return from_rdf(ElementTree.tostring(graph, "utf-8"), "application/rdf+xml", base)


def _next(results: Element, start: int) -> str:
    """ "" on the last page, and on what a misbehaving server says: it never goes backward."""
    matched = _count(results, "numberOfRecordsMatched")
    returned = _count(results, "numberOfRecordsReturned")
    following = _count(results, "nextRecord")
    last = not following or not returned or following > matched or following <= start
    return "" if last else str(following)


def _count(results: Element, name: str) -> int:
    text = results.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _start(cursor: str) -> int:
    if not cursor:
        return 1
    if not (cursor.isascii() and cursor.isdigit() and int(cursor[:12]) > 0 and len(cursor) < 12):
        raise CswError("cursor", cursor=cursor[:80])
    return int(cursor)
