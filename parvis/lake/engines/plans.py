"""What a job computes, as one SQL tree over rows that a policy allowed; no engine is named here.

Outputs are `c0`, `c1`…; `fields` says what they are called and what they hold. Instants come as UTC
without a zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlglot import exp

from parvis.lake.profile import personal
from parvis.lake.query import policy as policies
from parvis.lake.query import tree
from parvis.lake.query.policy import Policy
from parvis.lake.query.problems import QueryProblem, unknown
from parvis.lake.query.schema import NUMERIC, SPATIAL, Column, Type
from parvis.lake.query.select import Field
from parvis.lake.query.sql import Context, called, cast_as, every, physical
from parvis.lake.served import layout

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
PHYSICAL = {
    Type.TEXT: "VARCHAR", Type.INTEGER: "BIGINT", Type.NUMBER: "DOUBLE", Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE", Type.DATETIME: "TIMESTAMP",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A version's rows. `name` is ours, and the same in every engine; `parquet` is a file that each
    machine of the engine reads."""

    name: str
    columns: layout.Columns
    parquet: Path
    policy: Policy

    @property
    def relation(self) -> exp.Table:
        return exp.to_table(self.name)

    def rows(self, context: Context) -> Part:
        """Every row that the policy gives, one by one; refused where it gives calculations only."""
        schema = layout.plain(self.columns)
        sql, parameters = policies.single_rows(schema, self.policy, context, self.relation)
        return Part(sql, parameters)

    def visible(self) -> tuple[Column, ...]:
        return self.policy.visible(layout.plain(self.columns)).columns

    def column(self, name: str) -> Column:
        found = self.policy.visible(layout.plain(self.columns)).find(name)
        if found is None:
            names = [each.name for each in self.visible()]
            unknown("column", name, names, tree.Column(name))
        return found


@dataclass(frozen=True)
class Part:
    sql: exp.Expr
    parameters: Mapping[str, Any] = field(repr=False)

    def named(self, prefix: str) -> Part:
        """With parameters that no other part has."""

        def renamed(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Placeholder):
                return exp.Placeholder(this=f"{prefix}_{node.name}")
            return node

        told = {f"{prefix}_{name}": value for name, value in self.parameters.items()}
        return Part(self.sql.copy().transform(renamed), told)


@dataclass(frozen=True)
class Plan:
    sql: exp.Query
    parameters: Mapping[str, Any] = field(repr=False)
    fields: tuple[Field, ...]
    sources: tuple[Source, ...]


def aggregate(source: Source, query: tree.Query, context: Context) -> Plan:
    """Calculations by group. Raises QueryProblem, for a query that lists rows too."""
    schema = layout.plain(source.columns)
    made = policies.statement(query, schema, source.policy, context, source.relation)
    if not made.aggregated:
        raise QueryProblem("job_lists")
    for each in made.fields:
        if each.many or each.type not in PHYSICAL:
            raise QueryProblem("job_output", word=each.name)
    outputs = [_cast(f"c{n}", each.type) for n, each in enumerate(made.fields)]
    sql = exp.select(*outputs).from_(made.sql.subquery("made"))
    return Plan(sql, made.parameters, made.fields, (source,))


def _cast(name: str, kind: Type) -> exp.Expr:
    column = exp.column(exp.to_identifier(name, quoted=True))
    return exp.alias_(cast_as(column, PHYSICAL[kind]), name, quoted=True)


PROFILE = (
    Field("column", Type.TEXT), Field("type", Type.TEXT), Field("personal", Type.TEXT),
    Field("rows", Type.INTEGER), Field("absent", Type.INTEGER), Field("distinct", Type.INTEGER),
    Field("least", Type.TEXT), Field("most", Type.TEXT), Field("least_number", Type.NUMBER),
    Field("most_number", Type.NUMBER), Field("mean", Type.NUMBER),
    *(Field(f"q{round(100 * share):02}", Type.NUMBER) for share in QUANTILES),
)  # fmt: skip


def profile(source: Source, context: Context) -> Plan:
    """A line a column: exact counts, ends, mean and quantiles (of numbers), why a person must look
    (`name` or `values`, as `lake.profile`)."""
    parts = [
        Part(_profiled(column, rows.sql), {**rows.parameters, **_told(column)}).named(f"s{number}")
        for number, column in enumerate(source.visible())
        for rows in [source.rows(context)]
    ]
    return _together(parts, PROFILE, (source,))


def _told(column: Column) -> dict[str, Any]:
    return {"column": column.name, "type": column.type.value,
            "personal": personal(column.name, column.meaning)}  # fmt: skip


