"""Insert or update many rows, each with values of its own, by one prepared statement run for each.

`bulk_create` compiles every value of every row into the text of its statements, and `bulk_update`
writes a condition a row and a field, which takes both Django and the database many times as long;
that is what expressions and generated keys need, and these are plain values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router, transaction


def insert(records: Sequence[Any]) -> None:
    """Add records of one model whose generated key, if there is one, nobody needs."""
    if not records:
        return
    model = type(records[0])
    connection = connections[router.db_for_write(model)]
    fields = [
        field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - names of models
    run(connection, statement, [stored(one, fields, connection) for one in records])


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
