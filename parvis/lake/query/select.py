"""A whole query becomes one SELECT over `rows`. It reads nothing until a policy gives it rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot import exp

from parvis.lake.query import tree
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.schema import SPATIAL, Schema, Type
from parvis.lake.query.sql import (
    ROWS,
    VALUES,
    Compiler,
    Context,
    Emitter,
    Typed,
    called,
    cast_as,
    kind,
    physical,
)
from parvis.lake.query.sql_aggregates import aggregate
from parvis.lake.query.sql_functions import call, like
from parvis.lake.query.sql_groups import GROUPINGS, centre_of_cell, joined_cells
from parvis.lake.query.sql_projection import placed
from parvis.lake.query.sql_search import matches
from parvis.lake.query.tree import Node, Query, walk
from parvis.records.problems import gettext_noop

SCALAR: Mapping[type[Node], Emitter] = {
    **VALUES,
    tree.Call: call,
    tree.Like: like,
    tree.Matches: matches,
}
KEYS: Mapping[type[Node], Emitter] = {**SCALAR, **GROUPINGS}
SUMMARY: Mapping[type[Node], Emitter] = {**SCALAR, tree.Aggregate: aggregate}

LIMIT, OFFSET = "limit", "offset"
"""The parameters of a page."""
AROUND_AGGREGATES = frozenset({"abs", "ceil", "floor", "ifnull", "round"})


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the answer. Instants come as UTC without a zone."""

    name: str
    type: Type
    many: bool = False
    expression: Node | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """`aggregated`: no line of the answer is a line of the data."""

    sql: exp.Select
    fields: tuple[Field, ...]
    parameters: Mapping[str, Any] = field(repr=False)
    aggregated: bool = False


def aggregates(node: Node) -> bool:
    return any(isinstance(inner, tree.Aggregate) for inner, _ in walk(node))


def draft(query: Query, schema: Schema, context: Context, searched: Schema | None = None) -> Draft:
    """`searched`: the columns that conditions may read, when not all that may be shown."""
    compiler = Compiler(schema, context, SCALAR)
    if query.group_by:
        return _Grouped(query, compiler, searched or schema).draft()
    return _Plain(query, compiler, searched or schema).draft()


def condition(node: Node, schema: Schema, context: Context, prefix: str) -> Compiler:
    """A condition alone, as a policy's filter; its SQL is `compiler.condition(node)`."""
    return Compiler(schema, context, SCALAR, prefix)


@dataclass
class _Writer:
    query: Query
    compiler: Compiler
    searched: Schema
    fields: list[Field] = field(default_factory=list)
    written: dict[str, exp.Expr] = field(default_factory=dict)

    def filtered(self, sql: exp.Select) -> exp.Select:
        if self.query.where is None:
            return sql
        with self.searching():
            condition = self.compiler.condition(self.query.where)
        return sql.where(condition, copy=False)

    @contextmanager
    def searching(self) -> Iterator[None]:
        """What is compiled meanwhile reads the columns of conditions alone."""
        whole, self.compiler.schema = self.compiler.schema, self.searched
        try:
            yield
        finally:
            self.compiler.schema = whole

    def add(self, name: str, made: Typed, expression: Node, at: Node) -> None:
        if any(known.name == name for known in self.fields):
            raise QueryProblem("twice", at.place, word=name)
        self.fields.append(Field(name, made.type, made.many, expression))
        self.written[name] = made.sql

    def outputs(self) -> list[exp.Expr]:
        """Under names of our own: a label is any text, and stands in `fields` only."""
        zone = exp.Literal.string("UTC")
        made = []
        for number, item in enumerate(self.fields):
            sql = self.written[item.name].copy()
            if item.type is Type.DATETIME and not item.many:
                sql = called("timezone", zone.copy(), sql)
            elif item.type in SPATIAL and not item.many and self.compiler.context.projection:
                sql = placed(sql, item.type, item.expression, self.compiler)
            made.append(exp.alias_(sql, f"c{number}", quoted=True, copy=False))
        return made

    def paged(self, sql: exp.Select) -> exp.Select:
        if self.query.limit is not None:
            limit = self.compiler.named(LIMIT, self.query.limit)
            sql.set("limit", exp.Limit(expression=limit))
        if self.query.offset:
            offset = self.compiler.named(OFFSET, self.query.offset)
            sql.set("offset", exp.Offset(expression=offset))
        return sql

    def finished(self, sql: exp.Select, aggregated: bool) -> Draft:
        used = {node.name for node in sql.find_all(exp.Placeholder)}
        kept = {name: value for name, value in self.compiler.parameters.items() if name in used}
        return Draft(sql, tuple(self.fields), kept, aggregated)

    def label(self, output: tree.Output) -> str:
        if output.alias is not None:
            return output.alias
        if isinstance(output.expression, tree.Column):
            found = self.compiler.schema.find(output.expression.name)
            return found.name if found else output.expression.name
        return output.label or "expression"


