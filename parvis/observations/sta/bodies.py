"""Entities as a client writes them: checked against the standard, nested as deep as they come."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from parvis.lake.query.geometry import NotGeometry, from_geojson
from parvis.observations import instants
from parvis.observations.sta import multi
from parvis.observations.sta.entities import (
    MULTI_DATASTREAM,
    Entity,
    Property,
    Relation,
    Type,
    target,
)
from parvis.observations.sta.path import LARGEST
from parvis.observations.sta.problems import StaProblem, shown

GEOJSON = {"application/geo+json", "application/vnd.geo+json"}
NAME = 500  # characters; of an address, 2,000
LENGTHS = {"name": NAME, "definition": 2_000, "observationType": NAME, "encodingType": 200}
DEEPEST = 8  # entities inside one another
LEVELS = 100  # lists and objects inside one another
UNKEPT = re.compile("[\0\ud800-\udfff]")
OBJECTS = {"properties", "unitOfMeasurement", "parameters"}


@dataclass
class Draft:
    """`values`: properties given, times in µs as (start, end). `links`: what each relation names,
    identifiers of what is there or drafts of what is to be made."""

    entity: Entity
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[int | Draft]] = field(default_factory=dict)

    @property
    def of_what_is_there(self) -> bool:
        """Whether nothing else is to be made with it."""
        return not any(isinstance(one, Draft) for named in self.links.values() for one in named)


def loaded(body: bytes) -> Any:
    """JSON that a database can keep. Raises StaProblem."""
    try:
        found = json.loads(body, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise StaProblem("json") from error
    check(found)
    return found


def refuse(word: str) -> None:
    raise ValueError(word)


def check(value: Any) -> None:
    """No NUL and no half of a character, anywhere; nothing so deep that reading it would fail."""
    level, here = 0, [value]
    while here:
        if level > LEVELS:
            raise StaProblem("nested", most=LEVELS)
        inside: list[Any] = []
        for one in here:
            if isinstance(one, str):
                if UNKEPT.search(one):
                    raise StaProblem("text", field=shown(one))
            elif isinstance(one, dict):
                inside += [*one, *one.values()]
            elif isinstance(one, list):
                inside += one
        level, here = level + 1, inside


def read(entity: Entity, body: Any, zone: tzinfo, partial: bool = False, level: int = 0) -> Draft:
    """`partial`: only what is given changes. Raises StaProblem, InstantProblem."""
    if not isinstance(body, dict):
        raise StaProblem("object", entity=entity.name)
    if level > DEEPEST:
        raise StaProblem("nested", most=DEEPEST)
    draft = Draft(entity)
    for name, value in body.items():
        found = entity.by_name.get(name)
        if "@iot." in name:
            continue  # what the service says of itself, sent back
        if isinstance(found, Relation):
            draft.links[name] = linked(found, value, zone, level)
        elif found is None:
            known = ", ".join(entity.by_name)
            raise StaProblem("property", value=shown(name), entity=entity.name, known=known)
        elif not found.computed:
            draft.values[name] = given(entity, found, value, zone)
    if not partial:
        complete(draft)
    if entity is MULTI_DATASTREAM:
        multi.check(body)
    check_place(draft)
    return draft


def linked(relation: Relation, value: Any, zone: tzinfo, level: int) -> list[int | Draft]:
    if not relation.many:
        return [one(relation, value, zone, level)]
    if not isinstance(value, list):
        raise StaProblem("list", field=relation.name)
    return [one(relation, inner, zone, level) for inner in value]


def one(relation: Relation, value: Any, zone: tzinfo, level: int) -> int | Draft:
    """What bears an `@iot.id` is there, whatever else is sent of it; the rest is to be made."""
    if isinstance(value, dict) and "@iot.id" in value:
        return number(value["@iot.id"], relation.name)
    return read(target(relation), value, zone, level=level + 1)


def number(value: Any, name: str) -> int:
    if type(value) is not int or not 0 < value <= LARGEST:
        raise StaProblem("id", value=shown(str(value)), name=name)
    return value


def complete(draft: Draft) -> None:
    for one in draft.entity.properties:
        if one.required and one.name not in draft.values:
            raise StaProblem("missing", field=one.name, entity=draft.entity.name)


def given(entity: Entity, property: Property, value: Any, zone: tzinfo) -> Any:
    """A value as it is kept. Raises StaProblem, InstantProblem."""
    name = property.name
    if property.type is Type.RESULT:
        return value
    if value is None:
        if property.required:
            raise StaProblem("missing", field=name, entity=entity.name)
        return None
    if property.type in (Type.INSTANT, Type.TIME, Type.INTERVAL):
        return timed(property, value, zone)
    if property.type is Type.TEXT and not (
        isinstance(value, str) and len(value) <= LENGTHS.get(name, 100_000)
    ):
        raise StaProblem("string", field=name, most=LENGTHS.get(name, 100_000))
    if name in OBJECTS and not isinstance(value, dict):
        raise StaProblem("plain", field=name)
    return value


def timed(property: Property, value: Any, zone: tzinfo) -> tuple[int, int | None]:
    if not isinstance(value, str):
        raise instants.InstantProblem("instant", value=shown(str(value)))
    if property.type is Type.INSTANT:
        return instants.instant(value, zone), None
    if property.type is Type.INTERVAL:
        return instants.interval(value, zone)
    return instants.phenomenon(value, zone)


def check_place(draft: Draft) -> None:
    """What says it is GeoJSON is."""
    for name in ("location", "feature", "observedArea"):
        value = draft.values.get(name)
        said = draft.values.get("encodingType")
        if value is None or not (said in GEOJSON or name == "observedArea"):
            continue
        try:
            from_geojson(value)
        except NotGeometry as error:
            raise StaProblem("geojson", field=name) from error
