"""Observations as the door asks them: recent and sealed rows are one table (`reading.py`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from django.db import connection

from parvis.observations import cold, reading, tables
from parvis.observations import conditions as c
from parvis.observations.measures import Row
from parvis.observations.models import Sealed
from parvis.observations.sql import Made, Writer, fill
from parvis.observations.sta import forms, orm
from parvis.observations.sta.forms import Constant, Expression, Field, Form, Ids, Told

SIGNS = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OWN = {"datastream__id": "datastream", "feature__id": "feature"}
LAST = forms.made("either", Field("end"), Field("start"))
TOGETHER = 100  # datastreams of one question about the last of each


def condition(form: Expression) -> c.Condition:
    """What is said of plain columns is told as such: it chooses the months to read."""
    if isinstance(form, Form):
        if form.name == "and":
            return c.Every(tuple(condition(part) for part in form.parts))
        if form.name in SIGNS and isinstance(form.parts[0], Field):
            column, value = form.parts
            if isinstance(value, Constant):
                return c.Compare(c.Column(own(column)), form.name, c.Value(value.value))  # type: ignore[arg-type]
        if form.name in SIGNS and isinstance(form.parts[1], Field):
            value, column = form.parts
            if isinstance(value, Constant):
                sign = SIGNS[form.name]
                return c.Compare(c.Column(own(column)), sign, c.Value(value.value))  # type: ignore[arg-type]
        if form.name in SIGNS and form.parts[0] == LAST and isinstance(form.parts[1], Constant):
            value = c.Value(form.parts[1].value)
            return c.Compare(c.Column("last"), form.name, value)  # type: ignore[arg-type]
        if form.name == "among" and isinstance(form.parts[0], Field):
            return c.Within(c.Column(own(form.parts[0])), tuple(sorted(form.parts[1].found)))
    return c.Told(partial(said, form))


def own(field: Field) -> str:
    return OWN.get(field.name, field.name)


def said(form: Expression, writer: Writer) -> Made:
    """A form in the SQL of the engine that a writer writes for."""

    if writer.engine == connection.vendor:
        orm.prepare(connection)

    def told(leaf: Field | Ids) -> Told:
        if isinstance(leaf, Ids):
            return orm.listed(leaf)
        return writer.columns[own(leaf)], []

    text, values = forms.written(form, writer.engine, told)
    return text, tuple(values)


def within(column: str, ids: Collection[int]) -> c.Condition:
    return c.Within(c.Column(column), tuple(sorted(ids)))


def not_of(datastreams: Collection[int]) -> c.Condition | None:
    """Leaves out the observations that are not shown to who asks."""
    return c.Not(within("datastream", datastreams)) if datastreams else None


def both(where: c.Condition | None, unseen: Collection[int]) -> c.Condition | None:
    return c.both(where, not_of(unseen))


def distinct(column: str, where: c.Condition | None) -> frozenset[int]:
    """The datastreams, or the features, of the observations that a condition is true of."""

    def read(files: Sequence[Sealed]) -> frozenset[int]:
        name = reading.writer().columns[column]
        text = f"SELECT DISTINCT {name} FROM {{table}} WHERE NOT gone AND {{0}}"  # noqa: S608
        found = {key for (key,) in reading.ask(text, reading.told(where))}
        kept = cold.within(files, where)
        if kept:
            text = f"SELECT DISTINCT {column} FROM {cold.relation(kept)} WHERE {{0}}"  # noqa: S608
            found |= {key for (key,) in cold.ask(text, cold.told(cold.living(where)))}
        return frozenset(found)

    return reading.steady(read)


def features_of(datastreams: Collection[int], also: frozenset[int] = frozenset()) -> frozenset[int]:
    """The features that these datastreams alone observe; of those `also` given, those that no other
    does."""
    theirs = also
    if datastreams:
        theirs |= distinct("feature", within("datastream", datastreams))
    if not theirs:
        return theirs
    where = c.both(within("feature", theirs), not_of(datastreams))
    return theirs - distinct("feature", where)


def counts(column: str, ids: Collection[int], where: c.Condition | None) -> dict[int, int]:
    """How many observations of each datastream, or about each feature."""
    where = c.both(within(column, ids), where)

    def read(files: Sequence[Sealed]) -> dict[int, int]:
        name = reading.writer().columns[column]
        text = f"SELECT {name}, count(*) FROM {{table}} WHERE NOT gone AND {{0}} GROUP BY 1"  # noqa: S608
        rows = reading.ask(text, reading.told(where))
        kept = cold.within(files, where)
        if kept:
            text = f"SELECT {column}, count(*) FROM {cold.relation(kept)} WHERE {{0}} GROUP BY 1"  # noqa: S608
            rows += cold.ask(text, cold.told(cold.living(where)))
        found: dict[int, int] = defaultdict(int)
        for key, number in rows:
            found[key] += number
        return found

    return reading.steady(read)


def first_of_each(column: str, ids: Sequence[int], asked: c.Ask) -> dict[int, list[Row]]:
    """The first rows, in the order asked for, of each datastream or about each feature."""
    if not ids or asked.limit == 0:
        return {}
    if column == "datastream" and latest(asked):
        return {key: [row] for key, row in reading.latest(ids).items()}
    where = c.both(within(column, ids), asked.where)

    def read(files: Sequence[Sealed]) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for row in here(column, ids, asked):
            found[getattr(row, column)].append(row)
        kept = [each for each in cold.within(files, where) if reaches(each, ids, asked, found)]
        if kept:
            for row in there(kept, column, where, asked):
                found[getattr(row, column)].append(row)
        order, first, last = asked.whole_order, asked.skip, asked.skip + asked.limit
        return {key: c.in_order(rows, order)[first:last] for key, rows in found.items()}

    return reading.steady(read)


def latest(asked: c.Ask) -> bool:
    """Whether the last observation of each is asked for: it is known without looking."""
    first = asked.whole_order[0]
    only = asked.where is None and asked.skip == 0 and asked.limit == 1
    return only and first.column == "start" and first.descending


def here(column: str, ids: Sequence[int], asked: c.Ask) -> Iterator[Row]:
    """One question for many: each has its own index to follow, and its own end."""
    writer = reading.writer()
    names = ", ".join(writer.columns[name] for name in Row._fields)
    text = f"SELECT {names} FROM {tables.TABLE} WHERE NOT gone AND {{0}} ORDER BY "  # noqa: S608
    text += f"{writer.order(asked.whole_order)} LIMIT {asked.skip + asked.limit}"
    for begin in range(0, len(ids), TOGETHER):
        made = []
        for key in ids[begin : begin + TOGETHER]:
            where = c.both(c.Compare(c.Column(column), "=", c.Value(key)), asked.where)
            made.append(fill(text, reading.told(where)))
        union = " UNION ALL ".join(f"SELECT * FROM ({one}) AS each{n}" for n, (one, _) in  # noqa: S608
                                   enumerate(made))  # fmt: skip
        given = tuple(value for _, values in made for value in values)
        yield from (Row(*row) for row in reading.ask("{0}", (union, given)))


def there(
    files: Sequence[Sealed], column: str, where: c.Condition | None, asked: c.Ask
) -> Iterator[Row]:
    order = cold.SQL.order(asked.whole_order)
    text = (
        f"SELECT {cold.NAMES} FROM {cold.relation(files)} WHERE {{0}} QUALIFY row_number() OVER "  # noqa: S608
        f"(PARTITION BY {column} ORDER BY {order}) <= {asked.skip + asked.limit}"
    )
    yield from (Row(*row) for row in cold.ask(text, cold.told(cold.living(where))))


def reaches(each: Sealed, ids: Sequence[int], asked: c.Ask, found: dict[int, list[Row]]) -> bool:
    """Whether a month may hold rows before the last found of each."""
    first = asked.whole_order[0]
    if first.column != "start" or not first.descending:
        return True
    wanted = asked.skip + asked.limit
    lasts = [found[key][wanted - 1].start for key in ids if len(found[key]) >= wanted]
    return len(lasts) < len(ids) or (each.start_max or 0) >= min(lasts)
