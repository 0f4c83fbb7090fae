"""Opendatasoft page by page, also beyond the 10,000 first items that its API gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc
from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.harvest.portals import answers
from parvis.catalogue.harvest.portals.answers import Place
from parvis.catalogue.harvest.portals.errors import PortalError
from parvis.catalogue.harvest.portals.items import Listing
from parvis.catalogue.harvest.portals.opendatasoft.dataset import dataset
from parvis.catalogue.harvest.portals.said import Said
from parvis.records.problems import gettext_noop

LIMIT = 100  # the most that the API gives at once
REACH = 9_900  # offset + limit stays below 10,000
_TABS = ("information", "table", "map", "analyze", "images", "calendar", "custom", "export", "api")
_OWN = {"limit", "offset", "order_by", "select", "group_by"}


class Opendatasoft:
    kind = "opendatasoft"
    label = gettext_noop("Portail Opendatasoft (Huwise)")

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        place = answers.place(address, r"/api/|/explore(/|$)|/pages?/", _OWN)
        listing = Listing(CatalogueDoc(uri=place.uri, homepage=f"{place.root}/"))
        step, whole, total = _Step.of(cursor), not cursor, None
        while True:
            url = place_of(place, step)
            answer = Said.of(answers.read_json(get, url))
            results = answer.raw("results")
            if not isinstance(results, list):
                raise PortalError("shape", url=url, kind="Opendatasoft (Explore API v2.1)")
            count = answer.whole("total_count") or 0
            total = count if total is None and whole else total
            found = [dataset(Said(one), place.root) for one in results if isinstance(one, dict)]
            following = step.after(results, count, url)
            cursor = following.cursor if following else ""
            yield listing.page(found, cursor, total, overlap=True)
            if following is None:
                return
            step = following

    def old_paths(self, doc: DatasetDoc) -> list[str]:
        """Paths of the old portal that led to a data set: its page, each tab, its embedding."""
        page = f"/explore/dataset/{doc.identifier}/"
        return [
            page,
            *(f"{page}{tab}/" for tab in _TABS),
            f"/explore/embed/dataset/{doc.identifier}/",
            f"/api/v2/catalog/datasets/{doc.identifier}",
            f"/api/datasets/1.0/{doc.identifier}/",
        ]


@dataclass(frozen=True)
class _Step:
    """Where the reading is. In order of date, from `since` on; "null" reads those without date.

    `since` is "" as long as the 10,000 first items are not passed.
    """

    since: str = ""
    offset: int = 0

    @classmethod
    def of(cls, cursor: str) -> _Step:
        """A cursor that is not one of ours begins again."""
        try:
            told = Said.of(json.loads(cursor)) if cursor else Said({})
        except (ValueError, RecursionError):
            told = Said({})
        since = told.text("since")
        known = since if since == "null" else values.when(since, UTC)
        return cls(known, min(told.whole("offset") or 0, REACH - LIMIT))

    @property
    def cursor(self) -> str:
        return json.dumps({"since": self.since, "offset": self.offset})

    @property
    def where(self) -> str:
        if not self.since:
            return ""
        return "modified is null" if self.since == "null" else f"modified >= date'{self.since}'"

    def after(self, results: list[object], count: int, url: str) -> _Step | None:
        """The next step, None after the last; from the last date read when the API stops."""
        offset = self.offset + len(results)
        if results and offset < count:
            if offset + LIMIT <= REACH:
                return replace(self, offset=offset)
            told = Said.of(results[-1]).text("metas", "default", "modified")
            last = values.when(told, UTC)
            if self.since == "null" or last == self.since or (told and not last):
                raise PortalError("tied", url=url, limit=REACH)
            return _Step(since=last or "null")
        return _Step(since="null") if self.since not in ("", "null") else None


def place_of(place: Place, step: _Step) -> str:
    """The address of one page. Filters of the harvested address are kept beside ours."""
    asked: dict[str, object] = {
        "limit": LIMIT,
        "offset": step.offset,
        "order_by": "modified asc",
    }
    clauses = [value for name, value in place.filters if name == "where"]
    clauses += [step.where] if step.where else []
    if clauses:
        asked["where"] = " and ".join(f"({clause})" for clause in clauses)
    others = tuple(pair for pair in place.filters if pair[0] != "where")
    return Place(place.root, others).at("/api/explore/v2.1/catalog/datasets", asked)
