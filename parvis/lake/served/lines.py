"""The rows of a copy by their number, a line of JSON each: a table kept by columns has a hundred
rows that stand apart in a hundred places of each column, a file of lines in a hundred places.

    [number, value, …]  a line a row
    <uint64>            where each line begins, and where the last ends
    <uint64>            how many rows there are; both little endian

The file stands beside its copy, is written with it, and only makes answers faster: what it does not
hold, or cannot say, is read from the copy.
"""

from __future__ import annotations

import json
import mmap
import re
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from parvis.lake import quoting
from parvis.lake.query.schema import Column, Type
from parvis.lake.served import layout

SUFFIX = ".lines"
NUMBER = 8  # bytes of a number
SIGN = r"\x01"  # is in no JSON: a line is one cell of a file without quotes
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
    cells = ", ".join([number, *map(_cell, said(columns))])
    lines = f"SELECT json_array({cells}) FROM {quoting.name(rows)} ORDER BY {number}"
    form = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'{SIGN}'"
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

    def rows(self, numbers: Sequence[int], names: Sequence[str]) -> list[tuple[Any, ...]] | None:
        """These columns of these rows, as the engine gives them; None where lines cannot tell."""
        if not all(name in self._at for name in names):
            return None
        try:
            lines = json.loads(b"[%s]" % b",".join(map(self._line, numbers)))
            columns = list(zip(*lines, strict=True)) or [()] * len(self._at)
            if columns[0] != tuple(numbers):
                return None
            found = [_read(columns[at], one.type) for at, one in map(self._at.__getitem__, names)]
        except ValueError:  # a date before the year 1 or after 9999, a file that was written over
            return None
        return list(zip(*found, strict=True))

    def _line(self, number: int) -> bytes:
        return self._file[self._start(number) : self._start(number + 1) - 1]

    def _start(self, number: int) -> int:
        at = self._table + NUMBER * number
        return int.from_bytes(self._file[at : at + NUMBER], "little")


def _read(values: Sequence[Any], kind: Type) -> Sequence[Any]:
    read = READ.get(kind)
    if read is None:
        return values
    return [None if value is None else read(value) for value in values]
