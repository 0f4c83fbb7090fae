"""Update many rows, each with values of its own, by one prepared statement run for each.

`bulk_update` writes one statement with a condition a row and a field, which takes both Django and
the database many times as long; it is what expressions need, and these are plain values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router, transaction


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
    whole = transaction.atomic(using=connection.alias, savepoint=False)
    with whole, connection.cursor() as cursor:
        cursor.executemany(statement, [stored(one, [*fields, key], connection) for one in records])


def stored(record: Any, fields: Sequence[models.Field[Any, Any]], connection: Any) -> list[Any]:
    """Values as the database driver takes them."""
    return [field.get_db_prep_save(getattr(record, field.attname), connection) for field in fields]
