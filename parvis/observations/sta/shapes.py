"""An entity in the JSON of the standard: control information, properties, links (8.3)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from parvis.observations.instants import written
from parvis.observations.measures import Row, read_result
from parvis.observations.sta.columns import FIELDS, LINKS
from parvis.observations.sta.entities import (
    DATASTREAM,
    MULTI_DATASTREAM,
    OBSERVATION,
    Entity,
    Property,
    Relation,
    Type,
)
from parvis.observations.sta.path import Step

Plain = dict[str, Any]
# said even when they are empty
ALWAYS = {"resultTime", "result", "properties", "unitOfMeasurement", "unitOfMeasurements"}
OMITTED = {"Observation": {"resultQuality", "validTime", "parameters"}}
# the relations of an observation, by whether its datastream is one of several properties
OF_KIND: Mapping[bool, Sequence[Relation]] = {
    several: tuple(one for one in OBSERVATION.relations if one.name != other)
    for several, other in ((False, MULTI_DATASTREAM.name), (True, DATASTREAM.name))
}


def key_of(row: Any) -> int:
    return int(row.id)


def link(entity: Entity, name: str, row: Any) -> int:
    """The identifier of the one entity that a relation leads to."""
    field = LINKS[entity.name][name]
    return int(getattr(row, field) if isinstance(row, Row) else getattr(row, f"{field}_id"))


def relations(entity: Entity, row: Any, several: Collection[int]) -> Sequence[Relation]:
    """Those that a row has; `several`: the datastreams of several properties among those of the
    observations told together (`kinds.several`)."""
    return OF_KIND[row.datastream in several] if entity is OBSERVATION else entity.relations


def value(entity: Entity, property: Property, row: Any) -> Any:
    """What a property says, None when it says nothing."""
    if entity is OBSERVATION:
        return MEASURED[property.name](row)
    field = FIELDS[entity.name][property.name]
    if isinstance(field, tuple):
        start, end = (getattr(row, name) for name in field)
        return None if start is None else written(start, end)
    found = getattr(row, field)
    return written(found) if property.type is Type.INSTANT else found


def loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


MEASURED: Mapping[str, Callable[[Row], Any]] = {
    "@iot.id": lambda row: row.id,
    "phenomenonTime": lambda row: written(row.start, row.end),
    "result": lambda row: read_result(row.number, row.other),
    "resultTime": lambda row: None if row.result_time is None else written(row.result_time),
    "resultQuality": lambda row: loaded(row.quality),
    "validTime": lambda row: (
        None if row.valid_start is None else written(row.valid_start, row.valid_end)
    ),
    "parameters": lambda row: loaded(row.parameters),
}


def self_link(root: str, entity: Entity, key: int) -> str:
    return f"{root}/{entity.plural}({key})"


def shape(
    root: str,
    entity: Entity,
    row: Any,
    select: tuple[tuple[str, ...], ...] = (),
    expanded: Mapping[str, Any] | None = None,
    several: Collection[int] = (),
) -> Plain:
    """`expanded`: what stands in place of the address of a relation, and beside it; `several`: as
    for `relations`."""
    own = self_link(root, entity, key_of(row))
    links = relations(entity, row, several)
    body = chosen(own, entity, row, select, links) if select else whole(own, entity, row, links)
    for name, found in (expanded or {}).items():
        body.pop(f"{name}@iot.navigationLink", None)
        body[name] = found
    return body


def whole(own: str, entity: Entity, row: Any, links: Sequence[Relation]) -> Plain:
    body: Plain = {"@iot.id": key_of(row), "@iot.selfLink": own}
    if entity is OBSERVATION:
        body |= measured(row)
    else:
        for property in entity.properties[1:]:
            found = value(entity, property, row)
            if found is not None or property.name in ALWAYS:
                body[property.name] = found
    for relation in links:
        body[f"{relation.name}@iot.navigationLink"] = f"{own}/{relation.name}"
    return body


def measured(row: Row) -> Plain:
    """The properties of an observation, most of which say no more than when and what."""
    when = written(row.start, row.end)
    same = row.end is None and row.result_time == row.start
    body: Plain = {
        "phenomenonTime": when, "result": read_result(row.number, row.other),
        "resultTime": when if same else MEASURED["resultTime"](row),
    }  # fmt: skip
    if row.quality is None and row.valid_start is None and row.parameters is None:
        return body
    told = {name: MEASURED[name](row) for name in ("resultQuality", "validTime", "parameters")}
    return body | {name: found for name, found in told.items() if found is not None}


def chosen(
    own: str, entity: Entity, row: Any, select: tuple[tuple[str, ...], ...],
    links: Sequence[Relation],
) -> Plain:  # fmt: skip
    """What `$select` names, whole or a part of it; identifiers by either of their names."""
    body: Plain = {}
    for name, *inside in select:
        if name in ("id", "@iot.id"):
            body["@iot.id"] = key_of(row)
        elif name == "@iot.selfLink":
            body[name] = own
        elif (relation := entity.relation(name)) and relation in links:
            body[f"{name}@iot.navigationLink"] = f"{own}/{name}"
        elif property := entity.property(name):
            found = value(entity, property, row)
            if inside:
                put(body, (name, *inside), walked(found, inside))
            elif found is not None or name in ALWAYS:
                body[name] = found
    return body


MISSING = object()


def walked(found: Any, inside: Any) -> Any:
    """What stands inside a JSON value, MISSING where nothing does."""
    for step in inside:
        if isinstance(found, Mapping) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return MISSING
    return found


def put(body: Plain, path: tuple[str, ...], found: Any) -> None:
    if found is MISSING:
        return
    for step in path[:-1]:
        inner = body.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        body = inner
    body[path[-1]] = found


def address(root: str, steps: tuple[Step, ...]) -> str:
    parts = []
    for step in steps:
        name = step.relation.name if step.relation else step.entity.plural
        parts.append(name if step.id is None else f"{name}({step.id})")
    return f"{root}/{'/'.join(parts)}"
