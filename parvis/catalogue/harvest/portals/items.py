"""The items of a portal, from what it says of each to pages of documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.errors import ItemProblem
from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc, ServiceDoc
from parvis.catalogue.dcat.read import PLACEHOLDERS, TERRITORY, Reading
from parvis.catalogue.harvest.connectors import Page
from parvis.catalogue.harvest.portals.errors import PortalError

LONGEST = 500  # characters of an identifier
_ADDRESS = re.compile(r"(https?|ftp)://[^\s]", re.IGNORECASE)


@dataclass
class Item:
    """One item being read: how the report names it, its language, what was wrong in it."""

    name: str
    language: str = "fr"
    problems: list[ItemProblem] = field(default_factory=list)

    def note(self, code: str, field: str = "", value: str = "", **params: object) -> None:
        problem = PortalError(code, field=field, value=value[:200], **params)
        self.problems.append(ItemProblem(self.name, problem))

    def address(self, name: str, text: str) -> str:
        """An address of the web; anything else is noted under the source's field `name`."""
        found = values.iri(text) if _ADDRESS.match(text) else ""
        if text and not found:
            self.note("value", name, text)
        return found

    def when(self, name: str, text: str, zone: tzinfo = TERRITORY) -> str:
        """A date or a time, to the precision given; a time without offset is in `zone`."""
        found = values.when(text, zone)
        if text and not found:
            self.note("value", name, text)
        return found

    def here(self, text: str) -> dict[str, str]:
        """A text in the item's language."""
        return {self.language: text} if text else {}


@dataclass
class Found:
    """What was made of one item: a data set and the services among its files, or a service alone;
    nothing when the portal does not show it to everyone."""

    item: Item
    dataset: DatasetDoc | None = None
    services: tuple[ServiceDoc, ...] = ()


@dataclass
class Listing:
    """The pages of one run: identities are checked, what is given twice is told once."""

    catalogue: CatalogueDoc
    seen: dict[str, int] = field(default_factory=dict)

    def page(
        self,
        found: Iterable[Found],
        cursor: str = "",
        total: int | None = None,
        overlap: bool = False,
    ) -> Page:
        """One page. One that brings nothing new ends the reading, for a portal may go in circles,
        unless pages `overlap` by design.

        On the last page `total`, what the portal announced, is compared with what it gave.
        """
        problems: list[ItemProblem] = []
        datasets: list[DatasetDoc] = []
        services: list[ServiceDoc] = []
        new = False
        for one in found:
            code = self._identity(one)
            new = new or code != "again"
            if not code:
                datasets += [one.dataset] if one.dataset else []
                services += one.services
            if code != "again":
                problems += one.item.problems
            if code not in ("", "again"):
                problem = PortalError(code, value=one.item.name[:200])
                problems.append(ItemProblem(one.item.name, problem))
        cursor = cursor if new or overlap else ""
        if not cursor and total is not None and len(self.seen) < total:
            problem = PortalError("count", total=total, read=len(self.seen))
            problems.append(ItemProblem(self.catalogue.uri, problem))
        return Page(self._reading(datasets, services, problems), cursor)

    def _reading(
        self,
        datasets: Sequence[DatasetDoc],
        services: Sequence[ServiceDoc],
        problems: Sequence[ItemProblem],
    ) -> Reading:
        catalogue = replace(self.catalogue, datasets=tuple(datasets), services=tuple(services))
        return Reading(catalogue, tuple(problems), Counter())

    def _identity(self, found: Found) -> str:
        """The code of what forbids to take it: "" nothing, "again" when it was met already."""
        doc = found.dataset or next(iter(found.services), None)
        if doc is None:
            return self._met(found.item.name, 0)
        name = doc.identifier
        if not name or len(name) > LONGEST or vocabulary.fold(name) in PLACEHOLDERS:
            return "identifier"
        again = self._met(name, hash(repr(doc)))
        return again or ("" if doc.title else "title")

    def _met(self, name: str, said: int) -> str:
        """ "again" when the same was said under this name, "twice" when something else was."""
        if name in self.seen:
            return "again" if self.seen[name] == said else "twice"
        self.seen[name] = said
        return ""
