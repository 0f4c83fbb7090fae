"""Asking a portal: its addresses, its answers in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from parvis.catalogue.harvest.connectors import Get
from parvis.catalogue.harvest.portals.errors import PortalError
from parvis.records.fetch import FetchError


@dataclass(frozen=True)
class Place:
    """Where a portal is: `root` without a slash at its end, and what its address filters."""

    root: str
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def uri(self) -> str:
        """The portal's own name; a part of a portal has none."""
        return "" if self.filters else f"{self.root}/"

    def at(self, path: str, asked: Mapping[str, object] | None = None) -> str:
        """An address of this portal, with what is asked and what is filtered."""
        pairs = [*((asked or {}).items()), *self.filters]
        return f"{self.root}{path}?{urlencode(pairs)}" if pairs else f"{self.root}{path}"


def place(address: str, ends: str, own: Iterable[str]) -> Place:
    """The portal an address belongs to: what comes before `ends`, a regular expression.

    Parameters of the address are kept as filters, but `own`: those of paging.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError as error:
        raise FetchError("address", url=address[:200]) from error
    if not parts.scheme or not parts.netloc:
        raise FetchError("address", url=address[:200])
    own = set(own)
    filters = tuple(pair for pair in parse_qsl(parts.query) if pair[0] not in own)
    path = re.split(ends, parts.path, maxsplit=1)[0].rstrip("/")
    return Place(f"{parts.scheme}://{parts.netloc}{path}", filters)


def read_json(get: Get, url: str) -> Any:
    """What an address answers; PortalError when it is not JSON."""
    with get(url, accept="application/json, */*;q=0.1") as answer:
        content = b"" if answer.path is None else answer.path.read_bytes()
    head = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise PortalError("empty", url=url)
    if head.startswith(b"<"):
        raise PortalError("html", url=url)
    try:
        return json.loads(content)
    except ValueError as error:
        raise PortalError("json", url=url) from error
    except RecursionError as error:
        raise PortalError("depth", url=url) from error


def position(cursor: str) -> int:
    """The number of items already read that a cursor says."""
    return int(cursor) if re.fullmatch(r"[0-9]{1,9}", cursor) else 0
