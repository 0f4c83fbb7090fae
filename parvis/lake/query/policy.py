"""Who may see what of a version: the only road from a query to rows.

A query is drafted over a table that does not exist; `statement` puts behind that name the rows
the policy allows, and nothing else does. Columns outside `columns` are unknown to the query, in
its errors too.

**Groups of at least `minimum`.** Such data answers calculations only. Rows are cut into cells,
one for each combination of the `dimensions`; a cell of fewer than `minimum` rows is left out of
every answer, and a measure known for fewer than `minimum` rows of a cell counts as absent there.
Conditions and groups read dimensions alone, and words are sought in them alone, so each answer,
and each difference between two answers, is made of whole cells: none speaks of fewer than
`minimum` rows, however many questions are asked. Only numbers, sums and averages of one measure
are given, for a lowest value or a product of measures could show a single one.

**Rows that are hidden are read by nothing.** A condition decides first, alone, and its result is
kept before the question sees it (`MATERIALIZED`): no error, and no time that an answer takes,
depends on a row that is hidden.

Not covered: what two different policies or two versions tell together; how many rows of a cell
lack a measure, when they are few (all its rows less those that have one).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.schema import Schema
from parvis.lake.query.select import Draft, Field, condition, draft
from parvis.lake.query.sql import ROWS, Context, physical
from parvis.lake.query.tree import Node, Query, walk

FILTER_PREFIX = "policy"
ALLOWED = "parvis_allowed"  # what stands between the rows of a version and a question
LEAST, MOST = 2, 1_000  # rows of the smallest group that a person may choose
SAFE_AGGREGATES = frozenset({"count", "sum", "avg"})


@dataclass(frozen=True)
class Policy:
    """No column named means all of them; `filter` may read columns that the query may not.

    `until` is the last day of access. `purpose` says what the access was given for; it changes no
    answer and is kept with the trace of each query.
    """

    columns: frozenset[str] | None = None
    filter: Node | None = None
    minimum: int = 0
    dimensions: tuple[str, ...] = ()
    until: date | None = None
    purpose: str = ""

    @property
    def public(self) -> bool:
        """Gives every row and column to anyone: its answers may be kept by shared caches."""
        unlimited = self.columns is None and self.filter is None and self.until is None
        return unlimited and not self.grouped_only

    @property
    def grouped_only(self) -> bool:
        return self.minimum > 1

    @property
    def hides_rows(self) -> bool:
        return self.grouped_only or self.filter is not None

    def visible(self, schema: Schema) -> Schema:
        return schema if self.columns is None else schema.only(self.columns)


PUBLIC = Policy()


@dataclass(frozen=True, slots=True)
class Statement:
    """What an engine runs. Only `statement` makes one."""

    sql: exp.Select
    parameters: Mapping[str, Any] = field(repr=False)
    fields: tuple[Field, ...]
    aggregated: bool

    def text(self, dialect: str = "duckdb") -> str:
        return self.sql.sql(dialect=dialect, identify=True)


def statement(
    query: Query, schema: Schema, policy: Policy, context: Context, relation: exp.Table
) -> Statement:
    """`relation` is the version's table or files, named by our own code."""
    check_until(policy, context)
    visible = replace(policy.visible(schema), hidden=policy.hides_rows)
    searched = visible
    if policy.grouped_only:
        check_groups(query, visible, policy)
        searched = visible.only(policy.dimensions)
        visible = replace(visible, sequence=None, everything=None)
    drafted = draft(query, visible, context, searched)
    return _allowed(drafted, schema, policy, context, relation)


def check_until(policy: Policy, context: Context) -> None:
    if policy.until is not None and context.now.date() > policy.until:
        raise QueryProblem("ended", until=policy.until.isoformat())


def single_rows(
    schema: Schema, policy: Policy, context: Context, relation: exp.Table
) -> tuple[exp.Expr, dict[str, Any]]:
    """What `allowed_rows` gives, for a job that reads rows one by one: refused when the policy
    gives calculations only."""
    check_until(policy, context)
    if policy.grouped_only:
        raise QueryProblem("aggregates_only", minimum=policy.minimum)
    return allowed_rows(schema, policy, context, relation)


def total(query: Query) -> Query:
    """The query that counts what `query` finds: its rows, or the rows under its groups."""
    counted = tree.Output(tree.Aggregate("count", tree.Everything()), alias="total")
    return Query(select=(counted,), where=query.where)


def _allowed(
    drafted: Draft, schema: Schema, policy: Policy, context: Context, relation: exp.Table
) -> Statement:
    rows, parameters = allowed_rows(schema, policy, context, relation)
    sql = drafted.sql
    if policy.hides_rows:
        sql = sql.with_(ALLOWED, as_=rows.this, materialized=True, copy=False)
        sql.ctes.insert(0, sql.ctes.pop())  # those of the question read it
        rows = exp.alias_(exp.to_table(ALLOWED), ROWS, table=True)
    for table in list(sql.find_all(exp.Table)):
        if table.name == ROWS and not table.db:
            table.replace(rows.copy())
    return Statement(
        sql, {**drafted.parameters, **parameters}, drafted.fields, drafted.aggregated
    )  # fmt: skip


