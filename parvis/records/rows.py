"""Insert or update many rows, each with values of its own: plain values, not expressions.

SQLite runs one prepared statement for each row; PostgreSQL is given all rows at once, by COPY or
as the rows of one UPDATE (a statement a row took it four times as long). `bulk_create` compiles
every value of every row into the text of its statements, and `bulk_update` writes a condition a
row and a field, which takes both Django and the database many times as long. Generated keys are
taken beforehand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connections, models, router, transaction

Field = models.Field[Any, Any]
TOGETHER = 200  # rows of one statement
NOTHING = type(None)
AS_IS: dict[type[Field], frozenset[type]] = {
    models.CharField: frozenset({str, NOTHING}),
    models.TextField: frozenset({str, NOTHING}),
    models.IntegerField: frozenset({int, NOTHING}),
    models.BooleanField: frozenset({bool, NOTHING}),
    models.DateTimeField: frozenset({NOTHING}),
    models.ForeignKey: frozenset({NOTHING}),
}
PREPARING = ("get_db_prep_save", "get_db_prep_value", "get_prep_value")


def insert(records: Sequence[Any], keyed: bool = False) -> None:
    """Add records of one model; a generated key is told to each when they are to be `keyed`."""
    if not records:
        return
    model = type(records[0])
    connection = connections[router.db_for_write(model)]
    with transaction.atomic(using=connection.alias, savepoint=False):
        if keyed and isinstance(model._meta.pk, models.AutoField):
            for record, key in zip(records, keys(model, connection, len(records)), strict=True):
                record.pk = key
        fields = [
            field
            for field in model._meta.concrete_fields
            if keyed or not isinstance(field, models.AutoField)
        ]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        for field in fields:
            if type(field).pre_save is not models.Field.pre_save:  # dates that are set on saving
                for record in records:
                    field.pre_save(record, True)
        write = copy if connection.vendor == "postgresql" else insert_each
        write(connection, quote(model._meta.db_table), columns, stored(records, fields, connection))
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def keys(model: type[models.Model], connection: Any, count: int) -> list[int]:
    """So many generated keys that no other row has or will have, in a transaction that writes.

    PostgreSQL's sequence gives them; in SQLite the writer is alone (IMMEDIATE), the next rows take
    what follows the last one ever given (AUTOINCREMENT, which follows what is written).
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            named = [connection.ops.quote_name(table), model._meta.pk.column, count]
            cursor.execute(
                "SELECT ARRAY("
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s))",
                named,
            )
            [(found,)] = cursor.fetchall()
            return list(found)
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
    return list(range(last + 1, last + 1 + count))


Values = Sequence[Sequence[Any]]  # row by row, as the driver takes them


def insert_each(connection: Any, table: str, columns: str, values: Values) -> None:
    places = ", ".join(["%s"] * len(values[0]))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of models
    run(connection, statement, values)


def copy(connection: Any, table: str, columns: str, values: Values) -> None:
    """PostgreSQL's own way of taking rows; what a constraint refuses is an IntegrityError."""
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as rows,
    ):
        for row in values:
            rows.write_row(row)


def run(connection: Any, statement: str, values: Values) -> None:
    whole = (
        transaction.mark_for_rollback_on_error if connection.in_atomic_block else transaction.atomic
    )
    with whole(using=connection.alias), connection.cursor() as cursor:
        cursor.executemany(statement, values)


def update(records: Sequence[Any], names: Sequence[str]) -> None:
    """Write the named fields (plain values, not expressions) of saved records of one model."""
    if not records:
        return
    model = type(records[0])
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name) for name in names]
    every = [*fields, model._meta.pk]
    values = stored(records, every, connection)
    write = update_together if connection.vendor == "postgresql" else update_each
    with transaction.atomic(using=connection.alias, savepoint=False):
        write(connection, connection.ops.quote_name(model._meta.db_table), every, values)


def update_each(connection: Any, table: str, fields: Sequence[Field], values: Values) -> None:
    """Each row by the last of `fields`."""
    *columns, own = [connection.ops.quote_name(field.column) for field in fields]
    changes = ", ".join(f"{column} = %s" for column in columns)
    run(connection, f"UPDATE {table} SET {changes} WHERE {own} = %s", values)  # noqa: S608 - names of models


def update_together(connection: Any, table: str, fields: Sequence[Field], values: Values) -> None:
    """The same in one statement for TOGETHER rows; the types of the first row are those of all,
    without their lengths: a cast would cut a text that the column refuses."""
    *columns, own = [connection.ops.quote_name(field.column) for field in fields]
    changes = ", ".join(f"{column} = new.{column}" for column in columns)
    types = [str(field.cast_db_type(connection)).partition("(")[0] for field in fields]
    typed = ", ".join(f"%s::{name}" for name in types)
    places = ", ".join(["%s"] * len(fields))
    named = ", ".join([*columns, own])
    for start in range(0, len(values), TOGETHER):
        some = values[start : start + TOGETHER]
        rows = ", ".join([f"({typed})", *[f"({places})"] * (len(some) - 1)])
        statement = (
            f"UPDATE {table} AS old SET {changes} FROM (VALUES {rows}) AS new ({named}) "  # noqa: S608 - names of models
            f"WHERE old.{own} = new.{own}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in some for value in row])


def stored(records: Sequence[Any], fields: Sequence[Field], connection: Any) -> Values:
    """Values as the database driver takes them, row by row."""
    return list(zip(*[column(records, field, connection) for field in fields], strict=True))


def column(records: Sequence[Any], field: Field, connection: Any) -> list[Any]:
    """One value of each record; of what drivers take as it is, nothing is asked of the field."""
    values = [getattr(record, field.attname) for record in records]
    asis, prepare = taken_as_is(type(field)), field.get_db_prep_save  # type: ignore[arg-type]
    if is_json(type(field)):  # type: ignore[arg-type]
        return texts(values, field.encoder)  # type: ignore[attr-defined]
    return [one if type(one) in asis else prepare(one, connection) for one in values]


@cache
def is_json(kind: type[Field]) -> bool:
    """Whether fields of this class keep values as Django keeps JSON."""
    django = models.JSONField
    return issubclass(kind, django) and all(
        getattr(kind, name) is getattr(django, name) for name in PREPARING
    )


def texts(values: Sequence[Any], encoder: Any) -> list[str | None]:
    """JSON as text, which both databases take, and none for None; most values are empty lists."""
    write = json.JSONEncoder().encode if encoder is None else encoder().encode
    empty = write([])
    return [None if one is None else empty if one == [] else write(one) for one in values]


@cache
def taken_as_is(kind: type[Field]) -> frozenset[type]:
    """Types of values that fields of this class give to the driver unchanged: a field that says
    for itself how it is stored is always asked."""
    for django, types in AS_IS.items():
        if issubclass(kind, django) and all(
            getattr(kind, name) is getattr(django, name) for name in PREPARING
        ):
            return types
    return frozenset()
