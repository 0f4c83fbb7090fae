"""In which rows of a copy each word stands, beside it in a file of its own: a question of words
reads a few places of it, where the engine takes longer to plan than to look.

    <uint32> …                  rows of the words that few have, word after word, ascending
    <bits> …                    rows of each word that many have, a bit for every row of the copy
    word SIGN before SIGN many  a line a word, in the order of their octets: how many numbers and
                                how many rows of bits stand before its own
    <uint64> × 5                rows of the copy, how many numbers, rows of bits and octets of lines
                                there are, and a checksum of all that stands before; little endian

Words that begin alike stand together, and so do their rows. Numbers and dates have no words here.
The file only makes answers faster; a damaged one is left, and made anew with its copy.
"""

from __future__ import annotations

import mmap
import struct
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

import duckdb

from parvis.lake import quoting
from parvis.lake.query import bits
from parvis.lake.query.schema import DIGITS
from parvis.lake.served import layout

SUFFIX = ".words"
SIGN = "\x01"  # is in no word
MANY = 64  # a word that more than a row in so many has is told by bits, else by numbers
BATCH = 2**24  # octets of bits made at once
PIECE = 2**20  # characters read at once
NUMBER = 4  # octets
LAST = "\U0010ffff"  # after every letter that a word can have
FOOT = struct.Struct("<5Q")


def write(
    link: duckdb.DuckDBPyConnection, columns: layout.Columns, table: str, rows: int, path: Path
) -> bool:
    """The words of `table` (of `rows` rows), and beside it a table `vocabulary` of them; nothing,
    and False, where no column says any. Raises duckdb.Error or OSError."""
    said = layout.schema(columns).columns
    folded = [quoting.name(one.folded) for one in said if one.folded and one.type not in DIGITS]
    if not folded:
        return False
    number = quoting.name(layout.SEQUENCE)
    text = f"string_split(concat({', '.join(folded)}), ' ')"
    each = f'SELECT unnest(list_distinct({text})) AS word, {number}::UINTEGER AS "row"'
    for statement in (
        f"CREATE TEMP TABLE pairs AS SELECT * FROM ({each} FROM {quoting.name(table)})"
        " WHERE word <> ''",
        'CREATE TEMP TABLE counts AS SELECT word, count(*) AS "rows" FROM pairs GROUP BY word',
        f"CREATE TEMP TABLE many AS SELECT word, row_number() OVER (ORDER BY word) AS number FROM"
        f' counts WHERE "rows" * {MANY} > {rows}',
        "CREATE TABLE vocabulary AS SELECT word FROM counts ORDER BY word",
    ):
        link.execute(statement)
    with path.open("wb") as file:
        numbers = _few(link, path.with_suffix(".few"), file)
        many = _many(link, rows, file)
        lines = _lines(link, path.with_suffix(".said"), file)
    with path.open("r+b") as file:
        told = 0
        while piece := file.read(PIECE):
            told = zlib.crc32(piece, told)
        file.write(FOOT.pack(rows, numbers, many, lines, told))
    for name in ("pairs", "counts", "many"):
        link.execute(f"DROP TABLE {name}")
    return True


def _few(link: duckdb.DuckDBPyConnection, aside: Path, out: BinaryIO) -> int:
    """How many numbers there are: the engine writes them as text, eight digits a line."""
    pairs = "SELECT printf('%08x', \"row\") FROM pairs ANTI JOIN many USING (word)"
    _copied(link, f'{pairs} ORDER BY word, "row"', aside)
    found = 0
    with aside.open("rb") as file:
        while piece := file.read(9 * PIECE):
            numbers = array("I", bytes.fromhex(piece.decode("ascii")))
            if sys.byteorder == "little":
                numbers.byteswap()
            found += len(numbers)
            layout.little(numbers).tofile(out)
    aside.unlink()
    return found


