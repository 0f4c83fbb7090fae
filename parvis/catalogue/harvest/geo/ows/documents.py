"""What a WMS or WFS says of itself, as documents: each layer a data set, each door a service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlsplit

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.formats import with_format
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import (
    AgentDoc,
    ContactDoc,
    DatasetDoc,
    DistributionDoc,
    PeriodDoc,
    PlaceDoc,
    ServiceDoc,
)
from parvis.catalogue.dcat.read import TERRITORY
from parvis.catalogue.harvest.geo.door import with_query
from parvis.catalogue.harvest.geo.ows.capabilities import Capabilities, Layer, Party
from parvis.catalogue.harvest.portals.described import tag_of

_INSPIRE = "http://inspire.ec.europa.eu/metadata-codelist/SpatialDataServiceType/"
_SERVES = {"wms": "view", "wfs": "download"}
_PROTOCOL = "http://www.opengis.net/def/serviceType/ogc/"
_CRS = "http://www.opengis.net/def/crs/EPSG/0/"
# What people can open without a GIS, by a word that names it among the formats of GetFeature.
_DOWNLOADS = (("geojson", "json"), ("csv", "csv"), ("shp", "shape"))


@dataclass(frozen=True)
class Door:
    """One service: where it is, its address without parameters, and what it says of itself."""

    url: str
    asked: str
    said: Capabilities

    @cached_property
    def names(self) -> frozenset[str]:
        """Of its layers."""
        return frozenset(one.name for one in self.said.layers)


def uri_of(root: str, name: str) -> str:
    return f"{root}#{quote(name, safe=':')}"


def here(door: Door, text: str) -> dict[str, str]:
    return {tag_of(door.said.language): text} if text else {}


def dataset(root: str, layer: Layer, doors: Sequence[Door]) -> DatasetDoc:
    giving = [one for one in doors if layer.name in one.names]
    door = giving[0]
    files = [file for one in giving for file in _files(layer, one)]
    files += [_linked(door, url) for url in layer.data]
    terms = [found for one in giving if (found := _licence(one))]
    licence = terms[0] if terms else None
    system = values.web_address(layer.system) or layer.system
    number = system.replace("/", ":").rpartition(":")[2]
    known = number.isdigit() and "EPSG" in system.upper()
    return DatasetDoc(
        uri=uri_of(root, layer.name),
        identifier=uri_of(root, layer.name),
        other_identifiers=tuple(sorted({layer.name, *layer.identifiers})),
        title=here(door, layer.title or layer.name),
        description=here(door, layer.abstract),
        keywords={tag_of(door.said.language): tuple(sorted(layer.words))} if layer.words else {},
        publisher=_publisher(door),
        contacts=_contacts(door),
        pages=tuple(sorted(layer.metadata)),
        spatial=(PlaceDoc(box=layer.box),) if layer.box else (),
        temporal=_temporal(layer.times),
        reference_systems=(Named(_CRS + number),) if known else (),
        licence=licence,
        rights=(Named("", here(door, layer.attribution)),) if layer.attribution else (),
        attribution=here(door, layer.attribution),
        distributions=tuple(files),
    )


def _files(layer: Layer, door: Door) -> list[DistributionDoc]:
    """The door of the service, then what a WFS lets anyone download."""
    code = door.said.kind
    first = DistributionDoc(
        title=here(door, f"{code.upper()} : {layer.name}"),
        access_urls=(door.asked,),
        access_services=(uri_of(door.url, code),),
        format=Named(vocabulary.FILE_TYPE + f"{code.upper()}_SRVC"),
        licence=_licence(door),
    )
    files = [with_format(first)]
    for name, word in _DOWNLOADS if code == "wfs" else ():
        told = _offered(layer.formats or door.said.formats, word)
        files += [_download(layer, door, name, told)] if told else []
    return files


def _offered(formats: Sequence[str], word: str) -> str:
    return next((one for one in formats if word in one.lower()), "")


def _download(layer: Layer, door: Door, name: str, told: str) -> DistributionDoc:
    older = door.said.version.startswith("1.")
    asked = {
        "service": "WFS", "version": door.said.version or "2.0.0", "request": "GetFeature",
        "typeName" if older else "typeNames": layer.name, "outputFormat": told,
    }  # fmt: skip
    url = values.iri(with_query(door.url, asked))
    known = vocabulary.file_format(name)
    return DistributionDoc(
        title=here(door, f"{layer.title or layer.name} ({name})"),
        access_urls=(url,),
        download_urls=(url,),
        format=Named(known.file_type) if known else None,
        media_type=known.media_type if known else "",
        licence=_licence(door),
    )


def _linked(door: Door, url: str) -> DistributionDoc:
    return with_format(DistributionDoc(access_urls=(url,), licence=_licence(door)))


def service(root: str, names: Sequence[str], door: Door) -> ServiceDoc:
    said = door.said
    return ServiceDoc(
        uri=uri_of(door.url, said.kind),
        identifier=uri_of(door.url, said.kind),
        title=here(door, said.title or f"{said.kind.upper()} {urlsplit(door.url).hostname or ''}"),
        description=here(door, said.abstract),
        endpoint_urls=(door.url,),
        endpoint_descriptions=(door.asked,),
        serves=tuple(sorted(uri_of(root, name) for name in names if name in door.names)),
        keywords={tag_of(said.language): tuple(sorted(said.words))} if said.words else {},
        publisher=_publisher(door),
        contacts=_contacts(door),
        licence=_licence(door),
        rights=_rights(door),
        service_types=(Named(_INSPIRE + _SERVES[said.kind]),),
        protocols=(Named(_PROTOCOL + said.kind),),
    )


def _publisher(door: Door) -> AgentDoc | None:
    party = door.said.party
    name = here(door, party.organisation)
    return AgentDoc(name=name, homepage=party.site) if name else None


def _contacts(door: Door) -> tuple[ContactDoc, ...]:
    party = door.said.party
    if party == Party(site=party.site):
        return ()
    mail = party.email if "@" in party.email and " " not in party.email else ""
    return (
        ContactDoc(
            name=here(door, party.person or party.organisation),
            organisation=here(door, party.organisation) if party.person else {},
            email=mail,
            phone=party.phone,
            url=party.site,
        ),
    )


def _licence(door: Door) -> Named | None:
    """A licence that we know, told as fees or as access constraints; "none" is no licence."""
    known = (vocabulary.match("licence", text) for text in door.said.terms)
    return next((Named(one.uri) for one in known if one), None)


def _rights(door: Door) -> tuple[Named, ...]:
    told = [one for one in door.said.terms if one.lower() not in {"none", "aucun", "unknown"}]
    free = [one for one in told if not vocabulary.match("licence", one)]
    found = {values.web_address(one) or one for one in free}
    return tuple(Named(one) if "://" in one and " " not in one else Named("", here(door, one))
                 for one in sorted(found))  # fmt: skip


def _temporal(times: str) -> tuple[PeriodDoc, ...]:
    """From the first moment to the last: "a,b,c" or "start/end/step"."""
    parts = [part for one in times.split(",") for part in one.strip().split("/")[:2]]
    moments = sorted(filter(None, (values.when(part, TERRITORY) for part in parts)))
    return (PeriodDoc(start=moments[0], end=moments[-1]),) if moments else ()
