"""The rows of a copy by their number, a line of JSON each: a table kept by columns has a hundred
rows that stand apart in a hundred places of each column, a file of lines in a hundred places.

    number SIGN value …  a line a row, each in JSON
    <uint64>             where each line begins, and where the last ends
    <uint64>             how many rows there are; both little endian

The file stands beside its copy, is written with it, and only makes answers faster: what it does not
hold, or cannot say, is read from the copy.
"""

from __future__ import annotations

import json
import mmap
import re
import struct
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from parvis.lake import quoting
from parvis.lake.query.schema import TEMPORAL, Column, Type
from parvis.lake.served import layout

SUFFIX = ".lines"
NUMBER = 8  # bytes of a number
ENDS = struct.Struct("<2Q")
SIGN = b"\x01"  # is in no JSON
PLAIN = frozenset({"VARCHAR", "TIME", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP",
                   "TIMESTAMPTZ"})  # fmt: skip
READ: Mapping[Type, Callable[[str], Any]] = {
    Type.DATE: date.fromisoformat, Type.DATETIME: datetime.fromisoformat,
    Type.POINT: bytes.fromhex,
}  # fmt: skip
"""How a text of a line is the value that the engine gives; values of other types are themselves."""


def said(columns: layout.Columns) -> list[Column]:
    """The columns that lines hold: shapes may be large, and JSON has no decimals."""
    typed = zip(columns, layout.schema(columns).columns, strict=True)
    return [one for each, one in typed if each["type"] in PLAIN or one.type is Type.POINT]


def write(link: duckdb.DuckDBPyConnection, columns: layout.Columns, rows: str, path: Path) -> None:
    """The lines of the table `rows`. Raises duckdb.Error or OSError."""
    number = quoting.name(layout.SEQUENCE)
    cells = ", ".join(f"to_json({cell})" for cell in [number, *map(_cell, said(columns))])
    lines = f"SELECT {cells} FROM {quoting.name(rows)} ORDER BY {number}"
    sign = quoting.text(SIGN.decode())
    form = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', NULLSTR 'null', DELIMITER {sign}"
    link.execute(f"COPY ({lines}) TO {quoting.text(str(path))} ({form})")
    starts = array("Q", [0])
    with path.open("r+b") as file:
        if path.stat().st_size:  # there is no map of an empty file
            with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as whole:
                starts.extend(found.end() for found in re.finditer(b"\n", whole))
        starts.append(len(starts) - 1)
        file.seek(0, 2)
        _little(starts).tofile(file)


def _cell(column: Column) -> str:
    name = quoting.name(column.name)
    if column.type is Type.POINT:
        return f"hex(st_aswkb({name}))"
    return f"timezone('UTC', {name})" if column.type is Type.DATETIME else name


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


class Page(Sequence[tuple[Any, ...]]):
    """Rows, a column at a time as its `cells` are written in JSON; they are read when somebody asks
    for their values. Raises ValueError for a date or an instant that Python does not know."""

    def __init__(self, cells: Sequence[Sequence[bytes]], kinds: Sequence[Type]) -> None:
        self.cells, self._kinds = cells, kinds
        self._known: dict[int, Sequence[Any]] = {}
        for at, kind in enumerate(kinds):
            if kind in TEMPORAL:
                self.column(at)

    def column(self, at: int) -> Sequence[Any]:
        """Its values, as the engine gives them."""
        if at not in self._known:
            values = json.loads(b"[%b]" % b",".join(self.cells[at]))
            self._known[at] = _read(values, self._kinds[at])
        return self._known[at]

    def without(self, at: int) -> Page:
        """The other columns."""
        cells, kinds = ([*of[:at], *of[at + 1 :]] for of in (self.cells, self._kinds))
        return Page(cells, kinds)

    @cached_property
    def _rows(self) -> list[tuple[Any, ...]]:
        return list(zip(*map(self.column, range(len(self.cells))), strict=True))

    def __len__(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    def __getitem__(self, at: Any) -> Any:
        return self._rows[at]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return self._rows == (other._rows if isinstance(other, Page) else other)


class Lines:
    """Raises OSError where there is no such file, ValueError where it is cut."""

    def __init__(self, path: Path, columns: layout.Columns) -> None:
        with path.open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        self._count = int.from_bytes(self._file[-NUMBER:], "little")
        self._table = len(self._file) - NUMBER * (self._count + 2)
        if self._table < 0 or self._start(self._count) != self._table:
            raise ValueError(path.name)
        number = Column(layout.SEQUENCE, Type.INTEGER)
        self._at = {one.name: (at, one) for at, one in enumerate([number, *said(columns)])}

    def rows(self, numbers: Sequence[int], names: Sequence[str]) -> Page | None:
        """These columns of these rows, as the engine gives them; None where lines cannot tell."""
        if not all(name in self._at for name in names):
            return None
        try:
            cells = SIGN.join(map(self._line, numbers)).split(SIGN) if numbers else []
            across = len(self._at)
            if len(cells) != across * len(numbers) or cells[::across] != [
                b"%d" % number for number in numbers
            ]:
                return None
            at = [self._at[name] for name in names]
            return Page([cells[n::across] for n, _ in at], [one.type for _, one in at])
        except ValueError:  # a date before the year 1 or after 9999
            return None

    def _line(self, number: int) -> bytes:
        start, end = ENDS.unpack_from(self._file, self._table + NUMBER * number)
        return self._file[start : end - 1]

    def _start(self, number: int) -> int:
        at = self._table + NUMBER * number
        return int.from_bytes(self._file[at : at + NUMBER], "little")


def _read(values: Sequence[Any], kind: Type) -> Sequence[Any]:
    read = READ.get(kind)
    if read is None:
        return values
    return [None if value is None else read(value) for value in values]