class _Plain(_Writer):
    def draft(self) -> Draft:
        whole = self.chosen()
        summary = bool(whole) and all(aggregates(output) for output in whole)
        mixed = not summary and any(aggregates(output) for output in whole)
        self.compiler.emitters = SUMMARY
        for output in whole:
            check_nesting(output.expression)
            made = self.compiler.emit(output.expression)
            if mixed:
                made = replace(made, sql=_over_all(made.sql))
            self.add(self.label(output), made, output.expression, output)
        sql = exp.select(*self.outputs(), copy=False).from_(exp.table_(ROWS), copy=False)
        sql = self.filtered(sql)
        if not summary:
            sql = self.ordered(sql)
        return self.finished(self.paged(sql), summary)

    def chosen(self) -> list[tree.Output]:
        """Every column when none is named; `include` and `exclude` act on those around them."""
        choices = [item for item in self.query.select if isinstance(item, tree.Choice)]
        outputs = [item for item in self.query.select if isinstance(item, tree.Output)]
        keep = [choice.pattern for choice in choices if choice.keep]
        drop = [choice.pattern for choice in choices if not choice.keep]
        everything = not outputs and not keep
        made: list[tree.Output] = []
        for output in outputs or [tree.Output(tree.Everything())] * everything:
            if isinstance(output.expression, tree.Everything):
                made += [_named(column.name) for column in self.compiler.schema.columns]
            else:
                made.append(output)
        known = {self.label(output) for output in made}
        for choice in choices:
            if not any(_fits(c.name, choice.pattern) for c in self.compiler.schema.columns):
                names = [column.name for column in self.compiler.schema.columns]
                unknown("column", choice.pattern, names, choice)
        made += [
            _named(column.name)
            for column in self.compiler.schema.columns
            if column.name not in known and any(_fits(column.name, one) for one in keep)
        ]
        return [item for item in made if not any(_fits(self.label(item), one) for one in drop)]

    def ordered(self, sql: exp.Select) -> exp.Select:
        self.compiler.emitters = SCALAR
        for order in self.query.order_by:
            if isinstance(order.expression, tree.Random):
                sql.order_by(self.shuffled(order.expression), copy=False)
                continue
            made = self.sort_key(order.expression)
            if isinstance(made.sql, exp.Placeholder | exp.Null):
                continue
            if made.type in SPATIAL or made.many:
                self.compiler.refuse_type(
                    order.expression, made, gettext_noop("une valeur que l’on peut ranger")
                )
            if made.type is Type.TEXT:
                folded = called("strip_accents", called("lower", made.sql.copy()))
                sql.order_by(_sorted(folded, order.descending, False), copy=False)
            sql.order_by(_sorted(made.sql, order.descending, False), copy=False)
        sequence = self.compiler.schema.sequence
        sorts = self.query.order_by or self.query.limit is not None
        if sequence is not None and sorts:
            sql.order_by(_sorted(physical(sequence), False, False), copy=False)
        return sql

    def sort_key(self, node: Node) -> Typed:
        if isinstance(node, tree.Column):
            for item in self.fields:
                if item.name == node.name:
                    return Typed(self.written[item.name].copy(), item.type, item.many)
        return self.compiler.emit(node)

    def shuffled(self, node: tree.Random) -> exp.Expr:
        """By a hash of the row's number, or of the row where some are hidden: a seed always gives
        one order, and orders of many seeds would tell the number."""
        schema = self.compiler.schema
        names = [column.name for column in schema.columns if column.type not in SPATIAL]
        if schema.sequence and not schema.hidden:
            names = [schema.sequence]
        return shuffle(self.compiler, [physical(name) for name in names], node)


