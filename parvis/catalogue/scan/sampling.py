"""One question about a sample of a table's columns: WITH sample AS (…) SELECT counts, masks, keys.

Tables of the same kinds of columns are asked the same thing: the SELECT is compiled once for all of
them, and only the sample names what is foreign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Dialect,
    Executable,
    Select,
    String,
    case,
    cast,
    column,
    func,
    literal,
    null,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles

from parvis.catalogue.scan import shapes
from parvis.catalogue.scan.connect import Session
from parvis.catalogue.scan.model import Column, Table
from parvis.catalogue.scan.systems.names import named, quoted

COMPARED = frozenset({"text", "integer", "decimal", "boolean", "date", "moment", "time", "uuid"})
Value = ColumnElement[Any]


class Sampled(Executable, ClauseElement):
    """`asked` is SQL compiled for the same dialect, over `sample` and its columns c0, c1 …"""

    inherit_cache = False

    def __init__(self, sample: Select[Any], asked: str) -> None:
        self.sample = sample
        self.asked = asked


@compiles(Sampled)
def _sampled(element: Sampled, compiler: Any, **options: Any) -> str:
    inside = compiler.process(element.sample, **{**options, "literal_binds": True})
    return f"WITH sample AS ({inside}) {element.asked}"


def readings(columns: Sequence[Column]) -> list[Value]:
    return [_read(of) for of in columns]


class Asking:
    """What was compiled already, by question and kinds of columns."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._compiled: dict[tuple[Any, ...], str] = {}

    def __call__(
        self,
        of: Table,
        columns: Sequence[Column],
        question: tuple[Any, ...],
        expressions: Callable[[Sequence[Value]], Sequence[Value]],
        read: Callable[[Sequence[Column]], Sequence[Value]] = readings,
    ) -> Sequence[Any]:
        """Rows of the expressions that `expressions` makes of the sampled columns.

        `question` tells this question from the others asked of columns of the same kinds. `read`
        says what is read of them, one value a column unless told: all that is read is text then."""
        key = (*question, *(c.kind for c in columns))
        if key not in self._compiled:
            names = _names(columns, len(read(columns)))
            asked = select(*expressions(names)).select_from(table("sample"))
            self._compiled[key] = _text(asked, self.session.connection.dialect)
        return self.session.rows(Sampled(self._sample(of, read(columns)), self._compiled[key]))

    def _sample(self, of: Table, values: Sequence[Value]) -> Select[Any]:
        limit = self.session.limits.sample
        source = self.session.system.sample(quoted(of), of, limit)
        chosen = [value.label(f"c{number}") for number, value in enumerate(values)]
        return select(*chosen).select_from(source).limit(limit)


def _names(columns: Sequence[Column], read: int) -> list[Value]:
    """The sample's columns; beyond one a column of the table, texts."""
    kinds = [c.kind for c in columns] if read == len(columns) else ["text"] * read
    return [
        column(f"c{number}", String if kind == "text" else None)
        for number, kind in enumerate(kinds)
    ]


def _text(asked: Select[Any], dialect: Dialect) -> str:
    return str(asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _read(of: Column) -> Value:
    """Texts cut; of what can't be compared, only whether it is filled."""
    value = named(of)
    if of.kind == "text":
        return func.substr(cast(value, String), 1, shapes.LONG)
    if of.kind in COMPARED:
        return value
    return case((value.is_(None), null()), else_=literal(1))
