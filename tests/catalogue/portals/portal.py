"""A small portal of our own: answers by path and parameters, at a real address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from parvis.catalogue.harvest.connectors import Connector, Get, Page
from parvis.catalogue.harvest.portals.errors import PortalError
from parvis.records.fetch import Answer, Client, FetchError, Limits
from tests.records.test_fetch import LIMITS, Reply, Site, serving

Asked = dict[str, str]
Protocol = Callable[[str, Asked], Any]  # a path and what is asked: the answer, as JSON
DATA = Path(__file__).parents[4] / "shared" / "data" / "dcat"


@dataclass(frozen=True)
class Raw:
    """An answer that is not the JSON of a success."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class _Computed(dict[str, Reply]):
    def __init__(self, site: Site, protocol: Protocol) -> None:
        self.site, self.protocol = site, protocol

    def __missing__(self, address: str) -> Reply:
        parts = urlsplit(address)
        answer = self.protocol(parts.path, dict(parse_qsl(parts.query)))
        if not isinstance(answer, Raw):
            answer = Raw(json.dumps(answer).encode(), headers={"Content-Type": "application/json"})

        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(answer.status)
            handler.send_header("Content-Length", str(len(answer.content)))
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(answer.content)

        return reply


@contextmanager
def speaking(protocol: Protocol) -> Iterator[Site]:
    """A site that answers as `protocol` says."""
    site = Site()
    site.replies = _Computed(site, protocol)
    with serving(site) as running:
        yield running


def getter(site: Site, limits: Limits = LIMITS) -> Get:
    """The guarded client, allowed to reach this site only."""
    client: Client = site.client(limits)

    def get(
        url: str, *, accept: str = "*/*", body: bytes | None = None, body_type: str = ""
    ) -> AbstractContextManager[Answer]:
        assert body is None
        return client.fetch(url, accept=accept)

    return get


@contextmanager
def of_file(
    url: str, *, accept: str = "*/*", body: bytes | None = None, body_type: str = ""
) -> Iterator[Answer]:
    """What stands in a file, as if it were fetched."""
    path = Path(url)
    yield Answer(url, 200, path, path.stat().st_size, "application/json", "utf-8", "", "")


def read(connector: Connector, site: Site, path: str = "/", cursor: str = "") -> list[Page]:
    return list(connector.pages(site.root + path, getter(site), cursor))


def names(pages: list[Page]) -> list[str]:
    return [doc.identifier for page in pages for doc in page.reading.catalogue.datasets]


def told(pages: list[Page]) -> list[tuple[str, str]]:
    """(item, code) of everything that was said of the items."""
    return [(one.item, one.problem.code) for page in pages for one in page.reading.problems]


def refusal(connector: Connector, protocol: Protocol) -> str:
    """The code of the one sentence that refuses a portal whole."""
    refused = (PortalError, FetchError)
    with speaking(protocol) as site, pytest.raises(refused) as caught:
        read(connector, site)
    assert "%(" not in caught.value.sentence()
    return str(caught.value.code)