def _profiled(column: Column, rows: exp.Expr) -> exp.Select:
    value = physical(column.name)
    counted = exp.Count(this=value)
    absent = exp.Sub(this=exp.Count(this=exp.Star()), expression=counted.copy())
    distinct = exp.Count(this=exp.Distinct(expressions=[value.copy()]))
    plain = column.type not in SPATIAL
    cells: list[exp.Expr] = [
        *(exp.Placeholder(this=name) for name in ("column", "type", "personal")),
        exp.Count(this=exp.Star()), absent, distinct if plain else exp.Null(),
        *_ends(column), *_measures(column),
    ]  # fmt: skip
    outputs = [
        exp.alias_(cast_as(cell, PHYSICAL[of.type]), f"c{n}", quoted=True)
        for n, (cell, of) in enumerate(zip(cells, PROFILE, strict=True))
    ]
    return exp.select(*outputs).from_(rows)


def _ends(column: Column) -> list[exp.Expr]:
    """Of texts and dates, as text."""
    value: exp.Expr = physical(column.name)
    if column.type is Type.DATETIME:
        value = called("timezone", exp.Literal.string("UTC"), value)
    elif column.type not in {Type.TEXT, Type.DATE}:
        return [exp.Null(), exp.Null()]
    return [called("min", value), called("max", value.copy())]


def _measures(column: Column) -> list[exp.Expr]:
    if column.type not in NUMERIC:
        return [exp.Null() for _ in range(3 + len(QUANTILES))]
    number = cast_as(physical(column.name), "DOUBLE")
    ends = [called(name, number.copy()) for name in ("min", "max", "avg")]
    shares = [exp.Literal.number(share) for share in QUANTILES]
    return ends + [called("quantile_cont", number.copy(), share) for share in shares]


VALIDATED = (
    Field("rule", Type.TEXT), Field("checked", Type.INTEGER), Field("failed", Type.INTEGER),
)  # fmt: skip


def validate(
    source: Source, rules: Mapping[str, tree.Node], unique: Sequence[str], context: Context
) -> Plan:
    """A line a rule: rows looked at, rows that fail. A rule whose value is absent does not fail.

    `unique`: columns that together tell rows apart; the rows beyond the first of each key fail.
    """
    parts = []
    for number, (label, rule) in enumerate(rules.items()):
        failing = tree.Query(where=tree.Not(rule))
        counts = [_counted(source, each, context) for each in (tree.Query(), failing)]
        parts.append(_line(label, counts).named(f"s{number}"))
    if unique:
        counts = [_counted(source, tree.Query(), context), _repeated(source, unique, context)]
        parts.append(_line(f"unique({', '.join(unique)})", counts).named("unique"))
    if not parts:
        raise QueryProblem("job_rules")
    return _together(parts, VALIDATED, (source,))


def _counted(source: Source, query: tree.Query, context: Context) -> Part:
    schema = layout.plain(source.columns)
    made = policies.statement(
        policies.total(query), schema, source.policy, context, source.relation
    )
    return Part(made.sql, made.parameters)


