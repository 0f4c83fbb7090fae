"""A session that reads a business database and cannot write to it.

One connection, short transactions each begun READ ONLY by the database itself, bounds on every
statement, lock and on the whole: the application next door does not notice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable, create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from parvis.catalogue.scan.address import Account, Target, checked_file, checked_host
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.limits import Limits
from parvis.catalogue.scan.systems import System, system_of
from parvis.records.network import Resolve, resolve


@dataclass
class Session:
    """An open, read-only session. `rows` is the only way to ask it anything."""

    target: Target
    system: System
    limits: Limits
    connection: Connection
    raw: Any
    deadline: float

    def rows(self, statement: Executable | str, **values: Any) -> Sequence[Any]:
        """Rows of one statement, in a transaction of its own; ScanError when it fails."""
        asked = text(statement) if isinstance(statement, str) else statement
        if time.monotonic() > self.deadline:
            raise ScanError("slow", seconds=round(self.limits.total))
        try:
            self.system.starting(self.raw, self.limits)
            with self.connection.begin():
                if self.system.begin:
                    self.connection.exec_driver_sql(self.system.begin)
                return self.connection.execute(asked, values).fetchall()
        except DBAPIError as error:
            raise self.failure(error.orig) from None  # messages of databases quote values
        except (SQLAlchemyError, UnicodeError, RuntimeError) as error:
            raise ScanError("failed", error=type(error).__name__) from None

    def failure(self, error: BaseException | None) -> ScanError:
        if time.monotonic() > self.deadline:
            return ScanError("slow", seconds=round(self.limits.total))
        code = self.system.code(error)
        said = self.system.codes.get(code, "failed")
        return ScanError(said, error=code, seconds=round(self.limits.statement))


@contextmanager
def connected(
    target: Target,
    account: Account | None = None,
    *,
    allowed: Collection[str] = (),
    limits: Limits | None = None,
    resolve: Resolve = resolve,
) -> Iterator[Session]:
    """A session for the time of the context; ScanError when there can be none.

    `allowed` is PARVIS_ALLOW_PRIVATE: "host:port" of private servers, and folders of SQLite files.
    """
    limits = limits or Limits()
    system = system_of(target.system)
    if target.system == "sqlite":
        address = str(checked_file(target, allowed))
    else:
        if not account or not account.user:
            raise ScanError("account", variable="PARVIS_SCAN_…")
        address = checked_host(target, allowed, resolve, limits.connect)
    raw = system.open(target, address, account or Account(), limits)
    deadline = time.monotonic() + limits.total
    with _cut(lambda: system.cut(raw), limits.total):
        engine = create_engine(
            system.url, creator=lambda: raw, poolclass=NullPool, hide_parameters=True,
            **system.options,
        )  # fmt: skip
        try:
            with _begun(engine.connect, target) as connection:
                session = Session(target, system, limits, connection, raw, deadline)
                if not system.read_only(session):
                    raise ScanError("writable")
                yield session
        finally:
            engine.dispose()


@contextmanager
def _begun(connect: Callable[[], Connection], target: Target) -> Iterator[Connection]:
    """The first exchange: SQLAlchemy asks the version there."""
    try:
        connection = connect()
    except (SQLAlchemyError, UnicodeError) as error:
        code = "file" if target.system == "sqlite" else "failed"
        raise ScanError(code, path=target.database, error=type(error).__name__) from None
    with connection:
        yield connection


@contextmanager
def _cut(cut: Callable[[], None], seconds: float) -> Iterator[None]:
    """A server that never answers holds nobody: the line is cut when the time is spent."""
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
