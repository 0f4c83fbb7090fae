"""The map above the list of devices: points, and zones with how many devices each hides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import ngettext

from parvis.design.maps import Place
from parvis.public_space import places, showing
from parvis.records.finding import find_keys
from parvis.records.models import Published
from parvis.records.projection import translated
from parvis.records.remembered import Notes, only
from parvis.records.search import SearchRequest

MOST = 500  # devices of a list that its map shows


Content = Mapping[str, Any]


def shown(row: Published) -> Content:
    """What the map reads of a device."""
    titles = {
        language: {"title": texts.get("title")}
        for language, texts in (row.content.get("translations") or {}).items()
    }
    return READ(row.content) | {"title": row.title, "translations": titles}


READ = only(*places.FIELDS, "recognition", "language")
SHOWN = Notes(shown)


def list_places(question: SearchRequest) -> list[Place]:
    """The devices that the question finds, at most MOST; those of one zone are one place."""
    keys = find_keys(replace(question, offset=0, limit=MOST, facets=()))
    known = SHOWN.of(keys, Published.objects.visible(question.audience))
    found = [known[key] for key in keys if key in known]
    return [*zones(found), *points(found)]


def points(found: Iterable[Content]) -> Iterable[Place]:
    for one in found:
        if places.point(one) and (place := showing.on_map(translated(one, "title"), one)):
            yield replace(place, level=level(one))


def level(content: Content) -> int:
    """The colour of a mark: what recognises people apart from what does not."""
    return 1 if content.get("recognition") == "identifiable" else 2


def zones(found: Iterable[Content]) -> Iterable[Place]:
    """Each zone once, under its name with how many devices it hides."""
    held: dict[str, list[Content]] = {}
    for one in found:
        if one.get("zone") and not places.point(one):
            held.setdefault(places.where(one), []).append(one)
    for name, hidden in held.items():
        if place := showing.on_map(name, hidden[0]):
            yield replace(place, name=hidden_words(name, len(hidden)), level=3, lang="")


def hidden_words(name: str, count: int) -> str:
    said = {"name": name, "num": count}
    return ngettext("%(name)s : %(num)s équipement", "%(name)s : %(num)s équipements", count) % said