class _Grouped(_Writer):
    """The keys are computed below, so that no alias can stand for a column."""

    def draft(self) -> Draft:
        self.keys: list[tuple[tree.Output, Typed]] = []
        keyed = self.keyed().subquery(ROWS, copy=False)
        self.choose()
        sql = exp.select(*self.outputs(), copy=False).from_(keyed, copy=False)
        for _, key in self.keys:
            if key.type in {Type.RANGE, Type.CELL}:
                there = exp.Is(this=key.sql.copy(), expression=exp.Null())
                sql.where(exp.Not(this=there), copy=False)
            sql.group_by(key.sql.copy(), copy=False)
        return self.finished(self.paged(self.ordered(sql)), True)

    def keyed(self) -> exp.Select:
        """The rows with a column more for each key."""
        self.compiler.emitters = KEYS
        computed = []
        for output in self.query.group_by:
            with self.searching():
                made = self.compiler.emit(output.expression)
            if made.type in SPATIAL or made.many:
                self.compiler.refuse_type(
                    output.expression, made, gettext_noop("une valeur qui forme un groupe")
                )
            name = self.new_name(f"key {len(self.keys)}")
            computed.append(exp.alias_(made.sql, name, quoted=True))
            self.keys.append((output, Typed(physical(name), made.type)))
        every_column = exp.Column(this=exp.Star(), table=exp.to_identifier(ROWS))
        sql = exp.select(every_column, *computed, copy=False).from_(exp.table_(ROWS), copy=False)
        keyed = self.filtered(sql)
        for number, (output, key) in enumerate(self.keys):
            if isinstance(output.expression, tree.Cluster):
                home = self.new_name(f"home {number}")
                keyed = joined_cells(self.compiler, keyed, output.expression, key.sql.name, home)
                self.keys[number] = (output, Typed(physical(home), key.type))
        return keyed

    def new_name(self, name: str) -> str:
        while self.compiler.schema.find(name) is not None:
            name += " "
        return name

    def choose(self) -> None:
        self.compiler.emitters = SUMMARY
        named = {self.label(item) for item in self.query.select if isinstance(item, tree.Output)}
        for output, made in self.keys:
            if self.label(output) not in named:
                self.add(self.label(output), self.shown(made, output), output.expression, output)
        for item in self.query.select:
            if isinstance(item, tree.Output) and not isinstance(item.expression, tree.Everything):
                key = self.key(item.expression)
                made = self.shown(key, item) if key is not None else self.summary(item.expression)
                self.add(self.label(item), made, item.expression, item)

    def shown(self, key: Typed, output: tree.Output) -> Typed:
        for grouped, made in self.keys:
            if made.sql == key.sql and isinstance(grouped.expression, tree.Cluster):
                return centre_of_cell(self.compiler, grouped.expression)
        return key

    def key(self, node: Node) -> Typed | None:
        """The group's own value: by the same expression, or by its label."""
        for output, made in self.keys:
            if output.expression == node:
                return Typed(made.sql.copy(), made.type)
        if isinstance(node, tree.Column):
            for output, made in self.keys:
                if output.alias == node.name:
                    return Typed(made.sql.copy(), made.type)
        return None

    def summary(self, node: Node) -> Typed:
        """Made of aggregates and values only: a column alone would be any of the group's."""
        check_nesting(node)
        read = tree.Column | tree.Matches
        alone = next((inner for inner in outside(node) if isinstance(inner, read)), None)
        if alone is not None:
            raise QueryProblem("not_grouped", alone.place, word=kind(alone))
        return self.compiler.emit(node)

    def ordered(self, sql: exp.Select) -> exp.Select:
        self.compiler.emitters = SUMMARY
        for order in self.query.order_by:
            if isinstance(order.expression, tree.Random):
                keys = [key.sql.copy() for _, key in self.keys]
                sql.order_by(shuffle(self.compiler, keys, order.expression), copy=False)
                continue
            made = self.key(order.expression) or self.labelled(order.expression)
            made = made or self.summary(order.expression)
            key = _first_bound(made)
            if not isinstance(key, exp.Placeholder | exp.Null):
                sql.order_by(_sorted(key, order.descending, not order.descending), copy=False)
        for _, made in self.keys:
            sql.order_by(_sorted(_first_bound(made), False, True), copy=False)
        return sql

    def labelled(self, node: Node) -> Typed | None:
        if isinstance(node, tree.Column):
            for item in self.fields:
                if item.name == node.name:
                    return Typed(self.written[item.name].copy(), item.type)
        return None


def shuffle(compiler: Compiler, parts: Sequence[exp.Expr], node: tree.Random) -> exp.Expr:
    """As text: the engine's hash of several numbers would keep one order for close seeds."""
    texts = [cast_as(part, "VARCHAR") for part in parts]
    return called(
        "hash",
        called("concat_ws", compiler.parameter("/"), compiler.parameter(str(node.seed)), *texts),
    )


def outside(node: Node) -> Iterator[Node]:
    """The node and what is in it, but not inside aggregates."""
    pending = [node]
    while pending:
        current = pending.pop()
        if not isinstance(current, tree.Aggregate):
            yield current
            pending += tree.children(current)


def check_nesting(node: Node) -> None:
    """Aggregates stand alone or in arithmetic and rounding, nowhere the engine refuses them."""
    for current in outside(node):
        plain = isinstance(current, tree.Arithmetic) or (
            isinstance(current, tree.Call) and current.name in AROUND_AGGREGATES
        )
        if not plain:
            for inner in tree.children(current):
                if aggregates(inner):
                    raise QueryProblem("aggregate_here", inner.place, word=kind(inner))


def _first_bound(made: Typed) -> exp.Expr:
    """Of a range, so that the one open below comes first."""
    if made.type in {Type.RANGE, Type.CELL}:
        return called("struct_extract", made.sql.copy(), exp.Literal.string("low"))
    return made.sql.copy()


def _named(name: str) -> tree.Output:
    return tree.Output(tree.Column(name), label=name)


def _fits(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _over_all(sql: exp.Expr) -> exp.Expr:
    """Each aggregate of the whole selection, beside each of its rows."""

    def widened(node: exp.Expr) -> exp.Expr:
        return exp.Window(this=node) if node.meta.get("aggregate") else node

    return sql.transform(widened)


def _sorted(sql: exp.Expr, descending: bool, nulls_first: bool) -> exp.Ordered:
    return exp.Ordered(this=sql, desc=descending, nulls_first=nulls_first)
