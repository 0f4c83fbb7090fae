"""The connector of catalogues in DCAT: a file, or an address and all its Hydra pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parvis.catalogue import dcat
from parvis.catalogue.harvest.connectors import Get, Page, SourceError

MOST_PAGES = 10_000
ACCEPT = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, */*;q=0.1"


class Dcat:
    """A page that leads back to one already read ends the catalogue."""

    kind = "dcat"
    label = "DCAT (RDF/XML, Turtle, JSON-LD)"

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]:
        """Raises DcatError or FetchError, each with one clear sentence."""
        if "://" not in address:
            yield Page(dcat.from_rdf(existing_file(address)))
            return
        following, seen = cursor or address, {address}
        while following and len(seen) <= MOST_PAGES:
            seen.add(following)
            with get(following, accept=ACCEPT) as answer:
                assert answer.path is not None  # nothing conditional was asked
                reading = dcat.from_rdf(answer.path, answer.media_type, answer.url)
            following = reading.catalogue.next_page
            following = "" if following in seen else following
            yield Page(reading, following)


def existing_file(address: str) -> Path:
    """The file that a person named. Raises SourceError when there is none."""
    path = Path(address)
    if not path.is_file():
        raise SourceError("no_file", path=address)
    return path
