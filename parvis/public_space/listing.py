"""The map above the list of devices: points, and zones with how many devices each hides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import ngettext

from parvis.design.maps import Place
from parvis.public_space import places, showing
from parvis.records.finding import find
from parvis.records.models import Published
from parvis.records.projection import translated
from parvis.records.search import SearchRequest

MOST = 500  # devices of a list that its map shows


def list_places(question: SearchRequest) -> list[Place]:
    """The devices that the question finds, at most MOST; those of one zone are one place."""
    rows = find(replace(question, offset=0, limit=MOST, facets=())).rows
    return [*zones(rows), *points(rows)]


def points(rows: Iterable[Published]) -> Iterable[Place]:
    for row in rows:
        title = translated(row.content, "title")
        if places.point(row.content) and (place := showing.on_map(title, row.content)):
            yield replace(place, level=level(row.content))


def level(content: dict[str, Any]) -> int:
    """The colour of a mark: what recognises people apart from what does not."""
    return 1 if content.get("recognition") == "identifiable" else 2


def zones(rows: Iterable[Published]) -> Iterable[Place]:
    """Each zone once, under its name with how many devices it hides."""
    held: dict[str, list[Published]] = {}
    for row in rows:
        if row.content.get("zone") and not places.point(row.content):
            held.setdefault(places.where(row.content), []).append(row)
    for name, hidden in held.items():
        place = showing.on_map(name, hidden[0].content)
        if place:
            yield replace(place, name=hidden_words(name, len(hidden)), level=3, lang="")


def hidden_words(name: str, count: int) -> str:
    said = {"name": name, "num": count}
    return ngettext("%(name)s : %(num)s équipement", "%(name)s : %(num)s équipements", count) % said
