"""SQLite: a file on the server, opened so that it cannot be written."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    LargeBinary,
    TableClause,
    cast,
    func,
    literal,
    literal_column,
    select,
)

from parvis.catalogue.scan import shapes
from parvis.catalogue.scan.address import Account, Target
from parvis.catalogue.scan.errors import ScanError, noted
from parvis.catalogue.scan.limits import Limits
from parvis.catalogue.scan.model import Column, ForeignKey, Rows, Table
from parvis.catalogue.scan.systems import Asker
from parvis.catalogue.scan.systems.kinds import kind_of
from parvis.catalogue.scan.systems.names import grouped, quoted

# Shadow tables hold the inside of a virtual one.
_TABLES = """
SELECT name, type FROM pragma_table_list
WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY name LIMIT :limit
"""
_LISTED = """SELECT m.name, p.* FROM
    (SELECT name FROM pragma_table_list
     WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\') AS m,
    pragma_{what}(m.name) AS p"""
_COLUMNS = _LISTED.format(what="table_xinfo") + " ORDER BY m.name, p.cid"
_FOREIGN = _LISTED.format(what="foreign_key_list") + " ORDER BY m.name, p.id, p.seq"
_UNIQUE = (
    _LISTED.format(what="index_list").replace("p.*", "p.name, i.name")
    + ", pragma_index_info(p.name) AS i WHERE p.\"unique\" AND p.origin = 'u'"
    + " ORDER BY m.name, p.name, i.seqno"
)
_ONE = "SELECT :name, p.* FROM pragma_table_xinfo(:name) AS p ORDER BY p.cid"
_ESTIMATES = "SELECT tbl, CAST(stat AS INTEGER) FROM sqlite_stat1"


class SQLite:
    url = "sqlite://"
    options: Mapping[str, Any] = {}
    begin = ""
    codes: Mapping[str, str] = {
        "SQLITE_INTERRUPT": "slow",
        "SQLITE_BUSY": "locked",
        "SQLITE_LOCKED": "locked",
        "SQLITE_AUTH": "right",
    }

    def open(self, target: Target, address: str, account: Account, limits: Limits) -> Any:
        uri = f"file:{_escaped(address)}?mode=ro"
        try:
            connection = sqlite3.connect(
                uri, uri=True, timeout=limits.lock, check_same_thread=False
            )
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            raise ScanError("file", path=target.database) from None
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.create_function("parvis_mask", 1, _mask, deterministic=True)
        connection.create_function("parvis_check", 2, _check, deterministic=True)
        return connection

    def cut(self, raw: Any) -> None:
        raw.interrupt()

    def starting(self, raw: Any, limits: Limits) -> None:
        """SQLite asks now and then whether to go on."""
        until = time.monotonic() + limits.statement
        raw.set_progress_handler(lambda: time.monotonic() > until, 10_000)

    def code(self, error: BaseException | None) -> str:
        return getattr(error, "sqlite_errorname", None) or type(error).__name__

    def read_only(self, session: Asker) -> bool:
        return bool(session.rows("PRAGMA query_only")[0][0])

    def version(self, session: Asker) -> str:
        return str(session.rows("SELECT sqlite_version()")[0][0])

    def tables(self, session: Asker) -> list[Table]:
        found = session.rows(_TABLES, limit=session.limits.tables + 1)
        plain = {name for name, kind in found if kind == "table"}
        columns, foreign, unique = (
            grouped(session.rows(question)) if plain else {}
            for question in (_COLUMNS, _FOREIGN, _UNIQUE)
        )
        estimates = self._estimates(session)
        tables = [
            _table(name, kind, columns[name], foreign.get(name, []), unique.get(name, []))
            if name in plain
            else self._apart(session, name, kind)
            for name, kind in found
        ]
        return [replace(table, rows=estimates.get(table.name)) for table in tables]

    def _apart(self, session: Asker, name: str, kind: str) -> Table:
        """A view or a virtual table, alone: one that is broken silences no other."""
        try:
            rows = [row[1:] for row in session.rows(_ONE, name=name)]
        except ScanError as error:
            return replace(_table(name, kind), readable=False, notes=(noted(error),))
        return _table(name, kind, rows)

    def _estimates(self, session: Asker) -> dict[str, Rows]:
        """What ANALYZE left, if it was ever run."""
        try:
            return {name: Rows(count, "estimated") for name, count in session.rows(_ESTIMATES)}
        except ScanError:
            return {}

    def estimate(self, session: Asker, table: Table) -> int | None:
        """The greatest row number: exact when nothing was ever deleted."""
        try:
            rowid = func.max(literal_column("_rowid_", Integer))
            return int(session.rows(select(rowid).select_from(quoted(table)))[0][0] or 0)
        except ScanError:
            return None  # WITHOUT ROWID

    def sample(self, source: TableClause, table: Table, limit: int) -> FromClause:
        return source

    def mask(self, value: ColumnElement[str]) -> ColumnElement[str]:
        return func.parvis_mask(cast(value, LargeBinary))

    def checked(self, code: str, value: ColumnElement[str]) -> ColumnElement[Any]:
        return func.parvis_check(literal(code), cast(value, LargeBinary))

    def year(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(func.nullif(func.strftime("%Y", value), ""), Integer)


def _escaped(path: str) -> str:
    """A path inside a "file:" address."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _mask(value: bytes | None) -> str | None:
    """Bytes, because a text of SQLite may hold anything."""
    return None if value is None else shapes.mask(value.decode("utf-8", "replace"))


def _check(code: str, value: bytes | None) -> int:
    return int(value is not None and shapes.CHECKS[code](value.decode("utf-8", "replace")))


def _table(
    name: str,
    kind: str,
    columns: Sequence[Any] = (),
    foreign: Sequence[Any] = (),
    unique: Sequence[Any] = (),
) -> Table:
    """From the rows of the pragmas, without the name of the table in front."""
    indexes = grouped(unique)
    keys = sorted((number, column) for _i, column, *_rest, number, _hidden in columns if number)
    return Table(
        schema="main",
        name=name,
        kind="view" if kind == "view" else "table",
        columns=tuple(
            Column(column, written, kind_of(written), not not_null and not key, default is not None)
            for _i, column, written, not_null, default, key, _hidden in columns
        ),
        primary_key=tuple(column for _number, column in keys),
        unique=tuple(tuple(row[0] for row in rows) for rows in indexes.values()),
        foreign_keys=tuple(_foreign(rows) for rows in grouped(foreign).values()),
    )


def _foreign(rows: Sequence[Any]) -> ForeignKey:
    """(seq, table, from, to, …) a column; "to" is None when the key names no column."""
    return ForeignKey(
        columns=tuple(row[2] for row in rows),
        schema="main",
        table=rows[0][1],
        target_columns=tuple(row[3] for row in rows if row[3]),
    )


SYSTEM = SQLite()
