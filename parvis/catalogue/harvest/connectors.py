"""What a connector is: how one kind of portal, service or database is read, page after page.

A connector turns what a foreign system says into the catalogue's own documents (`dcat.model`); it
writes nothing and knows no record. Rooms and plug-ins declare theirs through the hook
`connectors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Protocol

from parvis.catalogue.dcat.read import Reading
from parvis.records.fetch import Answer
from parvis.records.problems import Problem, gettext_noop


class SourceError(Problem):
    """A whole source is refused, whatever its kind: nothing was changed."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "no_file": gettext_noop("Le fichier « %(path)s » n’existe pas."),
            "kind": gettext_noop(
                "La sorte de source « %(kind)s » est inconnue : choisissez parmi %(known)s."
            ),
        }
    )


class Get(Protocol):
    """The guarded client of addresses: what came back lives as long as the context.

    `body` makes it a POST of that text as `body_type`. Raises FetchError, in one sentence.
    """

    def __call__(
        self, url: str, *, accept: str = "*/*", body: bytes | None = None, body_type: str = ""
    ) -> AbstractContextManager[Answer]: ...


@dataclass(frozen=True)
class Page:
    """What one request brought, and where the next page begins: "" on the last one."""

    reading: Reading
    cursor: str = ""


class Connector(Protocol):
    """One kind of source. `kind` is what `parvis harvest --kind` takes; `label` what people read.

    `pages` starts at `cursor`, which is what a page before said, so that a stopped harvest goes
    on; memory stays flat whatever the number of pages. What is wrong with one item is said in its
    page (`Reading.problems`); only what leaves nothing to read raises a `Problem`.
    """

    @property
    def kind(self) -> str: ...

    @property
    def label(self) -> str: ...

    def pages(self, address: str, get: Get, cursor: str = "") -> Iterator[Page]: ...
