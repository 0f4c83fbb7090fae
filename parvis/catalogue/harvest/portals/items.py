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
    """What was made of one item: no data set when the portal does not list it publicly."""

    item: Item
    dataset: DatasetDoc | None = None
    services: tuple[ServiceDoc, ...] = ()


@dataclass
class Listing:
    """The pages of one run: identities are checked, what is given twice is told once."""

    catalogue: CatalogueDoc
    seen: dict[str, int] = field(default_factory=dict)

    def page(self, found: Iterable[Found], cursor: str = "", total: int | None = None) -> Page:
        """One page; on the last one `total`, what the portal announced, is compared."""
        problems: list[ItemProblem] = []
        datasets: list[DatasetDoc] = []
        services: list[ServiceDoc] = []
        for one in found:
            problems += one.item.problems
            refusal = self._identity(one.dataset) if one.dataset else "none"
            if one.dataset and not refusal:
                datasets.append(one.dataset)
                services += one.services
            elif refusal not in ("none", "again"):
                problem = PortalError(refusal, value=one.item.name[:200])
                problems.append(ItemProblem(one.item.name, problem))
        if not cursor and total is not None and len(self.seen) < total:
            problem = PortalError("count", total=total, read=len(self.seen))
            problems.append(ItemProblem(self.catalogue.uri, problem))
        return Page(self._reading(datasets, services, problems), cursor)

    def skip(self, name: str) -> None:
        """Count an item that was given but is not taken."""
        self.seen.setdefault(name, 0)

    def _reading(
        self,
        datasets: Sequence[DatasetDoc],
        services: Sequence[ServiceDoc],
        problems: Sequence[ItemProblem],
    ) -> Reading:
        catalogue = replace(self.catalogue, datasets=tuple(datasets), services=tuple(services))
        return Reading(catalogue, tuple(problems), Counter())

    def _identity(self, doc: DatasetDoc) -> str:
        """The code of what forbids to take it: "" nothing, "again" when it was taken already."""
        name = doc.identifier
        if not name or len(name) > LONGEST or vocabulary.fold(name) in PLACEHOLDERS:
            return "identifier"
        if not doc.title:
            self.skip(name)
            return "title"
        said = hash(repr(doc))
        if name in self.seen:
            return "again" if self.seen[name] == said else "twice"
        self.seen[name] = said
        return ""
