"""Conditions across relations and on places become lists of identifiers, each asked by itself, so
that what is left of a condition is about the columns of one kind of rows.

A relation to many is true when one of them is; several conditions on the same relation, joined by
`and`, are about the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import QuerySet

from parvis.lake.query import tree
from parvis.lake.query.tree import Node
from parvis.observations.sta import kept, places
from parvis.observations.sta.columns import LINKS
from parvis.observations.sta.entities import OBSERVATION, Entity, Relation, target
from parvis.observations.sta.kept import back
from parvis.observations.sta.meaning import Among, Meaning
from parvis.observations.sta.orm import Said
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.references import reference
from parvis.observations.sta.sight import Sight

# of a condition on observations: the datastreams or features that have one it is true of
Observed = Callable[[str, Node], frozenset[int]]


@dataclass(frozen=True)
class Asked:
    """What a request's conditions are read with."""

    sight: Sight
    now: datetime
    zone: tzinfo
    observed: Observed

    def meaning(self, entity: Entity) -> Meaning:
        return Meaning(entity, self.now, self.zone)

    def seen(self, entity: Entity) -> QuerySet[Any]:
        """The rows of a kind that are shown to who asks; not for observations."""
        return self.sight.rows(entity)

    def rows(self, entity: Entity, condition: Node | None) -> QuerySet[Any]:
        """Those of them that a condition is true of. Raises QueryProblem, StaProblem,
        EngineProblem."""
        seen = self.seen(entity)
        if condition is None:
            return seen
        return seen.filter(self.condition(entity, condition))

    def condition(self, entity: Entity, node: Node) -> Said:
        return Said(self.meaning(entity).condition(self.resolved(entity, node)))

    def resolved(self, entity: Entity, node: Node) -> Node:
        if isinstance(node, tree.Logic):
            return self.together(entity, node)
        if isinstance(node, tree.Not):
            return replace(node, operand=self.resolved(entity, node.operand))
        relation = across(entity, node)
        if relation is not None:
            return self.through(entity, relation, inner(node))
        if entity is OBSERVATION and names(node, "Datastream/"):
            return self.of_one(node)
        if places.geographic(node):
            ids = places.found(self.meaning(entity), entity, node, self.seen)
            return Among(tree.Column("@iot.id"), ids, place=node.place)
        return node

    def of_one(self, node: Node) -> Node:
        """What is said of the number of a Datastream is false of those of MultiDatastreams, which
        are counted with them."""
        several = frozenset(kept.rows(kept.SEVERAL).values_list("pk", flat=True))
        if not several:
            return node
        others = Among(tree.Column("Datastream/@iot.id"), several, place=node.place)
        whole = tree.both(node, tree.Not(others, place=node.place))
        assert whole is not None
        return whole

    def together(self, entity: Entity, node: tree.Logic) -> Node:
        """Conditions on the same relation to many are asked at once under `and`."""
        left: list[Node] = []
        grouped: dict[str, list[Node]] = {}
        for operand in node.operands:
            may = node.op == "and" and not denies(operand)
            relation = across(entity, operand) if may else None
            if relation is not None and relation.many:
                grouped.setdefault(relation.name, []).append(inner(operand))
            else:
                left.append(self.resolved(entity, operand))
        for name, conditions in grouped.items():
            relation = entity.relation(name)
            assert relation is not None
            whole = tree.both(*conditions)
            assert whole is not None
            left.append(self.through(entity, relation, whole))
        return tree.both(*left) or node if node.op == "and" else replace(node, operands=tuple(left))

    def through(self, entity: Entity, relation: Relation, condition: Node) -> Node:
        """The entities whose relation leads to one that a condition is true of."""
        far = target(relation)
        own = tree.Column("@iot.id")
        if far is OBSERVATION:
            ids: object = self.observed(LINKS["Observation"][entity.name], condition)
        elif relation.many:
            name = back(entity, relation)
            rows = self.rows(far, condition).exclude(**{name: None})
            ids = rows.order_by().values(name)
        else:
            own = tree.Column(f"{relation.name}/@iot.id")
            ids = self.rows(far, condition).order_by().values("pk")
        if entity is OBSERVATION and isinstance(ids, QuerySet):
            ids = frozenset(next(iter(row.values())) for row in ids)
        return Among(own, ids, place=condition.place)


def denies(node: Node) -> bool:
    """What is denied of one of several is not what is denied of all."""
    return any(isinstance(one, tree.Not) for one, _depth in tree.walk(node))


def across(entity: Entity, node: Node) -> Relation | None:
    """The first relation of all the paths of a condition, when it has to be followed apart.

    Relations to one entity are joined by the database itself; not for observations, of which a
    part is elsewhere. Raises StaProblem when paths begin by several relations.
    """
    paths = [
        reference(entity, one).steps
        for one, _depth in tree.walk(node)
        if isinstance(one, tree.Column)
    ]
    firsts = {steps[0][1] if steps else None for steps in paths}
    apart = any(
        relation.many or entity is OBSERVATION or places.geographic(node)
        for steps in paths for _bearer, relation in steps
        if not alone(entity, steps, node)
    )  # fmt: skip
    if not apart:
        return None
    if len(firsts) == 1:
        return firsts.pop()
    raise StaProblem(
        "mixed", node.place, value=", ".join(sorted(one.name for one in firsts if one))
    )


def alone(entity: Entity, steps: Sequence[Any], node: Node) -> bool:
    """`Datastream/@iot.id`, which an observation bears itself."""
    if (
        entity is not OBSERVATION
        or len(steps) != 1
        or names(node, "MultiDatastream/")
        or isinstance(node, tree.Logic | tree.Not)
    ):
        return False
    columns = [one for one, _ in tree.walk(node) if isinstance(one, tree.Column)]
    return all(reference(entity, one).property.name == "@iot.id" for one in columns)


def names(node: Node, prefix: str) -> bool:
    """Whether a column of a condition begins so."""
    return any(
        isinstance(one, tree.Column) and one.name.startswith(prefix) for one, _ in tree.walk(node)
    )


def inner(node: Any) -> Any:
    """The same condition as the target of its relation says it."""
    if isinstance(node, tree.Column):
        return replace(node, name=node.name.partition("/")[2])
    if isinstance(node, tuple):
        return tuple(inner(one) for one in node)
    if isinstance(node, Node):
        return replace(node, **{
            spec.name: inner(getattr(node, spec.name))
            for spec in fields(node) if spec.name != "place" and spec.init
        })  # fmt: skip
    return node
