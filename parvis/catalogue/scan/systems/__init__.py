"""What differs from one database system to the next: one module each, the same names in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Executable, FromClause, TableClause

from parvis.catalogue.scan.address import Account, Target
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.limits import Limits
from parvis.catalogue.scan.model import Table


class Asker(Protocol):
    """What a system needs of a session."""

    target: Target
    limits: Limits

    def rows(self, statement: Executable | str, **values: Any) -> Sequence[Any]: ...


class System(Protocol):
    """One database system.

    `url` and `options` make SQLAlchemy's engine; `begin` opens a read-only transaction where the
    driver does not; `codes` says which of its error codes mean "slow", "locked" or "right".
    """

    url: str
    options: Mapping[str, Any]
    begin: str
    codes: Mapping[str, str]

    def open(self, target: Target, address: str, account: Account, limits: Limits) -> Any:
        """A connection of the driver, to the literal address that was checked, read-only."""

    def cut(self, raw: Any) -> None:
        """End the connection from another thread, whatever it is waiting for."""

    def starting(self, raw: Any, limits: Limits) -> None:
        """A statement begins."""

    def code(self, error: BaseException | None) -> str:
        """The system's own code of an error: it never holds a value or a name."""

    def read_only(self, session: Asker) -> bool:
        """Whether the database itself says that this session cannot write."""

    def version(self, session: Asker) -> str: ...

    def tables(self, session: Asker) -> list[Table]:
        """Every table and view that the account sees, in order, in a fixed number of questions.

        `rows` holds the planner's estimate, if it has one."""

    def estimate(self, session: Asker, table: Table) -> int | None:
        """A dearer estimate, for a large table that the planner knows nothing of."""

    def sample(self, source: TableClause, table: Table, limit: int) -> FromClause:
        """What to read instead of the whole of a table."""

    def mask(self, value: ColumnElement[str]) -> ColumnElement[str]:
        """The shape of a text, made inside the database: digits as 9, all but some marks as a.

        One a row, or those of all the rows in one, with `checks.APART` between them."""

    def checked(self, code: str, value: ColumnElement[str]) -> ColumnElement[Any]:
        """1 when a text passes the check `code` of `shapes.CHECKS`, else 0, inside the database."""

    def year(self, value: ColumnElement[Any]) -> ColumnElement[Any]: ...


def system_of(name: str) -> System:
    """The module of a system; its driver is loaded only when it is used."""
    try:
        system: System = import_module(f"{__name__}.{name}").SYSTEM
    except ModuleNotFoundError as error:
        raise ScanError("driver", package=error.name) from error
    return system
