"""Every public address of the portal, from the list of addresses itself, and what may be asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

from parvis.records import hooks

# addresses that no visitor has: a desk behind sign-in, and accounts
PRIVATE = (
    "mes-suivis/",
    "espace-agents/",
    "connexion/",
    "deconnexion/",
    "invitation/",
    "mes-roles/",
    "equipes/",
)
ABSENT = "00000000-0000-0000-0000-000000000000"
# what stands for each variable part of an address: something that is there, something that is not
PARTS = {
    "path": ("organisations", "donnees"),
    "kind": ("organisation", "dataset", "nothing"),
    "slug": ("jardins", "arbres", "jardins.json", "arbres.ttl", "nothing"),
    "uuid": (ABSENT,),
    "name": ("plan.pdf",),
    "token": ("x",),
    "number": ("0", "999999999"),
    "form": ("csv", "json", "nl.json", "txt", "nothing"),
    "identifier": ("0", "nothing"),
    "version": ("000000000000", "nothing"),
    "squares": ("WebMercatorQuad", "nothing"),
    "zoom": ("0",),
    "row": ("0",),
    "column": ("0",),
    "short": ("demtmp2", "nothing", "0"),
}


def patterns() -> list[str]:
    """Every public pattern, as Django writes it, once for each language."""
    return sorted(walked(get_resolver().url_patterns, ""))


def walked(found: list[object], before: str) -> Iterator[str]:
    for one in found:
        if isinstance(one.pattern, LocalePrefixPattern):
            for prefix in ("", "en/"):
                yield from walked(one.url_patterns, prefix)
            continue
        place = before + part(one.pattern)
        if not place.removeprefix("en/").startswith(PRIVATE):
            if isinstance(one, URLPattern):
                yield place
            else:
                yield from walked(one.url_patterns, place)


def part(pattern: object) -> str:
    """`<folder:path>/` and `sitemap-(?P<number>…).xml` alike."""
    if isinstance(pattern, RoutePattern):
        return pattern._route
    plain = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", pattern._regex)
    return plain.replace("/?", "/").replace("^", "").replace("$", "").replace("\\", "")


def addresses() -> list[str]:
    return sorted({f"/{place}" for pattern in patterns() for place in filled(pattern)})


def one_of_each() -> list[str]:
    """One address of each pattern, that of something that is there."""
    return [f"/{next(filled(pattern))}" for pattern in patterns()]


def filled(pattern: str) -> Iterator[str]:
    """A pattern with each of its variable parts filled in, in every way."""
    if "<" not in pattern:
        yield pattern
        return
    before, _open, rest = pattern.partition("<")
    inside, _close, after = rest.partition(">")
    for value in PARTS[inside.rpartition(":")[2]]:
        yield from filled(f"{before}{value}{after}")


def parameters(client: Client) -> set[str]:
    """Every name that the API documents for a question, and that pages read."""
    document = json.loads(client.get("/api/openapi.json").content)
    return set(names(document)) | {"q", "page", "sort", *facets()}


def names(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("in") == "query" and node["schema"].get("type") != "object":
            yield node["name"]
        for value in node.values():
            yield from names(value)
    elif isinstance(node, list):
        for value in node:
            yield from names(value)


def facets() -> Iterator[str]:
    for kind in hooks.record_types().values():
        yield from kind.facets


def read_by_views() -> set[str]:
    """Names that the code of public doors reads: `GET["page"]`, `integer(data, "depth"`."""
    found: set[str] = set()
    for room in (
        *("site", "catalogue", "public_space", "privacy", "algorithms", "rights", "commitments"),
        "design",
    ):
        for path in Path("parvis", room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"\.GET(?:\.get|\.getlist)?[(\[]\s*\"(\w+)\"", text))
            found |= set(re.findall(r"(?:text|many|choice|integer)\([\w.]+, \"(\w+)\"", text))
    return found
