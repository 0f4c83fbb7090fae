"""A business database as a source of the harvest: each table kept becomes a data set's document."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc
from parvis.catalogue.dcat.read import Reading
from parvis.catalogue.harvest.connectors import Get, Page
from parvis.catalogue.scan import lexicon
from parvis.catalogue.scan.address import account, parse, variable
from parvis.catalogue.scan.describe import Described, Description, describe
from parvis.catalogue.scan.limits import Limits
from parvis.catalogue.scan.reading import read
from parvis.catalogue.tables import read_table
from parvis.records.problems import gettext_noop

PAGE = 200  # tables

ACCESS_RIGHT = read_table("access-right").base
# A data set that nobody has examined is never announced as public.
ACCESS = {
    "open": "NON_PUBLIC",
    "restricted": "NON_PUBLIC",
    "personal": "SENSITIVE",
    "secret": "CONFIDENTIAL",
}


@dataclass(frozen=True)
class SqlConnector:
    """`allowed` is PARVIS_ALLOW_PRIVATE; `environ` holds the accounts, PARVIS_SCAN_<NAME>."""

    kind: str = "sql"
    label: str = gettext_noop("Base de données d’une application métier")
    allowed: frozenset[str] = frozenset()
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    limits: Limits = field(default_factory=Limits)

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        """`cursor` is the identifier of the last table given; `get` is of no use here."""
        description = self.scan(address)
        kept = [table for table in description.tables if table.keep]
        given = next((n for n, t in enumerate(kept, 1) if t.identifier == cursor), 0)
        for start in range(given, max(len(kept), given + 1), PAGE):
            page = kept[start : start + PAGE]
            last = start + PAGE >= len(kept)
            yield Page(_reading(description, page), "" if last else page[-1].identifier)

    def scan(self, address: str) -> Description:
        target = parse(address)
        needed = target.system != "sqlite"
        reader = account(target, self.environ) if needed else None
        found = read(target, reader, allowed=self.allowed, limits=self.limits)
        return describe(target.application, found)


def _reading(description: Description, tables: Sequence[Described]) -> Reading:
    catalogue = CatalogueDoc(
        uri=f"urn:parvis:scan:{variable(description.application).lower()}",
        title={"fr": lexicon.title(description.application)},
        datasets=tuple(document(table) for table in tables),
    )
    return Reading(catalogue, (), Counter())


def document(table: Described) -> DatasetDoc:
    return DatasetDoc(
        identifier=table.identifier,
        title={"fr": table.title},
        description={"fr": table.summary},
        access_rights=Named(uri=ACCESS_RIGHT + ACCESS[table.access]),
    )
