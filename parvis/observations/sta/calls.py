"""One call of the door, alone or inside a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from django.http import HttpRequest

from parvis.observations.models import Key
from parvis.observations.sta import bodies
from parvis.observations.sta.problems import StaProblem

LARGEST = 10_000_000  # octets of a body
JSON, PATCH = "application/json", "application/json-patch+json"


@dataclass(frozen=True)
class Call:
    """`path` is below the root, decoded; `pairs`: the parameters, in their order."""

    method: str
    path: str
    pairs: Sequence[tuple[str, str]]
    key: Key | None = None
    media: str = JSON
    body: bytes = b""
    parameters: str = field(default="", repr=False)  # of the media: a boundary

    @property
    def given(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            found.setdefault(name, []).append(value)
        return found

    def loaded(self) -> Any:
        """The JSON sent. Raises StaProblem."""
        if self.media not in (JSON, PATCH):
            raise StaProblem("type")
        return bodies.loaded(self.body)


def of(request: HttpRequest, path: str, key: Key | None) -> Call:
    """Raises StaProblem."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LARGEST:
        raise StaProblem("large", most=LARGEST // 1_000_000)
    pairs = [(name, one) for name, values in request.GET.lists() for one in values]
    media = request.content_type or JSON
    boundary = (request.content_params or {}).get("boundary", "")
    return Call(request.method or "", path, pairs, key, media, request.body, boundary)


def parted(address: str) -> tuple[str, list[tuple[str, str]]]:
    """The path and the parameters of an address inside a batch, from the service root or not."""
    path, _mark, query = address.partition("?")
    before, mark, after = path.partition("/sta/v1.1/")
    path = after if mark else before.removeprefix("/").removeprefix("v1.1/")
    return unquote(path), parse_qsl(query, keep_blank_values=True)
