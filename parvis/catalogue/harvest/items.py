"""One item of a source: how it is known from one harvest to the next, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from parvis.catalogue.dcat.model import CatalogueDoc, DatasetDoc, ServiceDoc
from parvis.records import canonical

LONGEST = 500  # characters of an identifier


@dataclass(frozen=True)
class Incoming:
    """An item with the digest of everything the source says of it."""

    identifier: str
    digest: bytes
    doc: DatasetDoc | ServiceDoc

    @property
    def uri(self) -> str:
        return self.doc.uri[:LONGEST]

    @property
    def other(self) -> str:
        """What the source calls it besides: kept when the identifier changes."""
        others = self.doc.other_identifiers if isinstance(self.doc, DatasetDoc) else ()
        return next((name[:LONGEST] for name in others if name != self.identifier), "")

    @property
    def likeness(self) -> bytes:
        """Digest of its title and of where it is had; b"" when that is too little to know it by."""
        where = sorted(places(self.doc))
        if not where:
            return b""
        return canonical.digest(canonical.encode([dict(self.doc.title), where]))


def places(doc: DatasetDoc | ServiceDoc) -> Iterator[str]:
    """Addresses of files and services."""
    if isinstance(doc, ServiceDoc):
        yield from doc.endpoint_urls
        return
    for item in doc.distributions:
        yield from (*item.access_urls, *item.download_urls)


def incoming(catalogue: CatalogueDoc) -> Sequence[Incoming]:
    """Items of one page, data sets before the services that serve them; the reader has refused
    those without identity."""
    docs: list[DatasetDoc | ServiceDoc] = [
        *catalogue.series, *catalogue.datasets, *catalogue.services,
    ]  # fmt: skip
    return [
        Incoming(
            (doc.identifier or doc.uri)[:LONGEST],
            canonical.digest(canonical.encode(canonical.plain(asdict(doc)))),
            doc,
        )
        for doc in docs
    ]
