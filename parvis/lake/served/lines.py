"""The rows of a copy by their number, a line of JSON each: a table kept by columns has a hundred
rows that stand apart in a hundred places of each column, a file of lines in a hundred places.

    number SIGN value …  a line a row, each in JSON; a block each, or where rows are many FEW lines
                         in a block, compressed
    <uint64>             where each block begins, and where the last ends
    <uint64> × 3         how many blocks, rows, and rows of a block there are; all little endian

The file stands beside its copy, is written with it, and only makes answers faster: what it does not
hold, or cannot say, is read from the copy. Compressed blocks are read, not mapped: those that were
looked at once are no memory of this process.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO
from weakref import finalize

import brotli
import duckdb

from parvis.lake import quoting
from parvis.lake.query.schema import TEMPORAL, Column, Type
from parvis.lake.served import layout

SUFFIX = ".lines"
NUMBER = 8  # octets of a number
FOOT = struct.Struct("<3Q")
ENDS = struct.Struct("<2Q")
FEW = 32  # rows of a compressed block: more take less place, and each row that is read longer
MANY = 3_000_000  # rows; of fewer the lines stand as they are, and are read twenty times sooner
BATCH, SIZE = 512 * FEW, 2**24  # rows, and some characters, that are written at once at most
QUALITY, WINDOW = 2, 16  # of the compression: the next one takes twice the time
SIGN, END = b"\x01", b"\n"  # are in no JSON
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


def write(
    link: duckdb.DuckDBPyConnection, columns: layout.Columns, table: str, rows: int, path: Path
) -> None:
    """The lines of `table` (of `rows` rows, numbered from 0). Raises duckdb.Error or OSError."""
    number = quoting.name(layout.SEQUENCE)
    cells = (f"coalesce(to_json({one})::VARCHAR, 'null')" for one in map(_cell, said(columns)))
    line = f"concat_ws({quoting.text(SIGN.decode())}, {number}, {', '.join(cells)})"
    some = f"{number} BETWEEN $1 AND $2 ORDER BY {number}"
    asked = f"SELECT {line} FROM {quoting.name(table)} WHERE {some}"
    few, starts = 1 if rows <= MANY else FEW, array("Q", [0])
    first, batch = 0, FEW
    with path.open("wb") as file:
        while first < rows:
            found = link.execute(asked, [first, first + batch - 1]).fetchall()
            told = [line for (line,) in found]
            starts.extend(_packed(told, few, file))
            first += batch
            fitting = SIZE * len(told) // max(1, sum(map(len, told)))
            batch = FEW * max(1, min(BATCH, fitting) // FEW)
        layout.little(starts).tofile(file)
        file.write(FOOT.pack(len(starts) - 1, rows, few))


def _packed(told: Sequence[str], few: int, out: BinaryIO) -> Iterator[int]:
    """Where each block ends."""
    end = out.tell()
    for at in range(0, len(told), few):
        block = END.decode().join(told[at : at + few]).encode()
        if few > 1:
            block = brotli.compress(block, quality=QUALITY, lgwin=WINDOW)
        end += out.write(block)
        yield end


def _cell(column: Column) -> str:
    name = quoting.name(column.name)
    if column.type is Type.POINT:
        return f"hex(st_aswkb({name}))"
    return f"timezone('UTC', {name})" if column.type is Type.DATETIME else name


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
        self._file = os.open(path, os.O_RDONLY)
        finalize(self, os.close, self._file)
        self._map = mmap.mmap(self._file, 0, prot=mmap.PROT_READ)
        size = len(self._map)
        foot = size - FOOT.size
        told = FOOT.unpack_from(self._map, foot) if foot >= 0 else (0, 0, 0)
        blocks, self._rows, self._few = told
        self._table = foot - NUMBER * (blocks + 1)
        if self._table < 0 or not self._few or blocks != -(-self._rows // self._few):
            raise ValueError(path.name)
        if self._map[foot - NUMBER : foot] != self._table.to_bytes(NUMBER, "little"):
            raise ValueError(path.name)
        number = Column(layout.SEQUENCE, Type.INTEGER)
        self._at = {one.name: (at, one) for at, one in enumerate([number, *said(columns)])}

    def hold(self, names: Sequence[str]) -> bool:
        return all(name in self._at for name in names)

    def rows(self, numbers: Sequence[int], names: Sequence[str]) -> Page | None:
        """These columns of these rows, as the engine gives them; None where lines cannot tell."""
        if not self.hold(names) or (numbers and max(numbers) >= self._rows):
            return None
        try:
            cells = SIGN.join(self._lines(numbers)).split(SIGN) if numbers else []
            across = len(self._at)
            if len(cells) != across * len(numbers) or cells[::across] != [
                b"%d" % number for number in numbers
            ]:
                return None
            at = [self._at[name] for name in names]
            return Page([cells[n::across] for n, _ in at], [one.type for _, one in at])
        except (ValueError, IndexError, brotli.error):  # a date that Python does not know; damage
            return None

    def _lines(self, numbers: Sequence[int]) -> Iterable[bytes]:
        return self._plain(numbers) if self._few == 1 else self._unpacked(numbers)

    def _plain(self, numbers: Sequence[int]) -> Iterator[bytes]:
        lines, table, ends = self._map, self._table, ENDS.unpack_from
        for number in numbers:
            start, end = ends(lines, table + NUMBER * number)
            yield lines[start:end]

    def _unpacked(self, numbers: Sequence[int]) -> Iterator[bytes]:
        at, block = -1, []
        for number in numbers:
            if number // self._few != at:
                at = number // self._few
                start, end = ENDS.unpack_from(self._map, self._table + NUMBER * at)
                told: bytes = brotli.decompress(os.pread(self._file, end - start, start))
                block = told.split(END)
            yield block[number % self._few]


def _read(values: Sequence[Any], kind: Type) -> Sequence[Any]:
    read = READ.get(kind)
    if read is None:
        return values
    return [None if value is None else read(value) for value in values]
