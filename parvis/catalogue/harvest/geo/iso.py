"""ISO 19139 records as DCAT: each becomes triples, which the one DCAT reader then reads.

So licences, frequencies, themes and formats are recognised by the same tables as everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.names import ADMS, DCAT, DCT, FOAF, GEO, LABEL, LOCN, SKOS, TYPE, VCARD
from parvis.catalogue.dcat.places import polygon
from parvis.catalogue.dcat.read import Reading, from_rdf

GMD = "http://www.isotc211.org/2005/gmd"
SPACES = {
    "gmd": GMD,
    "gco": "http://www.isotc211.org/2005/gco",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "gml": "http://www.opengis.net/gml",
    "gml32": "http://www.opengis.net/gml/3.2",
    "srv": "http://www.isotc211.org/2005/srv",
    "xlink": "http://www.w3.org/1999/xlink",
}
_HREF = "{http://www.w3.org/1999/xlink}href"
_PUBLICATIONS = "http://publications.europa.eu/resource/authority/"
_INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist/"
_UNLIMITED = ("LimitationsOnPublicAccess/noLimitations", "pas de restriction d", "no limitations")
# Codes of MD_MaintenanceFrequencyCode to those of the European frequency table.
_FREQUENCIES = {
    "continual": "UPDATE_CONT",
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "fortnightly": "BIWEEKLY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "biannually": "ANNUAL_2",
    "annually": "ANNUAL",
    "asNeeded": "IRREG",
    "irregular": "IRREG",
    "notPlanned": "NEVER",
    "unknown": "UNKNOWN",
}
_ROLES = {
    "publisher": "publisher",
    "author": "creator",
    "originator": "creator",
    "owner": "rightsHolder",
}
_DATES = {"creation": "created", "publication": "issued", "revision": "modified"}
_TITLE = "gmd:citation/gmd:CI_Citation/gmd:title"
_DOWNLOADS = ("DOWNLOAD", "HTTP--LINK-1.0-HTTP--DOWNLOAD", "ATOM")
Node = NamedNode | BlankNode


def reading(records: Iterable[Element], base: str = "") -> Reading:
    """The data sets, series and services of `gmd:MD_Metadata` elements."""
    triples = [triple for one in records for triple in _Record(one).triples()]
    content = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return from_rdf(content, "application/n-triples", base)


@dataclass
class _Record:
    """One record being said; `said` grows in the order of the record."""

    root: Element
    said: list[Triple] = field(default_factory=list)

    def triples(self) -> list[Triple]:
        about = next(iter(self._all(self.root, "gmd:identificationInfo/*")), None)
        if about is None:
            about = Element("empty")
        level = _code(self.root.find("gmd:hierarchyLevel", SPACES))
        service = about.tag == f"{{{SPACES['srv']}}}SV_ServiceIdentification"
        node = self._identity(about)
        kind = "DataService" if service else "DatasetSeries" if level == "series" else "Dataset"
        self._say(node, TYPE, NamedNode(DCAT + kind))
        self._texts(node, DCT + "title", about.find(_TITLE, SPACES))
        self._texts(node, DCT + "description", about.find("gmd:abstract", SPACES))
        self._language(node)
        self._entry(node)
        self._words(node, about)
        self._dates(node, about)
        self._people(node, about)
        self._constraints(node, about)
        self._extent(node, about)
        self._quality(node)
        self._links(node, service)
        return self.said

    def _say(self, node: Node, predicate: str, value: Node | Literal) -> None:
        self.said.append(Triple(node, NamedNode(predicate), value))

    def _string(self, node: Node, predicate: str, text: str, language: str = "") -> None:
        if text:
            literal = Literal(text, language=language) if language else Literal(text)
            self._say(node, predicate, literal)

    def _address(self, node: Node, predicate: str, text: str) -> None:
        address = values.web_address(text)
        if address:
            self._say(node, predicate, NamedNode(address))

    def _child(self, node: Node, predicate: str, kind: str) -> BlankNode:
        child = BlankNode()
        self._say(node, predicate, child)
        self._say(child, TYPE, NamedNode(kind))
        return child

    @staticmethod
    def _all(element: Element, path: str) -> Iterator[Element]:
        return iter(element.findall(path, SPACES))

    def _identity(self, about: Element) -> Node:
        """The resource's own identifier; the record's, when the resource has none."""
        path = "gmd:citation/gmd:CI_Citation/gmd:identifier/*/gmd:code"
        own = [_text(one) for one in self._all(about, path)]
        record = _text(self.root.find("gmd:fileIdentifier", SPACES))
        codes = [code for code in [*own, record] if code]
        address = values.web_address(codes[0]) if codes else ""
        node: Node = NamedNode(address) if address else BlankNode()
        for place, code in enumerate(dict.fromkeys(codes)):
            if place == 0:
                self._string(node, DCT + "identifier", code)
            else:
                other = self._child(node, ADMS + "identifier", ADMS + "Identifier")
                self._string(other, SKOS + "notation", code)
        return node

    def _texts(self, node: Node, predicate: str, element: Element | None) -> None:
        """A text and its translations (PT_FreeText), each in its language."""
        if element is None:
            return
        main = _language_code(self.root.find("gmd:language", SPACES))
        self._string(node, predicate, _text(element), main)
        path = "gmd:PT_FreeText/gmd:textGroup/gmd:LocalisedCharacterString"
        for one in self._all(element, path):
            tag = self._locale(one.get("locale", "").lstrip("#"))
            if tag and tag != main:
                self._string(node, predicate, values.clean(one.text or ""), tag)

    def _locale(self, name: str) -> str:
        for one in self._all(self.root, "gmd:locale/gmd:PT_Locale"):
            if one.get("id") == name:
                return _language_code(one.find("gmd:languageCode", SPACES))
        return ""

    def _language(self, node: Node) -> None:
        for one in self._all(self.root, "gmd:identificationInfo/*/gmd:language"):
            self._string(node, DCT + "language", _code(one) or _text(one))

    def _entry(self, node: Node) -> None:
        """The source's own entry: its identifier and its last change."""
        record = self._child(node, FOAF + "isPrimaryTopicOf", DCAT + "CatalogRecord")
        identifier = _text(self.root.find("gmd:fileIdentifier", SPACES))
        self._string(record, DCT + "identifier", identifier)
        self._string(record, DCT + "modified", _text(self.root.find("gmd:dateStamp", SPACES)))

    def _words(self, node: Node, about: Element) -> None:
        for one in self._all(about, "gmd:descriptiveKeywords/gmd:MD_Keywords/gmd:keyword"):
            anchor = one.find("gmx:Anchor", SPACES)
            if anchor is not None and values.web_address(anchor.get(_HREF, "")):
                self._address(node, DCAT + "theme", anchor.get(_HREF, ""))
            self._texts(node, DCAT + "keyword", one)
        for one in self._all(about, "gmd:topicCategory/gmd:MD_TopicCategoryCode"):
            topic = values.clean(one.text or "")
            self._address(node, DCT + "subject", f"{_INSPIRE}TopicCategory/{topic}")

    def _dates(self, node: Node, about: Element) -> None:
        for one in self._all(about, "gmd:citation/gmd:CI_Citation/gmd:date/gmd:CI_Date"):
            name = _DATES.get(_code(one.find("gmd:dateType", SPACES)))
            if name:
                self._string(node, DCT + name, _text(one.find("gmd:date", SPACES)))
        path = "gmd:resourceMaintenance/*/gmd:maintenanceAndUpdateFrequency"
        code = _FREQUENCIES.get(_code(about.find(path, SPACES)))
        if code:
            frequency = NamedNode(f"{_PUBLICATIONS}frequency/{code}")
            self._say(node, DCT + "accrualPeriodicity", frequency)

    def _people(self, node: Node, about: Element) -> None:
        for party in self._all(about, "gmd:pointOfContact/gmd:CI_ResponsibleParty"):
            role = _code(party.find("gmd:role", SPACES))
            name, mail = party.find("gmd:organisationName", SPACES), _mail(party)
            if role == "pointOfContact":
                contact = self._child(node, DCAT + "contactPoint", VCARD + "Kind")
                self._texts(contact, VCARD + "fn", name)
                self._address(contact, VCARD + "hasEmail", mail)
            elif role in _ROLES:
                agent = self._child(node, DCT + _ROLES[role], FOAF + "Agent")
                self._texts(agent, FOAF + "name", name)
                self._address(agent, FOAF + "mbox", mail)

    def _constraints(self, node: Node, about: Element) -> None:
        """INSPIRE: `accessConstraints` limits access, `useConstraints` gives the licence."""
        for legal in self._all(about, "gmd:resourceConstraints/gmd:MD_LegalConstraints"):
            access = legal.find("gmd:accessConstraints", SPACES) is not None
            use = legal.find("gmd:useConstraints", SPACES) is not None
            for one in self._all(legal, "gmd:otherConstraints"):
                if access:
                    self._access(node, one)
                elif use:
                    self._terms(node, DCT + "license", one)
            for one in self._all(legal, "gmd:useLimitation"):
                self._terms(node, DCT + "rights", one)

    def _access(self, node: Node, element: Element) -> None:
        said = f"{_href(element)} {_text(element)}".replace("’", "'")
        if any(one.lower() in said.lower() for one in _UNLIMITED):
            public = NamedNode(f"{_PUBLICATIONS}access-right/PUBLIC")
            self._say(node, DCT + "accessRights", public)
        else:
            self._terms(node, DCT + "accessRights", element)

    def _terms(self, node: Node, predicate: str, element: Element) -> None:
        address = values.web_address(_href(element) or _text(element))
        if address:
            self._say(node, predicate, NamedNode(address))
        elif _text(element):
            self._texts(self._child(node, predicate, DCT + "RightsStatement"), LABEL, element)

    def _extent(self, node: Node, about: Element) -> None:
        for box in about.iter(f"{{{GMD}}}EX_GeographicBoundingBox"):
            sides = ("west", "south", "east", "north")
            tags = ("BoundLongitude", "BoundLatitude") * 2
            texts = [
                _text(box.find(f"gmd:{side}{tag}", SPACES))
                for side, tag in zip(sides, tags, strict=True)
            ]
            numbers = [values.number(text) for text in texts]
            if None in numbers:
                continue
            west, south, east, north = (float(one) for one in numbers if one is not None)
            place = self._child(node, DCT + "spatial", DCT + "Location")
            wkt = Literal(
                polygon((west, south, east, north)), datatype=NamedNode(GEO + "wktLiteral")
            )
            self._say(place, DCAT + "bbox", wkt)
            self._say(place, LOCN + "geometry", wkt)
        for period in about.iter():
            if _local(period) != "TimePeriod":
                continue
            span = self._child(node, DCT + "temporal", DCT + "PeriodOfTime")
            for one in period:
                name = {"beginPosition": "startDate", "endPosition": "endDate"}.get(_local(one))
                if name:
                    self._string(span, DCAT + name, values.clean(one.text or ""))

    def _quality(self, node: Node) -> None:
        quality = "gmd:dataQualityInfo/gmd:DQ_DataQuality"
        for one in self._all(self.root, f"{quality}/gmd:lineage/gmd:LI_Lineage/gmd:statement"):
            child = self._child(node, DCT + "provenance", DCT + "ProvenanceStatement")
            self._texts(child, LABEL, one)
        for one in self._all(
            self.root, "gmd:identificationInfo/*/gmd:spatialResolution//gco:Distance"
        ):
            if one.get("uom", "m").rpartition("#")[2] in {"m", "metre", "EPSG::9001"}:
                resolution = values.clean(one.text or "")
                self._string(node, DCAT + "spatialResolutionInMeters", resolution)

    def _links(self, node: Node, service: bool) -> None:
        formats = [
            _text(one)
            for one in self._all(self.root, "gmd:distributionInfo//gmd:MD_Format/gmd:name")
        ]
        path = "gmd:distributionInfo//gmd:MD_DigitalTransferOptions"
        transfers = [
            (one, _bytes(transfer))
            for transfer in self._all(self.root, path)
            for one in self._all(transfer, "gmd:onLine/gmd:CI_OnlineResource")
        ]
        for one, size in transfers:
            url = _text(one.find("gmd:linkage", SPACES))
            if service:
                self._address(node, DCAT + "endpointURL", url)
            elif _code(one.find("gmd:function", SPACES)) == "information":
                self._address(node, FOAF + "page", url)
            elif values.web_address(url):
                self._distribution(node, one, url, formats, size)

    def _distribution(
        self, node: Node, link: Element, url: str, formats: list[str], size: str
    ) -> None:
        child = self._child(node, DCAT + "distribution", DCAT + "Distribution")
        self._texts(child, DCT + "title", link.find("gmd:name", SPACES))
        self._texts(child, DCT + "description", link.find("gmd:description", SPACES))
        self._address(child, DCAT + "accessURL", url)
        protocol = _text(link.find("gmd:protocol", SPACES)).upper()
        downloads = _code(link.find("gmd:function", SPACES)) == "download"
        if downloads or any(one in protocol for one in _DOWNLOADS):
            self._address(child, DCAT + "downloadURL", url)
        if len(set(formats)) == 1:
            self._string(child, DCT + "format", formats[0])
        self._string(child, DCAT + "byteSize", size)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element | None) -> str:
    """The text of a property: its first child that has one (CharacterString, Anchor, URL…)."""
    if element is None:
        return ""
    texts = (values.clean(child.text or "") for child in element if _local(child) != "PT_FreeText")
    return next((one for one in texts if one), "")


def _href(element: Element) -> str:
    anchor = element.find("gmx:Anchor", SPACES)
    return "" if anchor is None else anchor.get(_HREF, "")


def _code(element: Element | None) -> str:
    """The value of a code list, "" without one."""
    if element is None:
        return ""
    return next((one.get("codeListValue", "") for one in element), "")


def _language_code(element: Element | None) -> str:
    code = (_code(element) or _text(element)).lower()
    known = {"fre": "fr", "fra": "fr", "eng": "en", "ger": "de", "deu": "de", "dut": "nl"}
    return known.get(code) or values.language_tag(code)


def _bytes(transfer: Element) -> str:
    """ISO gives megabytes; "" when it does not say, or names several files at once."""
    size = values.number(_text(transfer.find("gmd:transferSize", SPACES)))
    alone = len(transfer.findall("gmd:onLine", SPACES)) == 1
    return str(int(size * 1_000_000)) if size is not None and size > 0 and alone else ""


def _mail(party: Element) -> str:
    found = next(party.iter(f"{{{GMD}}}electronicMailAddress"), None)
    mail = _text(found)
    return f"mailto:{mail}" if mail else ""
