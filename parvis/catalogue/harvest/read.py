"""Get a source's documents: from an address, page after page, or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from tqdm import tqdm

from parvis.catalogue import dcat
from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.harvest.report import Refused
from parvis.records.fetch import Client

MOST_PAGES = 10_000
ACCEPT = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, */*;q=0.1"


@dataclass(frozen=True)
class Source:
    """A whole catalogue, and what was not understood: (item, sentence), refused items apart."""

    catalogue: CatalogueDoc
    refused: Sequence[tuple[str, str]]
    doubts: Sequence[tuple[str, str]]


def read(source: str, progress: bool = False) -> Source:
    """Read an address (all its Hydra pages) or a file.

    Raises FetchError or DcatError, each with one clear sentence, when nothing can be read.
    """
    if "://" in source:
        return read_address(source, progress)
    path = Path(source)
    if not path.is_file():
        raise Refused(_("Le fichier « %(path)s » n’existe pas.") % {"path": source})
    return told([dcat.from_rdf(path)])


def read_address(address: str, progress: bool) -> Source:
    """Follow the pages of a catalogue; a page that leads back to one already read ends it."""
    client = Client(allow_private=frozenset(settings.PARVIS_ALLOW_PRIVATE))
    readings: list[dcat.Reading] = []
    seen, following = {address}, address
    with tqdm(disable=not progress, unit=" page", desc=_("Lecture")) as bar:
        while following and len(readings) < MOST_PAGES:
            with client.fetch(following, accept=ACCEPT) as answer:
                assert answer.path is not None  # nothing conditional was asked
                readings.append(dcat.from_rdf(answer.path, answer.media_type, answer.url))
            bar.update()
            following = readings[-1].catalogue.next_page
            if following in seen:
                break
            seen.add(following)
    return told(readings)


def told(readings: Sequence[dcat.Reading]) -> Source:
    """One catalogue from its pages, with the sentences about its items."""
    catalogue = readings[0].catalogue
    if len(readings) > 1:
        catalogue = replace(
            catalogue,
            view=None,
            series=tuple(item for reading in readings for item in reading.catalogue.series),
            datasets=tuple(item for reading in readings for item in reading.catalogue.datasets),
            services=tuple(item for reading in readings for item in reading.catalogue.services),
        )
    problems = [problem for reading in readings for problem in reading.problems]
    refused = [(p.item, p.problem.sentence(_)) for p in problems if p.refused]
    doubts = [(p.item, p.problem.sentence(_)) for p in problems if not p.refused]
    return Source(catalogue, refused, doubts)
