"""Insert or update many rows, each with values of its own, by one prepared statement run for each.

`bulk_create` compiles every value of every row into the text of its statements, and `bulk_update`
writes a condition a row and a field, which takes both Django and the database many times as long;
that is what expressions need, and these are plain values. Generated keys are taken beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router, transaction


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
        places = ", ".join(["%s"] * len(fields))
        statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - names of models
        for field in fields:
            if type(field).pre_save is not models.Field.pre_save:  # dates that are set on saving
                for record in records:
                    field.pre_save(record, True)
        run(connection, statement, [stored(one, fields, connection) for one in records])
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
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", named
            )
            return [key for (key,) in cursor]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
    return list(range(last + 1, last + 1 + count))


def run(connection: Any, statement: str, values: Sequence[Sequence[Any]]) -> None:
    whole = transaction.atomic(using=connection.alias, savepoint=False)
    with whole, connection.cursor() as cursor:
        cursor.executemany(statement, values)


def update(records: Sequence[Any], names: Sequence[str]) -> None:
    """Write the named fields (plain values, not expressions) of saved records of one model."""
    if not records:
        return
    model = type(records[0])
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name) for name in names]
    key = model._meta.pk
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, own = quote(model._meta.db_table), quote(key.column)
    statement = f"UPDATE {table} SET {columns} WHERE {own} = %s"  # noqa: S608 - names of models
    run(connection, statement, [stored(one, [*fields, key], connection) for one in records])


def stored(record: Any, fields: Sequence[models.Field[Any, Any]], connection: Any) -> list[Any]:
    """Values as the database driver takes them."""
    return [field.get_db_prep_save(getattr(record, field.attname), connection) for field in fields]
