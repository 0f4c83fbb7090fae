"""The findings of a scan into rows: what people decided stays, what is missed is marked gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from parvis.catalogue.scan.describe import Described, Description
from parvis.catalogue.scan.difference import Change
from parvis.catalogue.scan.model import to_plain
from parvis.catalogue.scanned.models import ScannedColumn, ScannedSource, ScannedTable

Key = tuple[str, str]  # schema and name of a table
TABLE = ("kind", "identifier", "title", "summary", "rows", "certainty", "access", "why", "discard",
         "suspected", "gone")  # fmt: skip
COLUMN = ("position", "title", "type", "kind", "meaning", "personal", "certainty", "reasons",
          "profile", "gone")  # fmt: skip
BATCH = 500  # rows a statement: SQLite binds 32,766 values


def keep(source: ScannedSource, found: Description, changes: Iterable[Change]) -> list[Change]:
    """Write what a scan found; the guesses that changed, which the schema does not tell."""
    rename(source, changes)
    tables = {(t.schema, t.table): t for t in found.tables}
    rows = write_tables(source, tables)
    told = write_columns(rows, tables)
    mark_gone(source, rows)
    return told


def rename(source: ScannedSource, changes: Iterable[Change]) -> None:
    """A table or column that was renamed keeps what was decided of it."""
    for change in sorted(changes, key=lambda change: change.code != "table_renamed"):
        tables = source.tables.filter(schema=change.schema)
        if change.code == "table_renamed" and not tables.filter(name=change.table).exists():
            tables.filter(name=change.before).update(name=change.table)
        if change.code == "column_renamed":
            columns = ScannedColumn.objects.filter(table__in=tables.filter(name=change.table))
            if not columns.filter(name=change.column).exists():
                columns.filter(name=change.before).update(name=change.column)


def write_tables(source: ScannedSource, tables: dict[Key, Described]) -> dict[Key, ScannedTable]:
    ScannedTable.objects.bulk_create(
        [ScannedTable(source=source, schema=key[0], name=key[1], **of_table(table))
         for key, table in tables.items()],
        batch_size=BATCH, update_conflicts=True,
        unique_fields=["source", "schema", "name"], update_fields=TABLE,
    )  # fmt: skip
    return {(row.schema, row.name): row for row in source.tables.all() if
            (row.schema, row.name) in tables}  # fmt: skip


def of_table(table: Described) -> dict[str, Any]:
    return {
        "kind": table.kind,
        "identifier": table.identifier[:700],
        "title": table.title[:300],
        "summary": table.summary,
        "rows": table.rows.count if table.rows else None,
        "certainty": table.rows.certainty if table.rows else "exact",
        "access": table.access,
        "why": asdict(table.why),
        "discard": asdict(table.discard) if table.discard else {},
        "suspected": len(table.suspected),
        "gone": None,
    }


def write_columns(rows: dict[Key, ScannedTable], tables: dict[Key, Described]) -> list[Change]:
    of = ScannedColumn.objects.filter(table__source__in={row.source_id for row in rows.values()})
    guesses = of.values_list("table_id", "name", "personal")
    before = {(table, name): guess for table, name, guess in guesses}
    columns = [column for key, row in rows.items() for column in of_columns(row, tables[key])]
    ScannedColumn.objects.bulk_create(
        columns, batch_size=BATCH, update_conflicts=True,
        unique_fields=["table", "name"], update_fields=COLUMN,
    )  # fmt: skip
    here = {(column.table_id, column.name) for column in columns}
    missed = [pk for pk, table, name in of.filter(gone=None).values_list("pk", "table_id", "name")
              if (table, name) not in here]  # fmt: skip
    for start in range(0, len(missed), BATCH):
        of.filter(pk__in=missed[start : start + BATCH]).update(gone=timezone.now())
    return list(changed_guesses(before, columns))


def of_columns(row: ScannedTable, table: Described) -> list[ScannedColumn]:
    together = zip(table.columns, table.titles, table.guesses, strict=True)
    return [
        ScannedColumn(
            table=row, position=number, name=column.name, title=title[:300],
            type=column.type, kind=column.kind, meaning=guess.meaning,
            personal=guess.personal, certainty=guess.certainty,
            reasons=[asdict(reason) for reason in guess.reasons],
            profile=to_plain(column.profile) if column.profile else {},
        )
        for number, (column, title, guess) in enumerate(together)
    ]  # fmt: skip


def changed_guesses(
    before: dict[tuple[int, str], bool], columns: Sequence[ScannedColumn]
) -> Iterable[Change]:
    for column in columns:
        was = before.get((column.table_id, column.name))
        if was is not None and was != column.personal:
            code = "guess_personal" if column.personal else "guess_not_personal"
            yield Change(code, column.table.schema, column.table.name, column.name)


def mark_gone(source: ScannedSource, rows: dict[Key, ScannedTable]) -> None:
    here = {row.pk for row in rows.values()}
    missed = [pk for pk in source.tables.filter(gone=None).values_list("pk", flat=True)
              if pk not in here]  # fmt: skip
    source.tables.filter(pk__in=missed).update(gone=timezone.now())
