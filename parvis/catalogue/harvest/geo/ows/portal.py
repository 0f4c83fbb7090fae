"""A WMS, a WFS or both at one address: each layer is a data set that the services serve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.errors import DcatError
from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.dcat.read import Reading
from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.harvest.geo.door import with_query
from parvis.catalogue.harvest.geo.ows.capabilities import Layer, merged, read
from parvis.catalogue.harvest.geo.ows.documents import Door, dataset, here, service
from parvis.catalogue.harvest.geo.ows.errors import OwsError
from parvis.records.fetch import FetchError
from parvis.records.problems import Problem, gettext_noop

PAGE = 200  # layers
KINDS = ("wms", "wfs")


class Ows:
    kind = "ows"
    label = gettext_noop("Services WMS et WFS")

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        """The cursor is the number of layers given; the services come with the first page."""
        start = _start(cursor)
        doors = _doors(address, get)
        root = doors[0].url
        layers = _merged(doors)
        names = list(layers)
        while True:
            given = names[start : start + PAGE]
            datasets = tuple(dataset(root, layers[name], doors) for name in given)
            services = () if start else tuple(service(root, names, one) for one in doors)
            catalogue = CatalogueDoc(
                uri=root,
                title=here(doors[0], doors[0].said.title),
                description=here(doors[0], doors[0].said.abstract),
                homepage=doors[0].said.party.site,
                datasets=datasets,
                services=services,
            )
            start += PAGE
            last = start >= len(names)
            yield Page(Reading(catalogue, (), Counter()), "" if last else str(start))
            if last:
                return


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 9):
        raise OwsError("cursor", cursor=cursor[:80])
    return int(cursor)


def _doors(address: str, get: Get) -> list[Door]:
    """The service that the address names; both are tried when it names none, one may lack."""
    if "://" not in address:
        return [_file(address, get)]
    kinds = [_asked_kind(address)] if _asked_kind(address) in KINDS else list(KINDS)
    found: list[Door] = []
    problems: list[Problem] = []
    for kind in kinds:
        try:
            door = _door(address, kind, get)
        except (OwsError, DcatError, FetchError) as error:
            if isinstance(error, FetchError) and error.code != "status":
                raise
            problems.append(error)
        else:
            found += [] if door.said.kind in {one.said.kind for one in found} else [door]
    if not found:
        raise problems[0]
    return found


def _asked_kind(address: str) -> str:
    try:
        pairs = parse_qsl(urlsplit(address).query)
    except ValueError as error:
        raise FetchError("address", url=address[:200]) from error
    return next((value.lower() for name, value in pairs if name.lower() == "service"), "")


def _door(address: str, kind: str, get: Get) -> Door:
    asked = with_query(address, {"service": kind.upper(), "request": "GetCapabilities"})
    with get(asked, accept="application/xml, text/xml") as answer:
        content = answer.path.read_bytes() if answer.path else b""
    bare = values.iri(with_query(address, {}).rstrip("?"))
    return Door(bare, values.iri(asked), read(content))


def _file(address: str, get: Get) -> Door:
    """Capabilities that a person saved; where the service is, only its contact page tells."""
    with get(address) as answer:
        said = read(answer.path.read_bytes() if answer.path else b"")
    site = said.party.site
    if not site:
        raise OwsError("answer", found=address[-80:])
    return Door(site, site, said)


def _merged(doors: Sequence[Door]) -> dict[str, Layer]:
    """Layers by name: what both services give is one data set."""
    found: dict[str, Layer] = {}
    for door in doors:
        for one in door.said.layers:
            found[one.name] = merged(found[one.name], one) if one.name in found else one
    return found
