"""PostgreSQL, through psycopg 3."""

from __future__ import annotations

import json
import os
import socket
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Executable,
    FromClause,
    Select,
    TableClause,
    case,
    cast,
    extract,
    func,
    literal,
    select,
    types,
)
from sqlalchemy.ext.compiler import compiles

from parvis.catalogue.scan import shapes
from parvis.catalogue.scan.address import Account, Target
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.limits import Limits
from parvis.catalogue.scan.model import Column, ForeignKey, Rows, Table
from parvis.catalogue.scan.systems import Asker, checks
from parvis.catalogue.scan.systems.kinds import kind_of
from parvis.catalogue.scan.systems.names import quoted

_KINDS = {"r": "table", "p": "table", "v": "view", "m": "materialized view", "f": "foreign table"}
_CONNECT_CODES = {
    "28000": "refused", "28P01": "refused", "3D000": "database", "42501": "database",
}  # fmt: skip

# What texts are mostly made of, but "a" and "9" that stay.
_OFTEN = "012345678bcdefghijklmnopqrstuvwxyzABCDEFLMNOPRSTé"

# Tables that people made: not the system's, not an extension's, not one partition of another.
_SEEN = """
    c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    AND (:schema = '' OR n.nspname = :schema)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 1259
                    AND e.objid = c.oid AND e.deptype = 'e')
"""
_TABLES = f"""
SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.reltuples::bigint, d.description,
       pg_catalog.has_table_privilege(c.oid, 'SELECT')
       AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
       c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.classoid = 1259 AND d.objsubid = 0
WHERE {_SEEN} ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C" LIMIT :limit
"""  # noqa: S608 - both parts are ours
_COLUMNS = """
SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
       CASE t.typtype WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod)
                      WHEN 'e' THEN 'enum' END,
       a.attnotnull, a.atthasdef, d.description
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_description d
       ON d.objoid = a.attrelid AND d.classoid = 1259 AND d.objsubid = a.attnum
WHERE a.attrelid = ANY(:tables) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""
_CONSTRAINTS = """
SELECT k.conrelid, k.contype::text, k.conkey, n.nspname, f.relname, k.confrelid, k.confkey
FROM pg_catalog.pg_constraint k LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = f.relnamespace
WHERE k.conrelid = ANY(:tables) AND k.contype IN ('p', 'u', 'f') ORDER BY k.conrelid, k.conname
"""
_SIZES = "SELECT o, pg_catalog.pg_total_relation_size(o) FROM unnest(CAST(:tables AS oid[])) AS o"


class _Explain(Executable, ClauseElement):
    """The planner's opinion of a statement, as JSON."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explain, "postgresql")
def _explain(element: _Explain, compiler: Any, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.statement, **options)}"


Names = Mapping[int, Mapping[int, str]]  # {table: {number: column}}