def allowed_rows(
    schema: Schema, policy: Policy, context: Context, relation: exp.Table
) -> tuple[exp.Expr, dict[str, Any]]:
    """The rows and columns of the policy, under the name that queries read."""
    named = exp.alias_(relation.copy(), ROWS, table=True)
    if policy.public:
        return named, {}
    compiler = condition(tree.Null(), schema, context, FILTER_PREFIX)
    visible = policy.visible(schema)
    outputs = [physical(name) for name in _physical_columns(visible, policy)]
    sql = exp.select(*outputs).from_(named)
    if policy.filter is not None:
        sql = sql.where(compiler.condition(policy.filter), copy=False)
    if policy.grouped_only:
        sql = _cells(sql, visible, policy, compiler.parameter(policy.minimum))
    used = {node.name for node in sql.find_all(exp.Placeholder)}
    parameters = {name: value for name, value in compiler.parameters.items() if name in used}
    return sql.subquery(ROWS), parameters


def _physical_columns(schema: Schema, policy: Policy) -> list[str]:
    names: list[str | None] = []
    for column in schema.columns:
        names += [column.name, column.folded, *(column.bounds or ())]
    names += [] if policy.grouped_only else [schema.sequence, schema.everything]
    return list(dict.fromkeys(name for name in names if name is not None))


def _cells(sql: exp.Select, visible: Schema, policy: Policy, minimum: exp.Expr) -> exp.Select:
    """Two passes: cells too small are left out, then measures known too seldom in a cell."""
    dimensions = [physical(name) for name in policy.dimensions if visible.find(name)]

    def of_cell(counted: exp.Expr) -> exp.Expr:
        over = exp.Window(this=counted, partition_by=[item.copy() for item in dimensions])
        return exp.GTE(this=over, expression=minimum.copy())

    outputs = []
    for column in sql.selects:
        if column.name in policy.dimensions or column.name in _companions(visible, policy):
            outputs.append(column.copy())
            continue
        known = of_cell(exp.Count(this=column.copy()))
        kept = exp.Case(ifs=[exp.If(this=known, true=column.copy())])
        outputs.append(exp.alias_(kept, column.name, quoted=True))
    masked = exp.select(*outputs).from_(sql.subquery(ROWS))
    masked.set("qualify", exp.Qualify(this=of_cell(exp.Count(this=exp.Star()))))
    return masked


def _companions(visible: Schema, policy: Policy) -> set[str]:
    """Columns stored beside the dimensions, which tell no more than they do."""
    kept = [column for column in visible.columns if column.name in policy.dimensions]
    return {name for column in kept for name in (column.folded, *(column.bounds or ())) if name}


def check_groups(query: Query, visible: Schema, policy: Policy) -> None:
    """Refuse what could show fewer rows than the minimum."""
    dimensions = visible.only(policy.dimensions)
    outputs = [item for item in query.select if isinstance(item, tree.Output)]
    if not query.group_by and not (
        outputs and len(outputs) == len(query.select) and all(map(_only_calculated, outputs))
    ):
        raise QueryProblem("aggregates_only", minimum=policy.minimum)
    if query.where is not None:
        _check_dimensions(query.where, visible, dimensions)
    for output in query.group_by:
        _check_dimensions(output, visible, dimensions)
    for node in (*outputs, *query.order_by):
        for aggregate in _aggregates(node):
            _check_measure(aggregate, visible, dimensions)


def _only_calculated(output: tree.Output) -> bool:
    pending: list[Node] = [output.expression]
    found = False
    while pending:
        node = pending.pop()
        if isinstance(node, tree.Aggregate):
            found = True
            continue
        if isinstance(node, tree.Column | tree.Everything | tree.Matches):
            return False
        pending += tree.children(node)
    return found


def _aggregates(node: Node) -> list[tree.Aggregate]:
    return [inner for inner, _ in walk(node) if isinstance(inner, tree.Aggregate)]


def _check_dimensions(node: Node, visible: Schema, dimensions: Schema) -> None:
    for inner, _ in walk(node):
        if isinstance(inner, tree.Column):
            _known(inner, visible)
            if dimensions.find(inner.name) is None:
                raise QueryProblem("not_dimension", inner.place, word=inner.name)


def _check_measure(aggregate: tree.Aggregate, visible: Schema, dimensions: Schema) -> None:
    """On dimensions anything is told; on a measure only its number, sum and average. Words that
    are sought in all columns are so in measures."""
    everywhere = any(
        isinstance(inner, tree.Matches) and not inner.columns for inner, _ in walk(aggregate)
    )
    columns = [inner for inner, _ in walk(aggregate) if isinstance(inner, tree.Column)]
    measures = [
        column for column in columns if _known(column, visible) and not dimensions.find(column.name)
    ]
    alone = isinstance(aggregate.operand, tree.Column) and not aggregate.distinct
    if (measures or everywhere) and not (alone and aggregate.name in SAFE_AGGREGATES):
        raise QueryProblem("not_measure", aggregate.place, word=aggregate.name)


def _known(column: tree.Column, visible: Schema) -> bool:
    if visible.find(column.name) is None:
        unknown("column", column.name, [item.name for item in visible.columns], column)
    return True
