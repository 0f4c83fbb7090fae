"""What a path inside an expression names: `Datastream/Thing/properties/rue`."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.lake.query.tree import Column, Place
from parvis.observations.sta.entities import Entity, Property, Relation, target
from parvis.observations.sta.path import OPEN
from parvis.observations.sta.problems import StaProblem, shown

ALIASES = {"id": "@iot.id"}  # several clients write it so in a filter


@dataclass(frozen=True)
class Reference:
    """`steps`: the relations followed, each with the entity that bears it; `owner` has the
    property; `inside`: what is walked inside it, when it is JSON."""

    steps: tuple[tuple[Entity, Relation], ...]
    owner: Entity
    property: Property
    inside: tuple[str, ...]
    column: Column


def reference(entity: Entity, column: Column) -> Reference:
    """Raises StaProblem."""
    steps: list[tuple[Entity, Relation]] = []
    names = column.name.split("/")
    for number, name in enumerate(names):
        found = entity.by_name.get(ALIASES.get(name, name))
        if isinstance(found, Relation):
            steps.append((entity, found))
            entity = target(found)
            continue
        if found is None:
            raise unknown(entity, name, column.place)
        inside = tuple(names[number + 1 :])
        if inside and found.type not in OPEN:
            raise StaProblem("inside", column.place, value=shown("/".join(names[: number + 1])))
        return Reference(tuple(steps), entity, found, inside, column)
    raise StaProblem("ends", column.place, value=shown(column.name), name=shown(column.name))


def unknown(entity: Entity, name: str, place: Place | None) -> StaProblem:
    known = ", ".join(entity.by_name)
    return StaProblem("property", place, value=shown(name), entity=entity.name, known=known)