class PostgreSQL:
    url = "postgresql+psycopg://"
    options: Mapping[str, Any] = {"use_native_hstore": False}
    begin = ""  # psycopg begins each transaction READ ONLY
    codes: Mapping[str, str] = {"57014": "slow", "55P03": "locked", "42501": "right"}

    def open(self, target: Target, address: str, account: Account, limits: Limits) -> Any:
        """Every parameter is given, so that none comes from the environment of the server."""
        milliseconds = f"{limits.statement * 1000:.0f}"
        settings = {
            "default_transaction_read_only": "on",
            "statement_timeout": milliseconds,
            "idle_in_transaction_session_timeout": milliseconds,
            "lock_timeout": f"{limits.lock * 1000:.0f}",
            "search_path": "pg_catalog",
            "jit": "off",
        }
        mode = {"prefer": "prefer", "require": "require", "verify": "verify-full"}[target.tls]
        try:
            connection = psycopg.connect(
                host=target.host, hostaddr=address, port=target.port, dbname=target.database,
                user=account.user, password=account.password, passfile=os.devnull + "/none",
                sslmode=mode, sslrootcert="system" if mode == "verify-full" else "",
                connect_timeout=max(2, round(limits.connect)), client_encoding="UTF8",
                options=" ".join(f"-c {name}={value}" for name, value in settings.items()),
                application_name="Parvis (lecture du schéma)", keepalives_idle=30,
                tcp_user_timeout=round(limits.statement * 2000), prepare_threshold=None,
                target_session_attrs="any", channel_binding="prefer", gssencmode="disable",
            )  # fmt: skip
        except psycopg.Error as error:
            raise ScanError(
                _why(error), host=target.host, port=target.port, database=target.database
            ) from None
        connection.read_only = True
        return connection

    def cut(self, raw: Any) -> None:
        if not raw.closed:
            with socket.socket(fileno=os.dup(raw.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)

    def starting(self, raw: Any, limits: Limits) -> None:
        """The server keeps the time."""

    def code(self, error: BaseException | None) -> str:
        return getattr(error, "sqlstate", None) or type(error).__name__

    def read_only(self, session: Asker) -> bool:
        answer = session.rows(
            "SELECT current_setting('transaction_read_only'), "
            "current_setting('default_transaction_read_only')"
        )
        return tuple(answer[0]) == ("on", "on")

    def version(self, session: Asker) -> str:
        return str(session.rows("SELECT current_setting('server_version')")[0][0])

    def tables(self, session: Asker) -> list[Table]:
        schema, limit = session.target.schema, session.limits.tables + 1
        found = session.rows(_TABLES, schema=schema, limit=limit)
        oids = [row[0] for row in found]
        columns: dict[int, list[Column]] = defaultdict(list)
        names: dict[int, dict[int, str]] = defaultdict(dict)
        for row in session.rows(_COLUMNS, tables=oids):
            columns[row[0]].append(_column(row))
            names[row[0]][row[1]] = row[2]
        constraints: dict[int, list[Any]] = defaultdict(list)
        for row in session.rows(_CONSTRAINTS, tables=oids):
            constraints[row[0]].append(row)
        sizes = self._sizes(session, oids)
        return [
            _table(row, columns[row[0]], constraints[row[0]], names, sizes.get(row[0]))
            for row in found
        ]

    def _sizes(self, session: Asker, oids: list[int]) -> dict[int, int]:
        """Real sizes; they wait for a table that is locked: then those the planner knows do."""
        try:
            return {row[0]: row[1] for row in session.rows(_SIZES, tables=oids)}
        except ScanError:
            return {}

    def estimate(self, session: Asker, table: Table) -> int | None:
        """What the planner would expect to read, from the size of the file."""
        said = session.rows(_Explain(select(literal(1)).select_from(quoted(table))))[0][0]
        said = json.loads(said) if isinstance(said, str) else said
        return int(said[0]["Plan"]["Plan Rows"])

    def sample(self, source: TableClause, table: Table, limit: int) -> FromClause:
        """Pages spread over the table, the same each time; the first rows of a small one."""
        rows = table.rows.count if table.rows else 0
        if table.kind not in {"table", "materialized view"} or rows < 20 * limit:
            return source
        percent = min(100.0, 100.0 * 10 * limit / rows)
        return source.tablesample(func.system(percent), seed=cast(1, types.Integer))

    def mask(self, value: ColumnElement[str]) -> ColumnElement[str]:
        """All values in one long text, where what is common is replaced sign by sign before the
        pattern does the rest: three times as fast as a pattern for each value."""
        alone: Any = func.replace(value.collate("C"), func.chr(ord(checks.APART)), "a")
        shown: Any = func.string_agg(alone, func.chr(ord(checks.APART)))
        for sign in _OFTEN:
            shown = func.replace(shown, sign, "9" if sign.isdigit() else "a")
        rest = shapes.LETTER.replace("9", f"9a{checks.APART}", 1)
        return func.regexp_replace(shown, rest, "a", "g")

    def checked(self, code: str, value: ColumnElement[str]) -> ColumnElement[Any]:
        return checks.check(code, value, types.Numeric())

    def year(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """Some dates are infinite."""
        return case((func.isfinite(value), cast(extract("year", value), types.Integer)))


def _why(error: psycopg.Error) -> str:
    """Which sentence a failed connection deserves: libpq only says it in words."""
    if error.sqlstate in _CONNECT_CODES:
        return _CONNECT_CODES[error.sqlstate]
    words = str(error).lower()
    if "ssl" in words or "certificate" in words:
        return "tls"
    if "no password supplied" in words or "authentication" in words or "pg_hba" in words:
        return "refused"
    return "database" if "does not exist" in words else "unreachable"


def _column(row: Sequence[Any]) -> Column:
    _oid, _number, name, written, base, not_null, has_default, comment = row
    return Column(
        name=name,
        type=written,
        kind=kind_of(base or written),
        nullable=not not_null,
        has_default=has_default,
        comment=comment or "",
    )


def _table(
    row: Sequence[Any],
    columns: list[Column],
    constraints: list[Sequence[Any]],
    names: Names,
    size: int | None,
) -> Table:
    oid, schema, name, kind, estimate, comment, readable, pages = row
    own = names[oid]
    keys = [(k[1], tuple(own[n] for n in k[2])) for k in constraints]
    return Table(
        schema=schema,
        name=name,
        kind=_KINDS[kind],
        comment=comment or "",
        columns=tuple(columns),
        primary_key=next((key for kind, key in keys if kind == "p"), ()),
        unique=tuple(key for kind, key in keys if kind == "u"),
        foreign_keys=tuple(_foreign(k, own, names) for k in constraints if k[1] == "f"),
        rows=Rows(estimate, "estimated") if estimate >= 0 and kind != "v" else None,
        size=None if kind in "vf" else (pages if size is None else size),
        readable=readable,
    )


def _foreign(row: Sequence[Any], own: Mapping[int, str], names: Names) -> ForeignKey:
    _oid, _kind, numbers, schema, table, target, target_numbers = row
    there = names.get(target, {})
    return ForeignKey(
        columns=tuple(own[n] for n in numbers),
        schema=schema,
        table=table,
        target_columns=tuple(there[n] for n in target_numbers if n in there),
    )


SYSTEM = PostgreSQL()
