"""Resource paths: `Things(1)/Datastreams(2)/Observations`, `Things(1)/properties/rue/$value`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parvis.observations.sta.entities import (
    BY_PLURAL,
    ENTITIES,
    Entity,
    Property,
    Relation,
    Type,
    target,
)
from parvis.observations.sta.problems import StaProblem, shown

SEGMENT = re.compile(r"(?P<name>[^()]+)(?:\((?P<id>[^()]*)\))?", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
LARGEST = 2**63 - 1
OPEN = {Type.JSON, Type.PLACE, Type.RESULT}  # what one may go on walking inside
LONGEST = 20  # segments


@dataclass(frozen=True)
class Step:
    """A set of entities, or with `id` one of it; `relation` is what was followed to come here,
    None for the first step."""

    entity: Entity
    relation: Relation | None = None
    id: int | None = None

    @property
    def many(self) -> bool:
        return self.id is None and (self.relation is None or self.relation.many)


@dataclass(frozen=True)
class Path:
    """`inside` is a property and what is walked inside it; `value`: raw (`/$value`); `ref`: links
    alone (`/$ref`)."""

    steps: tuple[Step, ...]
    inside: tuple[str, ...] = ()
    value: bool = False
    ref: bool = False

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def entity(self) -> Entity:
        return self.last.entity

    @property
    def many(self) -> bool:
        return self.last.many and not self.inside


def read(text: str) -> Path:
    """A path below the service root, already percent-decoded. Raises StaProblem."""
    segments = text.strip("/").split("/")
    if len(segments) > LONGEST or not all(segments):
        raise StaProblem("address", value=shown(text))
    value, ref = segments[-1] == "$value", segments[-1] == "$ref"
    if value or ref:
        segments.pop()
    steps, rest = walked(segments, text)
    inside = tuple(rest)
    if (value and not inside) or (ref and inside):
        raise StaProblem("address", value=shown(text))
    return Path(tuple(steps), inside, value, ref)


def walked(segments: list[str], text: str) -> tuple[list[Step], list[str]]:
    """The entities of a path, then what is left of it: a property and its inside."""
    if not segments:
        raise StaProblem("address", value=shown(text))
    steps = [first(segments[0])]
    for number, segment in enumerate(segments[1:], 1):
        step = steps[-1]
        if step.many:
            raise StaProblem("address", value=shown(text))
        name, key = parted(segment)
        found = step.entity.by_name.get(name)
        if isinstance(found, Relation):
            steps.append(followed(found, key))
            continue
        check_inside(step.entity, found, segments[number:])
        return steps, segments[number:]
    return steps, []


def first(segment: str) -> Step:
    name, key = parted(segment)
    entity = BY_PLURAL.get(name)
    if entity is None:
        raise StaProblem("address", value=shown(segment))
    return Step(entity, id=key)


def followed(relation: Relation, key: int | None) -> Step:
    if key is not None and not relation.many:
        raise StaProblem("address", value=f"{relation.name}({key})")
    return Step(target(relation), relation, key)


def parted(segment: str) -> tuple[str, int | None]:
    found = SEGMENT.fullmatch(segment)
    if found is None:
        raise StaProblem("address", value=shown(segment))
    if found["id"] is None:
        return found["name"], None
    if not NUMBER.fullmatch(found["id"]) or int(found["id"]) > LARGEST:
        raise StaProblem("id", value=shown(found["id"]), name=shown(found["name"]))
    return found["name"], int(found["id"])


def check_inside(entity: Entity, found: object, rest: list[str]) -> None:
    if not isinstance(found, Property):
        known = ", ".join(entity.by_name)
        raise StaProblem("property", value=shown(rest[0]), entity=entity.name, known=known)
    if any(name.startswith("$") for name in rest):
        raise StaProblem("address", value=shown("/".join(rest)))
    if len(rest) > 1 and found.type not in OPEN:
        raise StaProblem("inside", value=shown("/".join(rest[:-1])))


def written(path: Path) -> str:
    return "/".join(parts(path))


def parts(path: Path) -> Iterator[str]:
    for step in path.steps:
        name = step.relation.name if step.relation else step.entity.plural
        yield name if step.id is None else f"{name}({step.id})"
    yield from path.inside
    if path.value or path.ref:
        yield "$value" if path.value else "$ref"


def sets() -> list[str]:
    """The names of the sets."""
    return [entity.plural for entity in ENTITIES]
