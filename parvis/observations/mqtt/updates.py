"""What changed becomes messages: each entity as all may see it now, under each topic that is
followed. What is not shown to all, or is no more, is read by nobody here, and so is not told."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from paho.mqtt.client import topic_matches_sub

from parvis.observations import conditions as c
from parvis.observations import reading
from parvis.observations.mqtt.followed import Followed
from parvis.observations.mqtt.following import Following
from parvis.observations.mqtt.topics import TOLD
from parvis.observations.outbox import Change
from parvis.observations.sta import door, kinds, observed, source
from parvis.observations.sta.entities import BY_NAME, ENTITIES, Entity, Relation
from parvis.observations.sta.kept import KINDS
from parvis.observations.sta.path import Path, Step
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.resolve import Asked
from parvis.observations.sta.shapes import MISSING, key_of, link, relations, shape, value, walked
from parvis.observations.sta.source import Source

Message = tuple[str, bytes]
Names = frozenset[str] | None
"""The properties that changed; None: any of them."""
TOGETHER = 1_000  # entities read at once


def messages(changes: Sequence[Change], followed: Followed) -> Iterator[Message]:
    asked = door.asked(None)
    for name, changed in merged(changes).items():
        entity = BY_NAME[name]
        mine = [one for one in followed.exact.values() if one.path.entity is entity]
        if not mine and not followed.wild:
            continue
        keys = sorted(changed)
        for start in range(0, len(keys), TOGETHER):
            part = {key: changed[key] for key in keys[start : start + TOGETHER]}
            yield from Telling(asked, entity, part).messages(mine, followed)


def merged(changes: Sequence[Change]) -> dict[str, dict[int, Names]]:
    """Each entity once, what it is about before what names it."""
    found: dict[str, dict[int, Names]] = {one.name: {} for one in reversed(ENTITIES)}
    for name, keys, names in changes:
        for kind in KINDS if name in KINDS else (name,):  # its row says of which kind it is
            for key in keys:
                before = found[kind].get(key, frozenset())
                found[kind][key] = None if names is None or before is None else before | {*names}
    return found


class Telling:
    """Some entities of one kind that changed."""

    def __init__(self, asked: Asked, entity: Entity, changed: Mapping[int, Names]) -> None:
        self.asked, self.entity, self.changed = asked, entity, changed
        found = source.start(asked, Step(entity))
        self.rows = {key_of(row): row for row in narrowed(found, changed)}
        self.several = kinds.several(self.rows.values())
        self.bodies: dict[tuple[int, Any], bytes] = {}

    def messages(self, mine: Sequence[Following], followed: Followed) -> Iterator[Message]:
        for one in mine:
            for row in self.members(one.path):
                body = self.part(one.path, row) if one.path.inside else self.body(row, one.select)
                if body is not None:
                    yield one.topic, body
        if followed.wild:
            for topic, rows in self.plain().items():
                if topic not in followed.exact and covered(topic, followed.wild):
                    yield from ((topic, self.body(row)) for row in rows)

    def members(self, path: Path) -> Collection[Any]:
        """Those that a path leads to."""
        *before, last = path.steps
        if not before:
            return self.rows.values() if last.id is None else self.one(last.id)
        bearer = before[0].entity
        up = next((one.name for one in self.entity.relations
                   if not one.many and one.target == bearer.name), None)  # fmt: skip
        if len(before) == 1 and last.id is None and up:
            key = before[0].id
            return [
                row for row in self.rows.values()
                if link(self.entity, up, row) == key and bearer.name in self.ways(row)
            ]  # fmt: skip
        try:
            return narrowed(source.source(self.asked, path), self.rows)
        except StaProblem:  # something on the way is not there, or not shown: it leads to nothing
            return []

    def ways(self, row: Any) -> dict[str, Relation]:
        """Its relations to one entity, by the name of that entity."""
        found = relations(self.entity, row, self.several)
        return {one.target: one for one in found if not one.many}

    def one(self, key: int) -> list[Any]:
        return [self.rows[key]] if key in self.rows else []

    def plain(self) -> dict[str, list[Any]]:
        """The topics that a filter of several may mean: sets, and each entity by itself."""
        found: dict[str, list[Any]] = defaultdict(list)
        for key, row in self.rows.items():
            found[f"{TOLD}{self.entity.plural}"].append(row)
            found[f"{TOLD}{self.entity.plural}({key})"].append(row)
            for name, way in self.ways(row).items():
                bearer = f"{BY_NAME[name].plural}({link(self.entity, way.name, row)})"
                found[f"{TOLD}{bearer}/{self.entity.plural}"].append(row)
        return found

    def body(self, row: Any, select: tuple[tuple[str, ...], ...] = ()) -> bytes:
        name = (key_of(row), select)
        if name not in self.bodies:
            told = shape(door.root(), self.entity, row, select, several=self.several)
            self.bodies[name] = written(told)
        return self.bodies[name]

    def part(self, path: Path, row: Any) -> bytes | None:
        """A property, when it is what changed."""
        names = self.changed[key_of(row)]
        if names is not None and path.inside[0] not in names:
            return None
        property = self.entity.property(path.inside[0])
        assert property is not None
        found = walked(value(self.entity, property, row), path.inside[1:])
        return written({path.inside[-1]: None if found is MISSING else found})


def narrowed(found: Source, keys: Collection[int]) -> list[Any]:
    if found.rows is not None:
        return list(found.rows.filter(pk__in=list(keys)).order_by("pk").distinct())
    where = c.both(found.where, observed.within("id", keys))
    return list(reading.page(c.Ask(where, limit=max(1, len(keys)))))


def covered(topic: str, filters: Collection[str]) -> bool:
    return any(topic_matches_sub(one, topic) for one in filters)


def written(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
