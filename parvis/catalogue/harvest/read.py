"""The pages of a source, through the connector of its kind."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from tqdm import tqdm

from parvis.catalogue.harvest.connectors import Connector, Page, SourceError
from parvis.catalogue.harvest.polite import PoliteGet
from parvis.catalogue.harvest.rdf import existing_file
from parvis.records import hooks
from parvis.records.fetch import Answer, Client

LARGE = 1_000  # data sets of a page, which is then a whole file


def connectors() -> dict[str, Connector]:
    """What rooms and plug-ins can read, by kind."""
    return {connector.kind: connector for connector in hooks.gather("connectors")}


def read(
    address: str, kind: str = "dcat", cursor: str = "", progress: bool = False
) -> Iterator[Page]:
    """Pages of an address from `cursor` on, or the one of a file. Raises a `Problem`, in one
    sentence, when nothing (more) can be read."""
    known = connectors()
    if kind not in known:
        raise SourceError("kind", kind=kind, known=", ".join(known))
    get = get_address if "://" in address else get_file
    pages = one_by_one(known[kind].pages(address, get(), cursor))
    return iter(tqdm(pages, disable=not progress, unit=" page", desc=_("Lecture")))


def one_by_one(pages: Iterator[Page]) -> Iterator[Page]:
    while True:
        with undisturbed():
            page = next(pages, None)
            if page and len(page.reading.catalogue.datasets) > LARGE:
                gc.freeze()  # nor is it looked through while its records are taken
        if page is None:
            return
        yield page


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without looking for cycles: a page is a million objects and has none."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def get_address() -> PoliteGet:
    return PoliteGet(Client(allow_private=frozenset(settings.PARVIS_ALLOW_PRIVATE)))


def get_file() -> Any:
    """A file that a person named, as if it had been fetched."""

    @contextmanager
    def get(url: str, **_asked: Any) -> Iterator[Answer]:
        path = existing_file(url)
        yield Answer(str(path), 200, path, Path(path).stat().st_size, "", "", "", "")

    return get
