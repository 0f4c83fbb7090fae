"""Filters of a list at the desk: links with their counts, which stand in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from parvis.design.text import capital


@dataclass(frozen=True)
class Choice:
    """One value of a filter. `url` adds it to the address, or takes it away when it is chosen."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    title: str
    choices: tuple[Choice, ...]


def asked(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """What is chosen of each filter: the address may say anything."""
    found = {name: request.GET.get(name, "").replace("\0", "")[:80] for name in names}
    return {name: value for name, value in found.items() if value}


def facet(
    request: HttpRequest, name: str, title: Any, counted: Iterable[tuple[Any, Any, int]]
) -> Facet:
    """`counted`: value, words, how many. What has none is left out, but for what is chosen."""
    now = request.GET.get(name, "")
    found = []
    for value, words, count in counted:
        chosen = str(value) == now
        if count or chosen:
            found.append(Choice(capital(words), count, address(request, name, str(value)), chosen))
    return Facet(str(title), tuple(found))


def address(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.pop("p", None)
    if query.get(name) == value:
        query.pop(name)
    else:
        query[name] = value
    return f"?{query.urlencode()}"


def kept(request: HttpRequest) -> str:
    """The filters of a list, for the addresses of its other pages."""
    query = request.GET.copy()
    query.pop("p", None)
    return f"{query.urlencode()}&" if query else ""
