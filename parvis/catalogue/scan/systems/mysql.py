"""MariaDB and MySQL, through PyMySQL: what they call a schema is a database."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Mapping, Sequence
from typing import Any

import pymysql
from pymysql.constants import CR, ER
from sqlalchemy import ColumnElement, FromClause, Numeric, TableClause, extract, func

from parvis.catalogue.scan import shapes
from parvis.catalogue.scan.address import Account, Target
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.limits import Limits
from parvis.catalogue.scan.model import Column, ForeignKey, Rows, Table
from parvis.catalogue.scan.systems import Asker, checks
from parvis.catalogue.scan.systems.kinds import kind_of
from parvis.catalogue.scan.systems.names import grouped

_CONNECT_CODES = {
    ER.ACCESS_DENIED_ERROR: "refused",
    ER.BAD_DB_ERROR: "database",
    ER.DBACCESS_DENIED_ERROR: "database",
    CR.CR_SSL_CONNECTION_ERROR: "tls",
}
_TABLES = """
SELECT table_name, table_type, table_rows, data_length + index_length, table_comment
FROM information_schema.tables WHERE table_schema = DATABASE()
ORDER BY BINARY table_name LIMIT :limit
"""
_COLUMNS = """
SELECT table_name, column_name, column_type, is_nullable, column_default, column_comment
FROM information_schema.columns WHERE table_schema = DATABASE()
ORDER BY table_name, ordinal_position
"""
_KEYS = """
SELECT table_name, index_name, column_name
FROM information_schema.statistics WHERE table_schema = DATABASE() AND non_unique = 0
ORDER BY table_name, index_name, seq_in_index
"""
_FOREIGN = """
SELECT table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name,
       referenced_column_name
FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
ORDER BY table_name, constraint_name, ordinal_position
"""


class MySQL:
    url = "mysql+pymysql://"
    options: Mapping[str, Any] = {}
    begin = "START TRANSACTION READ ONLY"
    codes: Mapping[str, str] = {
        **dict.fromkeys(("1969", "3024", "1317", "2013"), "slow"),
        **dict.fromkeys(("1205",), "locked"),
        **dict.fromkeys(("1142", "1143", "1044", "1356"), "right"),
    }

    def open(self, target: Target, address: str, account: Account, limits: Limits) -> Any:
        """No file of options is read, and the server can ask for none of ours."""
        told = {"host": target.host, "port": target.port, "database": target.database}
        try:
            line = socket.create_connection((address, target.port), limits.connect)
        except OSError:
            raise ScanError("unreachable", **told) from None
        connection = pymysql.Connection(
            host=target.host, port=target.port, database=target.database, user=account.user,
            password=account.password, charset="utf8mb4", defer_connect=True,
            local_infile=False, read_timeout=limits.statement * 2,
            write_timeout=limits.statement * 2, connect_timeout=limits.connect,
            ssl=_context(target), auth_plugin_map={b"mysql_clear_password": _Refused},
        )  # fmt: skip
        try:
            connection.connect(line)
            _settle(connection, limits)
        except (pymysql.Error, OSError, _NotInClear) as error:
            line.close()
            raise ScanError(_why(error), **told) from None
        return connection

    def cut(self, raw: Any) -> None:
        with contextlib.suppress(OSError, AttributeError):  # it has just been closed
            raw._sock.shutdown(socket.SHUT_RDWR)

    def starting(self, raw: Any, limits: Limits) -> None:
        """The server keeps the time."""

    def code(self, error: BaseException | None) -> str:
        arguments = getattr(error, "args", ())
        return str(arguments[0]) if arguments and isinstance(arguments[0], int) else "?"

    def read_only(self, session: Asker) -> bool:
        name = "transaction_read_only" if _is_mysql_8(session) else "tx_read_only"
        return str(session.rows(f"SELECT @@SESSION.{name}")[0][0]) == "1"

    def version(self, session: Asker) -> str:
        return str(session.rows("SELECT VERSION()")[0][0])

    def tables(self, session: Asker) -> list[Table]:
        found = session.rows(_TABLES, limit=session.limits.tables + 1)
        columns, keys, foreign = (
            grouped(session.rows(question)) for question in (_COLUMNS, _KEYS, _FOREIGN)
        )
        schema = session.target.database
        parts = (columns, keys, foreign)
        return [_table(schema, row, *(part.get(row[0], []) for part in parts)) for row in found]

    def estimate(self, session: Asker, table: Table) -> int | None:
        """The storage engine's estimate came with the table."""
        return table.rows.count if table.rows else None

    def sample(self, source: TableClause, table: Table, limit: int) -> FromClause:
        return source

    def mask(self, value: ColumnElement[str]) -> ColumnElement[str]:
        return func.regexp_replace(func.regexp_replace(value, "[0-9]", "9"), shapes.LETTER, "a")

    def checked(self, code: str, value: ColumnElement[str]) -> ColumnElement[Any]:
        return checks.check(code, value, Numeric(65, 0))

    def year(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return extract("year", value)


class _NotInClear(Exception):
    pass


class _Refused:
    """A server may ask for the password in clear: it does not get it."""

    def __init__(self, connection: object) -> None:
        raise _NotInClear


def _context(target: Target) -> ssl.SSLContext | None:
    """None: encrypted when the server can."""
    if target.tls == "prefer":
        return None
    context = ssl.create_default_context()
    if target.tls == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _settle(connection: Any, limits: Limits) -> None:
    """Both families name their bound of time differently, in other units."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute(f"SET SESSION lock_wait_timeout = {max(1, round(limits.lock))}")
        cursor.execute(f"SET SESSION innodb_lock_wait_timeout = {max(1, round(limits.lock))}")
        if "mariadb" in connection.server_version.lower():
            cursor.execute(f"SET SESSION max_statement_time = {float(limits.statement)}")
        else:
            cursor.execute(f"SET SESSION max_execution_time = {round(limits.statement * 1000)}")


def _is_mysql_8(session: Asker) -> bool:
    version = str(session.rows("SELECT VERSION()")[0][0])
    return "mariadb" not in version.lower()


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "tls"
    number = error.args[0] if error.args else 0
    if isinstance(error, _NotInClear):
        return "refused"
    return _CONNECT_CODES.get(number, "unreachable")


def _table(
    schema: str,
    row: Sequence[Any],
    columns: Sequence[Any],
    keys: Sequence[Any],
    foreign: Sequence[Any],
) -> Table:
    name, kind, estimate, size, comment = row
    view = "VIEW" in kind
    indexes = {index: tuple(r[0] for r in rows) for index, rows in grouped(keys).items()}
    return Table(
        schema=schema,
        name=name,
        kind="view" if view else "table",
        comment="" if view else comment or "",  # a view's is only the word VIEW, or its error
        columns=tuple(_column(*column) for column in columns),
        primary_key=indexes.pop("PRIMARY", ()),
        unique=tuple(indexes.values()),
        foreign_keys=tuple(_foreign(rows) for rows in grouped(foreign).values()),
        rows=None if view or estimate is None else Rows(int(estimate), "estimated"),
        size=None if size is None else int(size),
    )


def _column(name: str, written: str, nullable: str, default: str | None, comment: str) -> Column:
    return Column(
        name=name,
        type=written,
        kind=kind_of(written),
        nullable=nullable == "YES",
        has_default=default not in (None, "NULL"),
        comment=comment or "",
    )


def _foreign(rows: Sequence[Any]) -> ForeignKey:
    """(column, schema, table, column there) a column."""
    return ForeignKey(
        columns=tuple(row[0] for row in rows),
        schema=rows[0][1],
        table=rows[0][2],
        target_columns=tuple(row[3] for row in rows),
    )


SYSTEM = MySQL()
