"""CKAN page by page; DKAN, which has no search, set by set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc
from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.harvest.portals import answers
from parvis.catalogue.harvest.portals.answers import Place, position
from parvis.catalogue.harvest.portals.ckan.package import package
from parvis.catalogue.harvest.portals.described import tag_of
from parvis.catalogue.harvest.portals.errors import PortalError
from parvis.catalogue.harvest.portals.items import Found, Item, Listing
from parvis.catalogue.harvest.portals.said import Said
from parvis.records.fetch import FetchError
from parvis.records.problems import gettext_noop

ROWS = 500  # a portal gives 1,000 at most
SHOWN = 50  # sets asked one by one that make a page
ORDER = "metadata_created asc, id asc"  # what is new comes last: pages do not shift
_API = "/api/3/action"
_ONE_BY_ONE = "one-by-one:"
_NO_SEARCH = {400, 404, 405, 501}


class Ckan:
    kind = "ckan"
    label = gettext_noop("Portail CKAN ou DKAN")

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        place = answers.place(address, r"/api/|/dataset(/|$)", {"rows", "start", "sort"})
        listing = Listing(_catalogue(place, get))
        if not cursor.startswith(_ONE_BY_ONE):
            try:
                yield from _searched(place, get, listing, position(cursor))
                return
            except _NoSearch:
                pass
        yield from _shown(place, get, listing, position(cursor.removeprefix(_ONE_BY_ONE)))

    def old_paths(self, doc: DatasetDoc) -> list[str]:
        """Paths of the old portal that led to a data set and its files."""
        pages = [urlsplit(page).path.rstrip("/") for page in doc.landing_pages[:1]]
        paths = [*(page for page in pages if "/dataset/" in page), f"/dataset/{doc.identifier}"]
        files = [f"{path}/resource/{one.identifier}" for path in paths for one in doc.distributions]
        return list(dict.fromkeys((*paths, *files)))


class _NoSearch(Exception):
    """This portal answers no `package_search`: nothing was read yet."""


def _result(get: Get, place: Place, action: str, asked: dict[str, object]) -> Any:
    """What an action answers; a portal may say that it failed with the status of success."""
    url = place.at(f"{_API}/{action}", asked)
    answer = Said.of(answers.read_json(get, url))
    if answer.flag("success") is False:
        detail = answer.text("error", "message") or answer.text("error")
        raise PortalError("failed", url=url, detail=detail[:200])
    if "result" not in answer.values:
        raise PortalError("shape", url=url, kind="CKAN")
    return answer.raw("result")


def _catalogue(place: Place, get: Get) -> CatalogueDoc:
    """The portal itself; DKAN says nothing of itself."""
    bare = Place(place.root)
    try:
        status = Said.of(_result(get, bare, "status_show", {}))
    except (FetchError, PortalError) as error:
        if isinstance(error, FetchError) and error.code != "status":
            raise
        status = Said.of(None)
    language = tag_of(status.text("locale_default"))
    title, description = status.text("site_title"), status.text("site_description")
    return CatalogueDoc(
        uri=place.uri,
        homepage=f"{place.root}/",
        title={language: title} if title else {},
        description={language: description} if description else {},
    )


def _searched(place: Place, get: Get, listing: Listing, start: int) -> Iterator[Page]:
    whole = start == 0
    while True:
        result = _search(place, get, start)
        given = result.raw("results")
        start += len(given)
        total = result.whole("count") or 0
        found = [package(Said(one), place.root) for one in given if isinstance(one, dict)]
        cursor = str(start) if given and start < total else ""
        page = listing.page(found, cursor, total if whole else None)
        yield page
        if not page.cursor:
            return


def _search(place: Place, get: Get, start: int) -> Said:
    asked: dict[str, object] = {"rows": ROWS, "start": start, "sort": ORDER}
    try:
        result = Said.of(_result(get, place, "package_search", asked))
    except (FetchError, PortalError) as error:
        absent = error.params.get("status") in _NO_SEARCH or error.code == "html"
        if start == 0 and absent:
            raise _NoSearch from error
        raise
    if not isinstance(result.raw("results"), list):
        if start == 0:
            raise _NoSearch
        url = place.at(f"{_API}/package_search", asked)
        raise PortalError("shape", url=url, kind="CKAN")
    return result


def _shown(place: Place, get: Get, listing: Listing, start: int) -> Iterator[Page]:
    """Every name listed, then each set asked for by name, in alphabetical order."""
    names = _result(get, place, "package_list", {})
    if not isinstance(names, list):
        url = place.at(f"{_API}/package_list")
        raise PortalError("shape", url=url, kind="CKAN")
    listed = sorted({name for name in names if isinstance(name, str) and name})
    whole = start == 0
    while True:
        chunk = listed[start : start + SHOWN]
        start += len(chunk)
        cursor = f"{_ONE_BY_ONE}{start}" if chunk and start < len(listed) else ""
        found = [_show(place, get, name) for name in chunk]
        page = listing.page(found, cursor, len(listed) if whole else None)
        yield page
        if not page.cursor:
            return


def _show(place: Place, get: Get, name: str) -> Found:
    """One set; a portal that answers an error about it alone does not stop the others."""
    try:
        result = _result(get, Place(place.root), "package_show", {"id": name})
    except (FetchError, PortalError) as error:
        if error.code not in {"status", "failed"}:
            raise
        item = Item(name)
        item.note("unread", value=str(error.params.get("status") or error.params.get("detail")))
        return Found(item)
    dkan = isinstance(result, list)
    return package(Said.of(result[0] if dkan and result else result), place.root, dkan)
