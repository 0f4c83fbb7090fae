"""Questions that every page asks: SQL that the ORM writes once, then asked with other values.

Writing a statement takes the ORM several times as long as running it. It still writes every one of
them, rules of visibility included; only the values change from one page to the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

SHAPES = 256  # statements kept of one question
MOST = 400  # values of a statement that is kept: a longer one is written each time

Make = Callable[[Any, list[Any]], QuerySet[Any, Any]]
Converters = dict[int, tuple[list[Callable[..., Any]], Any]]


@dataclass(frozen=True)
class Statement:
    """SQL with its parameters, of which `places` says which are values: parameter → rank.

    Rows become instances of `model` when it is not None, else tuples.
    """

    text: str
    parameters: tuple[Any, ...]
    places: dict[int, int]
    converters: Converters
    model: Any
    names: tuple[str, ...]


class Question:
    """`make(shape, values)` is the queryset; the SQL is the same for one shape and as many values.

    Values are identifiers, whole numbers, texts, days or moments, and never None. A `make` that
    looks at a value is wrong: it is only ever given stand-ins.
    """

    def __init__(self, make: Make) -> None:
        self.make = make
        self.written = lru_cache(maxsize=SHAPES)(self.write)

    def __call__(self, values: Sequence[Any], shape: Hashable = None) -> list[Any]:
        """Instances, or tuples for a `values_list`; nothing, unasked, without values, or where the
        shape can find nothing.

        Raises TypeError for a value of another type.
        """
        if not values:
            return []
        write = self.written if len(values) <= MOST else self.write
        asked = write(shape, tuple(type(value) for value in values))
        if asked is None:
            return []
        parameters = list(asked.parameters)
        for place, rank in asked.places.items():
            parameters[place] = kept(values[rank])
        with connection.cursor() as cursor:
            cursor.execute(asked.text, parameters)
            return list(read(asked, cursor.fetchall()))

    def write(self, shape: Hashable, types: tuple[type, ...]) -> Statement | None:
        """None when it finds nothing whatever the values: the scope of somebody without a post."""
        stand_ins = [stand_in(one, rank) for rank, one in enumerate(types)]
        query = self.make(shape, stand_ins).query
        compiler = query.get_compiler(connection=connection)
        try:
            text, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        ranks = {kept(value): rank for rank, value in enumerate(stand_ins)}
        places = {place: ranks[value] for place, value in enumerate(parameters) if value in ranks}
        if set(places.values()) != set(ranks.values()):
            raise TypeError(f"not every value of this question is in its statement: {text}")
        if (compiler.klass_info or {}).get("related_klass_infos"):
            raise TypeError("a question reads one table: ask for tuples instead of select_related")
        columns = [one for one, _sql, _alias in compiler.select]
        model = None if query.has_select_fields else query.model
        names = tuple(column.target.attname for column in columns) if model else ()
        found = compiler.get_converters(columns)
        return Statement(text, tuple(parameters), places, found, model, names)


def stand_in(kind: type, rank: int) -> Any:
    """A value of this type that no page asks for, another for each rank."""
    if issubclass(kind, UUID):
        return UUID(int=rank)
    if issubclass(kind, int) and kind is not bool:
        return -(2**30) - rank
    if issubclass(kind, str):
        return f"\ue000{rank}"
    if issubclass(kind, dt.datetime):
        return dt.datetime(1, 1, 2, tzinfo=dt.UTC) + dt.timedelta(seconds=rank)
    if issubclass(kind, dt.date):
        return dt.date(1, 1, 1) + dt.timedelta(days=rank)
    raise TypeError(f"a question takes no {kind.__name__}")


def kept(value: Any) -> Any:
    """As this database keeps it: SQLite has identifiers and dates as texts."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def read(asked: Statement, rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """The ends of many edges are few records: each value of a column is converted once."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, (converters, column) in asked.converters.items() if rows else ():
        known = dict.fromkeys(columns[place])
        for raw in known:
            value = raw
            for convert in converters:
                value = convert(value, column, connection)
            known[raw] = value
        columns[place] = [known[raw] for raw in columns[place]]
    for row in zip(*columns, strict=True):
        yield asked.model.from_db(connection.alias, asked.names, row) if asked.model else row