def _repeated(source: Source, unique: Sequence[str], context: Context) -> Part:
    keys = [physical(source.column(name).name) for name in unique]
    rows = source.rows(context)
    more = exp.Sub(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    groups = exp.select(exp.alias_(more, "more")).from_(rows.sql).group_by(*keys)
    summed = exp.Coalesce(this=called("sum", exp.column("more")), expressions=[_zero()])
    return Part(exp.select(summed).from_(groups.subquery("groups")), rows.parameters)


def _zero() -> exp.Expr:
    return exp.Literal.number(0)


def _line(label: str, counts: Sequence[Part]) -> Part:
    """A rule's name beside its numbers."""
    parts = [part.named(f"n{number}") for number, part in enumerate(counts)]
    cells = [exp.Placeholder(this="rule"), *(exp.Subquery(this=part.sql) for part in parts)]
    outputs = [
        exp.alias_(cast_as(cell, PHYSICAL[of.type]), f"c{n}", quoted=True)
        for n, (cell, of) in enumerate(zip(cells, VALIDATED, strict=True))
    ]
    told = {name: value for part in parts for name, value in part.parameters.items()}
    return Part(exp.select(*outputs), {"rule": label, **told})


def _together(
    parts: Sequence[Part], fields: tuple[Field, ...], sources: tuple[Source, ...]
) -> Plan:
    """The lines one after the other, in this order."""
    numbered = [
        part.sql.select(exp.alias_(exp.Literal.number(n), "line", quoted=True))
        for n, part in enumerate(parts)
        if isinstance(part.sql, exp.Select)
    ]
    whole = exp.union(*numbered, distinct=False) if len(numbered) > 1 else numbered[0]
    line = exp.column(exp.to_identifier("line", quoted=True))
    names = [exp.column(exp.to_identifier(f"c{n}", quoted=True)) for n in range(len(fields))]
    sql = exp.select(*names).from_(whole.subquery("lines")).order_by(line)
    told = {name: value for part in parts for name, value in part.parameters.items()}
    return Plan(sql, told, fields, sources)


def join(
    left: Source, right: Source, on: Mapping[str, str], keep_all: bool, context: Context
) -> Plan:
    """The columns of both beside each other where those of `on` (left → right) are equal; with
    `keep_all`, rows of the left without any too. A name that both have is said twice, `…_2`."""
    first, second = left.rows(context).named("l"), right.rows(context).named("r")
    pairs = [(left.column(a), right.column(b)) for a, b in on.items()]
    if not pairs:
        raise QueryProblem("job_keys")
    tests = [
        exp.EQ(this=_of("l", a.name), expression=_of("r", b.name)) for a, b in pairs
    ]  # fmt: skip
    keys = {b.name for _, b in pairs}
    mine = [(_of("l", one.name), one) for one in left.visible()]
    theirs = [(_of("r", one.name), one) for one in right.visible() if one.name not in keys]
    fields = _apart([one for _, one in (*mine, *theirs)])
    outputs = [_shown(sql, one, f"c{n}") for n, (sql, one) in enumerate((*mine, *theirs))]
    sql = exp.select(*outputs).from_(_whole(first, left).subquery("l"))
    sql = sql.join(
        _whole(second, right).subquery("r"), on=every(tests), join_type="left" if keep_all else ""
    )
    return Plan(sql, {**first.parameters, **second.parameters}, fields, (left, right))


def _whole(part: Part, source: Source) -> exp.Select:
    return exp.select(*(physical(each.name) for each in source.visible())).from_(part.sql)


def _of(table: str, name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def _shown(sql: exp.Expr, column: Column, name: str) -> exp.Expr:
    if column.type is Type.DATETIME:
        sql = called("timezone", exp.Literal.string("UTC"), sql)
    return exp.alias_(sql, name, quoted=True)


def _apart(columns: Sequence[Column]) -> tuple[Field, ...]:
    taken: list[str] = []
    for column in columns:
        name, turn = column.name, 2
        while name in taken:
            name, turn = f"{column.name}_{turn}", turn + 1
        taken.append(name)
    return tuple(Field(name, one.type) for name, one in zip(taken, columns, strict=True))


def compact(sources: Sequence[Source], key: Sequence[str], context: Context) -> Plan:
    """One table of several versions, oldest first: for each key the row of the latest that has it,
    in the columns of the last; a version that lacks one leaves it empty. Ordered by key."""
    if not key:
        raise QueryProblem("job_keys")
    columns = sources[-1].visible()
    parts = [
        _edition(source, columns, number, context).named(f"e{number}")
        for number, source in enumerate(sources)
    ]
    for source in sources:
        for name in key:
            source.column(name)
    whole = exp.union(*(part.sql for part in parts), distinct=False) if parts[1:] else parts[0].sql
    keys = [_of("u", name) for name in key]
    order = [exp.Ordered(this=_of("u", name), desc=True, nulls_first=False) for name in _LATEST]
    place = exp.Window(
        this=called("row_number"), partition_by=[one.copy() for one in keys],
        order=exp.Order(expressions=order),
    )  # fmt: skip
    shown = [exp.alias_(_of("u", c.name), f"c{n}", quoted=True) for n, c in enumerate(columns)]
    ranked = exp.select(*shown, exp.alias_(place, "place")).from_(
        exp.Subquery(this=whole, alias=exp.TableAlias(this=exp.to_identifier("u")))
    )
    names = [exp.column(exp.to_identifier(f"c{n}", quoted=True)) for n in range(len(columns))]
    first = exp.EQ(this=exp.column("place"), expression=exp.Literal.number(1))
    at = [[c.name for c in columns].index(sources[-1].column(name).name) for name in key]
    sorting = [exp.Ordered(this=names[n].copy(), desc=False, nulls_first=False) for n in at]
    sql = exp.select(*names).from_(ranked.subquery("ranked")).where(first).order_by(*sorting)
    told = {name: value for part in parts for name, value in part.parameters.items()}
    return Plan(sql, told, tuple(Field(c.name, c.type) for c in columns), tuple(sources))


_LATEST = ("edition number", layout.SEQUENCE)  # no column of a file has a space in its name


def _edition(source: Source, columns: Sequence[Column], number: int, context: Context) -> Part:
    """The rows of a version in the columns wanted, with what tells which is the latest."""
    rows = source.rows(context)
    known = {each.name: each.type for each in source.visible()}
    cells = []
    for column in columns:
        if known.get(column.name, column.type) is not column.type:
            raise QueryProblem("job_types", word=column.name)
        here = column.name in known
        cells.append(_shown(physical(column.name) if here else exp.Null(), column, column.name))
    edition = exp.alias_(exp.Literal.number(number), _LATEST[0], quoted=True)
    sequence = physical(layout.SEQUENCE)
    return Part(exp.select(*cells, edition, sequence).from_(rows.sql), rows.parameters)
