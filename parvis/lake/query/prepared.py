"""A question that was asked before with other values is not written again: its SQL is kept by its
shape, for writing it takes as long as most answers.

The shape is the question without its limit, its offset, and the values of its plainest conditions:
a column beside a text or a number of its own type, boxes, and words. Any other value is part of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Protocol

from sqlglot import exp

from parvis.lake.query import policy as policies
from parvis.lake.query import sql_search, tree
from parvis.lake.query.policy import Policy, Statement
from parvis.lake.query.recent import Recent
from parvis.lake.query.schema import NUMERIC, Schema, Type
from parvis.lake.query.select import LIMIT, OFFSET, Field
from parvis.lake.query.sql import Context
from parvis.lake.query.sql_spatial import slots
from parvis.lake.query.tree import Node, Query

KEPT = 512  # shapes, some ten kilobytes each


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an engine runs, and the columns that it gives. The parameters that it `asks` are all in
    `parameters`, and no other."""

    text: str
    asks: frozenset[str]
    parameters: Mapping[str, Any] = field(repr=False)
    fields: tuple[Field, ...]

    def given(self, values: Mapping[str, Any]) -> Prepared:
        """With these values in the place of those known."""
        every = {**self.parameters, **values}
        return replace(self, parameters={name: every[name] for name in self.asks})


class Frame(Protocol):
    """What is made of the rows of a statement, by SQL around it: equal frames make the same."""

    def around(self, made: Statement) -> exp.Select: ...

    def __hash__(self) -> int: ...


def prepared(
    query: Query,
    schema: Schema,
    policy: Policy,
    context: Context,
    relation: exp.Table,
    frame: Frame | None = None,
    framed: Mapping[str, Any] = MappingProxyType({}),
) -> Prepared:
    """As `policy.statement`, which writes what is not known yet; raises what it raises. `framed`:
    the values that `frame` asks."""
    policies.check_until(policy, context)
    shape, values = shaped(query, schema)
    key = _key(shape, schema, policy, context, relation, frame)
    known = _kept.get(key)
    if known is None:
        made = policies.statement(shape, schema, policy, context, relation)
        sql = made.sql if frame is None else frame.around(made)
        asks = frozenset(node.name for node in sql.find_all(exp.Placeholder))
        text = sql.sql(dialect="duckdb", identify=True)
        known = Prepared(text, asks, made.parameters, made.fields)
        if not _timely(query.where, *query.select, *query.group_by, *query.order_by, policy.filter):
            _kept.put(key, known)
    return known.given({**values, **framed})


def shaped(query: Query, schema: Schema) -> tuple[Query, dict[str, Any]]:
    """The shape of a query, and its values by the names of their parameters."""
    lifter = _Lifter(schema)
    where = None if query.where is None else lifter.lifted(query.where)
    limit, offset = query.limit, query.offset
    if limit is not None:
        lifter.values[LIMIT] = limit
    if offset:
        lifter.values[OFFSET] = offset
    one = None if limit is None else 1
    return replace(query, where=where, limit=one, offset=min(offset, 1)), lifter.values


@dataclass
class _Lifter:
    schema: Schema
    values: dict[str, Any] = field(default_factory=dict)

    def lifted(self, node: Node) -> Node:
        """The same condition with slots in the place of values that change nothing in its SQL."""
        made = node
        match node:
            case tree.Logic():
                made = replace(node, operands=tuple(map(self.lifted, node.operands)))
            case tree.Not():
                made = replace(node, operand=self.lifted(node.operand))
            case tree.Compare(left=tree.Column() as column):
                made = replace(node, right=self.slot(column, node.right))
            case tree.Between(operand=tree.Column() as column):
                low, high = (self.slot(column, end) for end in (node.low, node.high))
                made = replace(node, low=low, high=high)
            case tree.Numbered(first=tree.Number() as first, last=tree.Number() as last):
                ends = [self.named(end.value, Type.INTEGER) for end in (first, last)]
                made = tree.Numbered(*ends)
            case tree.Ordinal(number=tree.Number() as number):
                made = replace(node, number=self.named(number.value, Type.INTEGER))
            case tree.Call("s_intersects", (tree.Column() as column, tree.Box() as box)):
                made = replace(node, arguments=(column, self.box(column, box)))
            case tree.Matches():
                made = self.sought(node)
        return made

    def slot(self, column: tree.Column, node: Node) -> Node:
        known = self.schema.find(column.name)
        if known and isinstance(node, tree.Text) and known.type is Type.TEXT:
            return self.named(node.value, Type.TEXT)
        if known and isinstance(node, tree.Number) and known.type in NUMERIC:
            whole = isinstance(node.value, int)
            return self.named(node.value, Type.INTEGER if whole else Type.NUMBER)
        return node

    def box(self, column: tree.Column, box: tree.Box) -> Node:
        known, (west, _south, east, _north) = self.schema.find(column.name), box.flat
        if known is None or known.bounds is None or not west <= east:
            return box
        made = tree.Slot(f"v{len(self.values)}", Type.SHAPE)
        self.values |= slots(made.name, box)
        return made

    def sought(self, node: tree.Matches) -> tree.Matches:
        known = self.schema.words if sql_search.everywhere(node) else None
        if known is None and node.mode != "words":
            return node
        asked, names = sql_search.sought(node), []
        for one in asked:
            names.append(f"v{len(self.values)}")
            self.values |= sql_search.slots(names[-1], one, known)
        alike = " ".join(map(sql_search.like, asked))
        return replace(node, words=alike, slots=tuple(names))

    def named(self, value: Any, kind: Type) -> tree.Slot:
        made = tree.Slot(f"v{len(self.values)}", kind)
        self.values[made.name] = value
        return made


def _key(
    shape: Query, schema: Schema, policy: Policy, context: Context, relation: exp.Table,
    frame: Frame | None,
) -> Hashable:  # fmt: skip
    """All that SQL is made of. Trees as they are told, for 1 and 1.0 are equal, and labels and
    the way a number was written are not compared."""
    return (
        repr(shape), schema, schema.words is not None, policy.columns, repr(policy.filter),
        policy.minimum, policy.dimensions, context.zone, context.lang, context.projection,
        relation.catalog, relation.db, relation.name, frame,
    )  # fmt: skip


def _timely(*nodes: Node | None) -> bool:
    """Whether the clock is read: such SQL holds the moment at which it was written."""
    return any(
        isinstance(inner, tree.Call) and inner.name.lower() == "now"
        for node in nodes if node is not None
        for inner, _depth in tree.walk(node)
    )  # fmt: skip


_kept: Recent[Hashable, Prepared] = Recent(KEPT)
