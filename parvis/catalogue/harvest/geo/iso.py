"""ISO 19139 records as DCAT: each becomes triples, which the one DCAT reader then reads.

So licences, frequencies, themes and formats are recognised by the same tables as everywhere else.
What becomes of each element is what GeoDCAT-AP says (SEMIC's own conversion is compared in tests).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.names import (
    ADMS,
    DCAT,
    DCATAP,
    DCT,
    DQV,
    FOAF,
    GEODCATAP,
    LABEL,
    PREF_LABEL,
    SKOS,
    TYPE,
)
from parvis.catalogue.dcat.read import TERRITORY, Reading, from_rdf
from parvis.catalogue.harvest.geo.extent import say_extent
from parvis.catalogue.harvest.geo.links import say_doors, say_links
from parvis.catalogue.harvest.geo.parties import say_parties
from parvis.catalogue.harvest.geo.said import Node, Said
from parvis.catalogue.harvest.geo.xml import (
    HREF,
    SPACES,
    SRV,
    code,
    each,
    href,
    language,
    local,
    text,
)

_PUBLICATIONS = "http://publications.europa.eu/resource/authority/"
_INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist/"
_HVD = "http://data.europa.eu/bna/"
_LAW = "http://data.europa.eu/eli/"
_CATEGORY = f"{_INSPIRE}SpatialDataServiceCategory/"
_LIMITS = f"{_INSPIRE}LimitationsOnPublicAccess/"
_UNLIMITED = ("LimitationsOnPublicAccess/noLimitations", "pas de restriction d", "no limitations")
_CRS = re.compile(r"EPSG(?:[:/ ]+[\d.]*)*[:/ ]+(\d{4,6})|EPSG[: ]+(\d{4,6})", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
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
_DATES = {"creation": "created", "publication": "issued", "revision": "modified"}
_TITLE = "gmd:citation/gmd:CI_Citation/gmd:title"
_CODE = "gmd:citation/gmd:CI_Citation/gmd:identifier/*/gmd:code"
_QUALITY = "gmd:dataQualityInfo/gmd:DQ_DataQuality"
_RESULT = f"{_QUALITY}/gmd:report/*/gmd:result/gmd:DQ_ConformanceResult"
_SERVICE_TYPES = {"discovery", "view", "download", "transformation", "invoke", "other"}
_METRES = {"m": 1, "metre": 1, "meter": 1, "metres": 1, "meters": 1, "9001": 1, "km": 1000}
_RECORDS = ("MD_Metadata", "MI_Metadata")


def reading(records: Iterable[Element], base: str = "") -> Reading:
    """The data sets, series and services of `MD_Metadata` elements (MI_Metadata for imagery)."""
    found = list(records)
    nodes = {_file(one): identity(one) for one in found}
    triples = [triple for one in found for triple in _Record(one, nodes).told()]
    # All are of this catalogue: a data set that a service names would pass for someone else's.
    whole = BlankNode()
    listed = [Triple(whole, NamedNode(DCAT + "dataset"), one) for one in nodes.values()]
    triples += [Triple(whole, NamedNode(TYPE), NamedNode(DCAT + "Catalog")), *listed]
    content = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return from_rdf(content, "application/n-triples", base)


def records(element: Element) -> list[Element]:
    """The records an element holds, or the one that it is."""
    return [one for one in (element, *element) if local(one) in _RECORDS]


def identity(root: Element) -> Node:
    """The resource's own address, else the record's number as an address, else none."""
    about = _about(root)
    named = [found for one in each(about, _CODE) if (found := href(one) or text(one))]
    address = values.web_address(named[0] if named else _file(root))
    number = _file(root)
    if not address and _UUID.fullmatch(number):
        address = f"urn:uuid:{number.lower()}"
    return NamedNode(address) if address else BlankNode()


def _file(root: Element) -> str:
    return text(root.find("gmd:fileIdentifier", SPACES))


def _about(root: Element) -> Element:
    return next(iter(each(root, "gmd:identificationInfo/*")), Element("empty"))


@dataclass
class _Record:
    """One record; `nodes` are those of the records read with it, by number of record."""

    root: Element
    nodes: Mapping[str, Node]

    def told(self) -> list[Triple]:
        root, about = self.root, _about(self.root)
        self.about = about
        self.said = Said(language(root.find("gmd:language", SPACES)), _locales(root))
        self.node = self.nodes[_file(root)]
        self.service = about.tag == f"{{{SRV}}}SV_ServiceIdentification"
        level = code(root.find("gmd:hierarchyLevel", SPACES))
        kind = (
            "DataService" if self.service else "DatasetSeries" if level == "series" else "Dataset"
        )
        self.said.say(self.node, TYPE, NamedNode(DCAT + kind))
        self.said.address(self.node, GEODCATAP + "resourceType", f"{_INSPIRE}ResourceType/{level}")
        self.said.texts(self.node, DCT + "title", about.find(_TITLE, SPACES))
        self.said.texts(self.node, DCT + "description", about.find("gmd:abstract", SPACES))
        self.said.texts(self.node, GEODCATAP + "purpose", about.find("gmd:purpose", SPACES))
        self._identifiers()
        self._languages()
        self._entry()
        self._words()
        self._dates()
        say_parties(self.said, self.node, about)
        licences = self._constraints()
        say_extent(self.said, self.node, about)
        self._systems()
        self._quality()
        self._resolution()
        self._relations()
        if self.service:
            self._service()
            say_doors(self.said, self.node, root)
        else:
            say_links(self.said, self.node, root, licences)
        return self.said.triples

    def _identifiers(self) -> None:
        own = [text(one) or href(one) for one in each(self.about, _CODE)]
        told = dict.fromkeys(found for found in [*own, _file(self.root)] if found)
        for place, identifier in enumerate(told):
            if place == 0:
                self.said.string(self.node, DCT + "identifier", identifier)
            else:
                other = self.said.child(self.node, ADMS + "identifier", ADMS + "Identifier")
                self.said.string(other, SKOS + "notation", identifier)

    def _languages(self) -> None:
        for one in each(self.about, "gmd:language"):
            self.said.string(self.node, DCT + "language", code(one) or text(one))

    def _entry(self) -> None:
        """The source's own entry; DCAT-AP wants its last change, without which it is no entry."""
        stamp = text(self.root.find("gmd:dateStamp", SPACES))
        if not values.when(stamp, TERRITORY):
            return
        record = self.said.child(self.node, FOAF + "isPrimaryTopicOf", DCAT + "CatalogRecord")
        self.said.string(record, DCT + "identifier", _file(self.root))
        self.said.string(record, DCT + "modified", stamp)
        told = self.root.find("gmd:language", SPACES)
        self.said.string(record, DCT + "language", code(told) or text(told))
        self.said.say(record, DCT + "conformsTo", NamedNode(GEODCATAP))

    def _words(self) -> None:
        """A word with an address is a theme, or what makes a data set of high value."""
        for words in each(self.about, "gmd:descriptiveKeywords/gmd:MD_Keywords"):
            inspire = "inspire" in text(words.find("gmd:thesaurusName/*/gmd:title", SPACES)).lower()
            for one in each(words, "gmd:keyword"):
                known = vocabulary.match("inspire-theme", text(one)) if inspire else None
                address = href(one) or (known.uri if known else "")
                if address.startswith(_HVD):
                    self.said.address(self.node, DCATAP + "hvdCategory", address)
                elif address.startswith(_LAW):
                    self.said.address(self.node, DCATAP + "applicableLegislation", address)
                elif address.startswith(_CATEGORY) and self.service:
                    self.said.address(self.node, GEODCATAP + "serviceCategory", address)
                elif address:
                    self.said.named(self.node, DCAT + "theme", PREF_LABEL, one, address)
                else:
                    self.said.texts(self.node, DCAT + "keyword", one)
        for one in each(self.about, "gmd:topicCategory/gmd:MD_TopicCategoryCode"):
            topic = values.clean(one.text or "")
            if topic:
                topic = f"{_INSPIRE}TopicCategory/{topic}"
                self.said.address(self.node, GEODCATAP + "topicCategory", topic)

    def _dates(self) -> None:
        for one in each(self.about, "gmd:citation/gmd:CI_Citation/gmd:date/gmd:CI_Date"):
            name = _DATES.get(code(one.find("gmd:dateType", SPACES)))
            if name:
                self.said.string(self.node, DCT + name, text(one.find("gmd:date", SPACES)))
        path = "gmd:resourceMaintenance/*/gmd:maintenanceAndUpdateFrequency"
        frequency = _FREQUENCIES.get(code(self.about.find(path, SPACES)))
        if frequency:
            address = f"{_PUBLICATIONS}frequency/{frequency}"
            self.said.address(self.node, DCT + "accrualPeriodicity", address)

    def _constraints(self) -> list[Node]:
        """INSPIRE: `accessConstraints` limits access, `useConstraints` gives the licence.

        Returns the licences, which each file has too. France often writes the licence in
        `useLimitation`: it is taken from there when nothing else gives one.
        """
        licences: list[Node] = []
        for legal in each(self.about, "gmd:resourceConstraints/gmd:MD_LegalConstraints"):
            limits = legal.find("gmd:accessConstraints", SPACES) is not None
            terms = legal.find("gmd:useConstraints", SPACES) is not None
            for one in each(legal, "gmd:otherConstraints"):
                if _is_limit(one) or (limits and not terms and not _licence(one)):
                    self._access(one)
                elif terms or limits:
                    licences += self._terms(DCT + "license", one)
        for one in each(self.about, "gmd:resourceConstraints/*/gmd:useLimitation"):
            if not licences and _licence(one):
                licences += self._terms(DCT + "license", one)
            else:
                self._terms(DCT + "rights", one)
        return licences

    def _access(self, element: Element) -> None:
        said = f"{href(element)} {text(element)}".replace("’", "'")
        if any(one.lower() in said.lower() for one in _UNLIMITED):
            public = f"{_PUBLICATIONS}access-right/PUBLIC"
            self.said.address(self.node, DCT + "accessRights", public)
        else:
            self._terms(DCT + "accessRights", element)

    def _terms(self, predicate: str, element: Element) -> list[Node]:
        address = href(element) or values.web_address(text(element))
        thing: Node
        if address:
            thing = NamedNode(address)
            self.said.say(self.node, predicate, thing)
        elif text(element):
            thing = self.said.child(self.node, predicate, DCT + "RightsStatement")
            self.said.texts(thing, LABEL, element)
        else:
            return []
        return [thing]

    def _systems(self) -> None:
        """Coordinate systems, by their address in the OGC's register when they say an EPSG code."""
        path = "gmd:referenceSystemInfo/*/gmd:referenceSystemIdentifier/*/gmd:code"
        for one in each(self.root, path):
            address = href(one) or values.web_address(text(one))
            number = _CRS.search(address or text(one))
            if number:
                epsg = number[1] or number[2]
                address = f"http://www.opengis.net/def/crs/EPSG/0/{epsg}"
            if address:
                self.said.address(self.node, GEODCATAP + "referenceSystem", address)
            elif text(one):
                system = self.said.child(self.node, GEODCATAP + "referenceSystem", DCT + "Standard")
                self.said.texts(system, LABEL, one)

    def _quality(self) -> None:
        for one in each(self.root, f"{_QUALITY}/gmd:lineage/gmd:LI_Lineage/gmd:statement"):
            child = self.said.child(self.node, DCT + "provenance", DCT + "ProvenanceStatement")
            self.said.texts(child, LABEL, one)
        seen: set[str] = set()
        for result in each(self.root, _RESULT):
            name = result.find("gmd:specification/*/gmd:title", SPACES)
            passed = text(result.find("gmd:pass", SPACES)).lower() in {"true", "1"}
            known = href(name) or text(name)
            if not passed or not known or known in seen:
                continue
            seen.add(known)
            address = href(name) or values.web_address(text(name))
            if address:
                self.said.address(self.node, DCT + "conformsTo", address)
            elif name is not None:
                child = self.said.child(self.node, DCT + "conformsTo", DCT + "Standard")
                self.said.texts(child, LABEL, name)

    def _resolution(self) -> None:
        path = "gmd:spatialResolution/gmd:MD_Resolution"
        for one in each(self.about, f"{path}/gmd:distance/gco:Distance"):
            unit = re.split(r"[#/:]", one.get("uom", "m"))[-1].lower()
            told = values.number(one.text or "")
            if told is not None and unit in _METRES:
                metres = f"{told * _METRES[unit]:f}"
                self.said.string(self.node, DCAT + "spatialResolutionInMeters", metres)
        for one in each(self.about, f"{path}/gmd:equivalentScale/*/gmd:denominator/gco:Integer"):
            scale = values.number(one.text or "")
            if scale and scale > 0:
                child = self.said.child(
                    self.node, DQV + "hasQualityMeasurement", DQV + "QualityMeasurement"
                )
                metric = f"{GEODCATAP}spatialResolutionAsScale"
                self.said.address(child, DQV + "isMeasurementOf", metric)
                self.said.string(child, DQV + "value", f"{round(1 / scale, 15):f}")

    def _relations(self) -> None:
        parent = self.root.find("gmd:parentIdentifier", SPACES)
        for node in self._named(href(parent) or text(parent)):
            self.said.say(self.node, DCAT + "inSeries", node)

    def _service(self) -> None:
        told = self.about.find("srv:serviceType", SPACES)
        kind = text(told) or next((values.clean(one.text or "") for one in told or ()), "")
        if kind in _SERVICE_TYPES:
            address = f"{_INSPIRE}SpatialDataServiceType/{kind}"
            self.said.address(self.node, GEODCATAP + "serviceType", address)
        elif kind:
            protocol = self.said.child(self.node, GEODCATAP + "serviceProtocol", DCT + "Standard")
            self.said.string(protocol, LABEL, kind)
        for one in each(self.about, "srv:operatesOn"):
            link = one.get(HREF, "")
            told_by = (
                self._named(told) for told in (one.get("uuidref", ""), _asked_id(link), link)
            )
            for node in next(filter(None, told_by), []):
                self.said.say(self.node, DCAT + "servesDataset", node)

    def _named(self, told: str) -> list[NamedNode]:
        """What a number of record, an identifier or an address means; [] for anything else."""
        known = self.nodes.get(told)
        if isinstance(known, NamedNode):
            return [known]
        address = values.web_address(told)
        if not address and _UUID.fullmatch(told):
            address = f"urn:uuid:{told.lower()}"
        return [NamedNode(address)] if address else []


def _asked_id(url: str) -> str:
    """The number of the record that a GetRecordById asks for."""
    try:
        query = urlsplit(url).query
    except ValueError:
        return ""
    asked = {name.lower(): value for name, value in parse_qsl(query)}
    return asked.get("id", "") if asked.get("request", "").lower() == "getrecordbyid" else ""


def _locales(root: Element) -> dict[str, str]:
    found = each(root, "gmd:locale/gmd:PT_Locale")
    return {one.get("id", ""): language(one.find("gmd:languageCode", SPACES)) for one in found}


def _licence(element: Element) -> bool:
    """Whether these terms are a licence that we know."""
    return any(vocabulary.match("licence", one) for one in (href(element), text(element)) if one)


def _is_limit(element: Element) -> bool:
    return href(element).startswith(_LIMITS)