def _many(link: duckdb.DuckDBPyConnection, rows: int, out: BinaryIO) -> int:
    """How many words there are whose rows are bits."""
    (words,) = link.execute("SELECT count(*) FROM many").fetchone() or (0,)
    at_once = max(1, BATCH // max(1, bits.octets(rows)))
    made = (
        f'SELECT bitstring_agg("row", 0, {8 * bits.octets(rows) - 1})::BLOB FROM pairs JOIN many'
        " USING (word) WHERE number BETWEEN $1 AND $2 GROUP BY number ORDER BY number"
    )
    for first in range(1, words + 1, at_once):
        for (one,) in link.execute(made, [first, first + at_once - 1]).fetchall():
            out.write(one)
    return int(words)


def _lines(link: duckdb.DuckDBPyConnection, aside: Path, out: BinaryIO) -> int:
    """How many octets of lines there are."""
    before = "OVER (ORDER BY word ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    few, many = (f"coalesce(sum(if(number IS {no}NULL, {one}, 0)) {before}, 0)::BIGINT"
                 for no, one in (("", '"rows"'), ("NOT ", "1")))  # fmt: skip
    _copied(
        link, f"SELECT word, {few}, {many} FROM counts LEFT JOIN many USING (word) ORDER BY word",
        aside,
    )  # fmt: skip
    size = aside.stat().st_size
    with aside.open("rb") as file:
        while piece := file.read(PIECE):
            out.write(piece)
    aside.unlink()
    return size


def _copied(link: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    form = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '{SIGN}'"
    link.execute(f"COPY ({select}) TO {quoting.text(str(path))} ({form})")


class Damaged(Exception):
    """Not the file that was written."""


class Postings:
    """`near` gives the words of `vocabulary` that differ by so many letters from one. Raises
    OSError where there is no such file, Damaged."""

    def __init__(self, path: Path, near: Callable[[str, int], Iterable[str]]) -> None:
        with path.open("rb") as file:
            before = path.stat().st_size - FOOT.size
            if before < 0:
                raise Damaged(path.name)
            self._file = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        self.rows: int
        self.rows, self._few, self._many, lines, told = FOOT.unpack_from(self._file, before)
        self._near, self._octets = near, bits.octets(self.rows)
        self._bits = NUMBER * self._few
        self._lines = self._bits + self._octets * self._many
        self._end = self._lines + lines
        with memoryview(self._file) as whole, whole[:before] as content:
            if self._end != before or zlib.crc32(content) != told:
                raise Damaged(path.name)

    def holding(self, word: str, begins: bool = False, slack: int = 0) -> int:
        """The rows, as `bits`, of a word, of all that begin so, of those that are near."""
        found = self._rows(word, begins)
        for other in self._near(word, slack) if slack else ():
            found |= self._rows(other, begins=False)
        return found

    def _rows(self, word: str, begins: bool) -> int:
        low, whole = self._at(word.encode()), f"{word}{SIGN}".encode()
        if begins:
            high = self._at((word + LAST).encode())
        elif self._file[low : low + len(whole)] == whole:
            high = self._file.find(b"\n", low) + 1
        else:
            high = low
        return 0 if low == high else self._between(low, high)

    def _at(self, word: bytes) -> int:
        """Where the first line begins whose word does not stand before this one."""
        sign = SIGN.encode()
        low: int = self._lines
        high: int = self._end
        while low < high:
            start = self._file.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._file.find(sign, start)
            if self._file[start:end] < word:
                low = self._file.find(b"\n", end) + 1
            else:
                high = start
        return low

    def _between(self, low: int, high: int) -> int:
        """The rows of the words of the lines from `low` to `high`."""
        (few, many), (last, most) = self._before(low), self._before(high)
        numbers = array("I", self._file[NUMBER * few : NUMBER * last])
        found: int = bits.among(layout.little(numbers), self.rows)
        for number in range(many, most):
            at = self._bits + self._octets * number
            found |= int.from_bytes(self._file[at : at + self._octets], "big")
        return found

    def _before(self, line: int) -> tuple[int, int]:
        if line == self._end:
            return self._few, self._many
        _word, few, many = self._file[line : self._file.find(b"\n", line)].split(SIGN.encode())
        return int(few), int(many)
