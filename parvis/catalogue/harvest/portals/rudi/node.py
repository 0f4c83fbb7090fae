"""A RUDI producer node page by page, or one file of its metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc
from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.harvest.portals import answers
from parvis.catalogue.harvest.portals.answers import Place, position
from parvis.catalogue.harvest.portals.errors import PortalError
from parvis.catalogue.harvest.portals.items import Found, Listing
from parvis.catalogue.harvest.portals.rudi.resource import resource
from parvis.catalogue.harvest.portals.said import Said
from parvis.records.fetch import FetchError
from parvis.records.problems import gettext_noop

LIMIT = 100  # what the node gives by default; 500 at most
_DOORS = ("/api/v1/resources", "/catalog/v1/resources")  # nodes moved theirs in version 2
_OWN = {"limit", "offset", "sort_by", "fields"}


class Rudi:
    kind = "rudi"
    label = gettext_noop("Nœud producteur RUDI, ou fichier de ses métadonnées")

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        if address.partition("?")[0].endswith(".json"):
            yield _file(address, get)
            return
        place = answers.place(
            address, r"/(?:api|catalog)/", {"limit", "offset", "sort_by", "fields"}
        )
        listing = Listing(CatalogueDoc(uri=place.uri, homepage=f"{place.root}/"))
        offset, whole = position(cursor), not cursor
        doors: Sequence[str] = _DOORS
        while True:
            door, items, total = _ask(get, place, doors, offset)
            doors = (door,)
            offset += len(items)
            more = len(items) >= LIMIT if total is None else offset < total
            cursor = str(offset) if items and more else ""
            page = listing.page(_each(items), cursor, total if whole else None)
            yield page
            if not page.cursor:
                return

    def old_paths(self, doc: DatasetDoc) -> list[str]:
        """Paths of the RUDI portal and of the node that led to a data set."""
        doors = (f"{door}/{doc.identifier}" for door in _DOORS)
        return [f"/catalogue/detail/{doc.identifier}", *doors]


def _ask(
    get: Get, place: Place, doors: Sequence[str], offset: int
) -> tuple[str, list[Any], int | None]:
    """(the door that answers, metadata, how many in all): the next door when one is not there.

    Sorted by what never changes: a set updated meanwhile stays on its page.
    """
    asked = {"limit": LIMIT, "offset": offset, "sort_by": "global_id"}
    url = place.at(doors[0], asked)
    try:
        return doors[0], *_answer(answers.read_json(get, url), url)
    except (FetchError, PortalError) as error:
        absent = error.params.get("status") == 404 or error.code == "html"
        if not absent or len(doors) == 1:
            raise
    return _ask(get, place, doors[1:], offset)


def _file(address: str, get: Get) -> Page:
    """A whole file: a list of metadata, one alone, or the answer of a node."""
    content = answers.read_json(get, address)
    if isinstance(content, dict) and "items" not in content:
        content = [content]
    items, _total = _answer(content, address)
    return Listing(CatalogueDoc()).page(_each(items))


def _answer(content: Any, url: str) -> tuple[list[Any], int | None]:
    """(metadata, how many in all); older nodes answer a bare list, and not how many."""
    if isinstance(content, list):
        return content, None
    said = Said.of(content)
    items = said.raw("items")
    if not isinstance(items, list):
        raise PortalError("shape", url=url, kind="RUDI")
    return items, said.whole("total") or 0


def _each(items: list[Any]) -> Iterator[Found]:
    return (resource(Said(one)) for one in items if isinstance(one, dict))
