"""OGC API Records collection by collection, page after page by the links that the server gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.harvest.portals import answers
from parvis.catalogue.harvest.portals.answers import Place
from parvis.catalogue.harvest.portals.errors import PortalError
from parvis.catalogue.harvest.portals.items import Listing
from parvis.catalogue.harvest.portals.ogcapi.record import record
from parvis.catalogue.harvest.portals.said import Said

LIMIT = 100
MOST_PAGES = 10_000
_ENDS = r"/collections(?:/|$)|/conformance$|/api$"
_NAMED = re.compile(r"/collections/([^/?#]+)")
_KIND = "OGC API Records"


class OgcApi:
    kind = "ogcapi"
    label = "OGC API Records"

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        """The cursor is the address of the page that follows, in this collection or the next."""
        place = answers.place(address, _ENDS, {"limit", "offset", "startindex", "f"})
        first = [f"{place.root}{path}" for path in _collections(place, address, get)]
        starts = [_asked(place, url) for url in first]
        after = _collection_of(cursor, first)
        rest = starts[after + 1 :] if cursor else starts[1:]
        url: str | None = cursor or starts[0]
        listing, seen = Listing(_catalogue(place, get)), set[str]()
        while url and len(seen) < MOST_PAGES:
            seen.add(url)
            said = _page(get, url)
            following = _next(said, url)
            following = "" if following in seen else following
            url = following or (rest.pop(0) if rest else "")
            found = (record(one) for one in said.each("features"))
            # The end of a collection may bring nothing new: the next one may.
            page = listing.page(found, url, None, overlap=url != following)
            yield page
            url = page.cursor


def _collections(place: Place, address: str, get: Get) -> list[str]:
    """Paths of the collections that hold records: the one the address names, else all of them."""
    named = _NAMED.search(address.partition("?")[0])
    if named:
        return [f"/collections/{named[1]}/items"]
    url = place.at("/collections", {"f": "json"})
    told = Said.of(answers.read_json(get, url)).each("collections")
    if not told:
        raise PortalError("shape", url=url, kind=_KIND)
    records = [one for one in told if one.text("itemType").lower() == "record"] or told
    names = [one.text("id") for one in records]
    paths = [f"/collections/{name}/items" for name in names if re.fullmatch(r"[^\s/?#]+", name)]
    if not paths:
        raise PortalError("shape", url=url, kind=_KIND)
    return list(dict.fromkeys(paths))


def _asked(place: Place, url: str) -> str:
    return place.at(url.removeprefix(place.root), {"f": "json", "limit": LIMIT})


def _collection_of(cursor: str, first: list[str]) -> int:
    """The place of the collection that a cursor is in."""
    path = cursor.partition("?")[0]
    return next((n for n, one in enumerate(first) if path.startswith(one)), len(first))


def _catalogue(place: Place, get: Get) -> CatalogueDoc:
    """The server itself, from its landing page."""
    url = Place(f"{place.root}/").at("", {"f": "json"})
    said = Said.of(answers.read_json(get, url))
    title, description = said.text("title"), said.text("description")
    return CatalogueDoc(
        uri=values.iri(place.uri),
        homepage=values.iri(f"{place.root}/"),
        title={"fr": title} if title else {},
        description={"fr": description} if description else {},
    )


def _page(get: Get, url: str) -> Said:
    said = Said.of(answers.read_json(get, url))
    if not isinstance(said.raw("features"), list):
        raise PortalError("shape", url=url, kind=_KIND)
    return said


def _next(said: Said, url: str) -> str:
    """The address of the following page, "" on the last one."""
    told = (one.text("href") for one in said.each("links") if one.text("rel") == "next")
    try:
        found = urljoin(url, next(told, "")) if said.each("features") else ""
    except ValueError:
        return ""
    return "" if found == url else found
