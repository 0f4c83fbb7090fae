"""Online resources of an ISO 19139 record: files, doors of services, pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from pyoxigraph import NamedNode

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.names import ADMS, DCAT, DCT, FOAF
from parvis.catalogue.harvest.geo.said import Node, Said
from parvis.catalogue.harvest.geo.xml import SPACES, code, each, href, text

_INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist/"
_DOWNLOADS = ("DOWNLOAD", "ATOM", "WWW:FTP")
_DOORS = {
    "wms": "WMS", "view": "WMS", "wmts": "WMTS", "wfs": "WFS", "wcs": "WCS",
    "web map service": "WMS", "web feature service": "WFS", "web coverage service": "WCS",
}  # fmt: skip
_FORMATS = "gmd:distributionFormat/gmd:MD_Format"
_OF_DISTRIBUTOR = "gmd:distributorFormat/gmd:MD_Format"
_ONLINE = "gmd:MD_DigitalTransferOptions"


@dataclass(frozen=True)
class Link:
    """One online resource, with the formats and the size told beside it."""

    element: Element
    url: str
    formats: tuple[Element, ...] = ()
    size: str = ""

    @property
    def function(self) -> str:
        return code(self.element.find("gmd:function", SPACES))

    @property
    def protocol(self) -> str:
        found = self.element.find("gmd:protocol", SPACES)
        return f"{href(found)} {text(found)}".strip()

    @property
    def door(self) -> str:
        """WMS, WFS… when the link is the door of a service; "" for anything else."""
        protocol = f" {re.sub('[-:/_]', ' ', self.protocol.lower())} "
        found = next((name for told, name in _DOORS.items() if f" {told} " in protocol), "")
        return found or _asked(self.url)

    @property
    def downloads(self) -> bool:
        if self.door:
            return False
        protocol = self.protocol.upper()
        return self.function == "download" or any(one in protocol for one in _DOWNLOADS)

    @property
    def is_page(self) -> bool:
        """A page about the data: a link to the web that leads to no file that we know."""
        if self.function in {"information", "search"}:
            return True
        linked = "WWW:LINK" in self.protocol.upper()
        return linked and not self.function and not self.door and not _is_file(self.url)


def links(root: Element) -> list[Link]:
    """Those of each distributor with its own formats, then those of the whole distribution."""
    found: list[Link] = []
    for whole in each(root, "gmd:distributionInfo/gmd:MD_Distribution"):
        common = tuple(each(whole, _FORMATS))
        for one in each(whole, "gmd:distributor/gmd:MD_Distributor"):
            own = tuple(each(one, _OF_DISTRIBUTOR)) or common
            found += _links(one, f"gmd:distributorTransferOptions/{_ONLINE}", own)
        every = common or tuple(each(whole, f"gmd:distributor/*/{_OF_DISTRIBUTOR}"))
        found += _links(whole, f"gmd:transferOptions/{_ONLINE}", every)
    return found


def _links(element: Element, path: str, formats: tuple[Element, ...]) -> list[Link]:
    found = []
    for transfer in each(element, path):
        online = [*each(transfer, "gmd:onLine/gmd:CI_OnlineResource")]
        size = _bytes(transfer) if len(online) == 1 else ""
        for one in online:
            url = values.web_address(text(one.find("gmd:linkage", SPACES)))
            if url:
                found.append(Link(one, url, formats, size))
    return found


def say_links(said: Said, node: Node, root: Element, licences: list[Node]) -> None:
    """Of a data set: files and doors as distributions, the rest as pages."""
    techniques = [
        code(one) for one in each(root, "gmd:identificationInfo/*/gmd:spatialRepresentationType")
    ]
    for link in links(root):
        if link.is_page:
            page = "landingPage" if not link.function else ""
            said.address(node, DCAT + page if page else FOAF + "page", link.url)
            continue
        child = _distribution(said, node, link)
        for licence in licences:
            said.say(child, DCT + "license", licence)
        for technique in filter(None, techniques):
            address = f"{_INSPIRE}SpatialRepresentationType/{technique}"
            said.address(child, ADMS + "representationTechnique", address)


def _distribution(said: Said, node: Node, link: Link) -> Node:
    child = said.child(node, DCAT + "distribution", DCAT + "Distribution")
    said.texts(child, DCT + "title", link.element.find("gmd:name", SPACES))
    said.texts(child, DCT + "description", link.element.find("gmd:description", SPACES))
    said.address(child, DCAT + "accessURL", link.url)
    said.string(child, DCAT + "byteSize", link.size)
    if link.downloads:
        said.address(child, DCAT + "downloadURL", link.url)
    if link.door:
        said.string(child, DCT + "format", link.door)
    else:
        _formats(said, child, link.formats)
    return child


def _formats(said: Said, child: Node, formats: tuple[Element, ...]) -> None:
    """The only format; several told together do not say which file has which."""
    names = {
        (href(name), text(name))
        for one in formats
        if (name := one.find("gmd:name", SPACES)) is not None
    }
    if len(names) != 1:
        return
    address, label = names.pop()
    media = vocabulary.media_type(address) if address else None
    if media:
        said.say(child, DCAT + "mediaType", NamedNode(media))
    else:
        said.string(child, DCT + "format", label)


def say_doors(said: Said, node: Node, root: Element) -> None:
    """Of a service: where it answers, and where it describes itself."""
    found = [link.url for link in links(root) if link.function not in {"information", "search"}]
    operations = "gmd:identificationInfo/srv:SV_ServiceIdentification/srv:containsOperations"
    path = f"{operations}/*/srv:connectPoint/gmd:CI_OnlineResource/gmd:linkage"
    points = [values.web_address(text(one)) for one in each(root, path)]
    for url in dict.fromkeys(found or [one for one in points if one][:1]):
        said.address(node, DCAT + "endpointURL", endpoint(url))
        said.address(node, DCAT + "endpointDescription", url)


def endpoint(url: str) -> str:
    """The door itself, without the question that asks it to describe itself."""
    return url.partition("?")[0] if _asked(url) or "getcapabilities" in url.lower() else url


def _asked(url: str) -> str:
    """The kind of service that an address asks by `service=`, "" for none."""
    query = url.partition("?")[2].lower()
    asked = (part.partition("=")[2] for part in query.split("&") if part.startswith("service="))
    return _DOORS.get(next(asked, ""), "")


def _is_file(url: str) -> bool:
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    known = (
        vocabulary.file_format(path.rpartition(".")[2]) if "." in path.rpartition("/")[2] else None
    )
    return known is not None and known.code != "html"


def _bytes(transfer: Element) -> str:
    """ISO gives megabytes (10⁶ bytes); "" when it does not say."""
    size = values.number(text(transfer.find("gmd:transferSize", SPACES)))
    return str(int(size * Decimal(1_000_000))) if size is not None and 0 < size < 10**9 else ""
