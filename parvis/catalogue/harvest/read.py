"""Get a source's documents through the connector of its kind, page after page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from tqdm import tqdm

from parvis.catalogue.dcat.model import CatalogueDoc
from parvis.catalogue.dcat.read import Reading
from parvis.catalogue.harvest.connectors import Connector, SourceError
from parvis.catalogue.harvest.polite import PoliteGet
from parvis.catalogue.harvest.rdf import existing_file
from parvis.records import hooks
from parvis.records.fetch import Answer, Client

SHORT = "count"  # the source gave fewer items than it announced: what lacks has not vanished


@dataclass(frozen=True)
class Source:
    """A whole catalogue, and what was not understood: (item, sentence), refused items apart.

    `complete` is False when the source itself said that it held more than it gave.
    """

    catalogue: CatalogueDoc
    refused: Sequence[tuple[str, str]]
    doubts: Sequence[tuple[str, str]]
    complete: bool = True


def connectors() -> dict[str, Connector]:
    """What rooms and plug-ins can read, by kind."""
    return {connector.kind: connector for connector in hooks.gather("connectors")}


def read(address: str, kind: str = "dcat", progress: bool = False) -> Source:
    """Read an address (all its pages) or a file. Raises a `Problem`, in one sentence, when
    nothing can be read."""
    known = connectors()
    if kind not in known:
        raise SourceError("kind", kind=kind, known=", ".join(known))
    get = get_address if "://" in address else get_file
    pages = known[kind].pages(address, get())
    bar = tqdm(pages, disable=not progress, unit=" page", desc=_("Lecture"))
    return told([page.reading for page in bar])


def get_address() -> PoliteGet:
    return PoliteGet(Client(allow_private=frozenset(settings.PARVIS_ALLOW_PRIVATE)))


def get_file() -> Any:
    """A file that a person named, as if it had been fetched."""

    @contextmanager
    def get(url: str, **_asked: Any) -> Iterator[Answer]:
        path = existing_file(url)
        yield Answer(str(path), 200, path, Path(path).stat().st_size, "", "", "", "")

    return get


def told(readings: Sequence[Reading]) -> Source:
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
    complete = all(problem.problem.code != SHORT for problem in problems)
    return Source(catalogue, refused, doubts, complete)
