"""Separator, quotes, preamble and header of a delimited text, from its beginning."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable

_USUAL = ";,\t|"
SEPARATORS = tuple(_USUAL)  # those that a person may choose
_RARE = ":~^"  # only when the title line has them too: hours and prose do as well
NONE = "\x1f"  # separates the one column from nothing
_VALUE = re.compile(r"[-+]?[\d\s.,/:%€-]*\d[\d\s.,/:%€TZ-]*|[^@\s]+@[^@\s]+\.[^@\s]+")
ABOVE = 20  # rows padded to the width of a table that may stand above it
_DIGITS = re.compile(r"\s*[-+]?\d+\s*")

Rows = list[tuple[list[str], int]]  # cells, the line where the row begins


@dataclass(frozen=True)
class Dialect:
    separator: str
    quote: str
    escape: str
    preamble: int  # lines before the header or the first row
    header: tuple[str, ...] | None
    width: int
    first_line: int  # the line (from 1) where rows begin

    def rows(self, lines: Iterable[str]) -> Iterator[tuple[list[str], int]]:
        return _rows(lines, self.separator, self.quote, self.escape)


@contextmanager
def long_fields(limits: Limits) -> Iterator[None]:
    """Meanwhile no field of a line that we accept makes `csv` give up: its limit is the process's,
    so that it is put back."""
    before = csv.field_size_limit(max(csv.field_size_limit(), limits.line))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def dialect(
    sample: str, whole: bool, header: bool | None = None, separator: str | None = None
) -> Dialect:
    """Reads the dialect of `sample`; `header` and `separator` force the answer. Unreadable."""
    if separator not in (None, *SEPARATORS):
        raise Unreadable("separator", separator=separator)
    if not whole:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    quote = _quote(sample)
    escape = "\\" if _escaped(sample, quote) and quote * 2 not in sample else quote
    if separator is None:
        separator, rows, width = _best(sample, quote, escape)
    else:
        separator, rows, width = _tried(sample, separator, quote, escape)
    start, before = _start(rows, width, header)
    first = rows[start][0] if start < len(rows) else []
    titled = _is_header(first) if header is None else header
    breaks = sum(len(re.findall(r"\r\n?|\n", each)) for each in first) if titled else 0
    line = before + 1 + (1 + breaks if titled else 0)
    title = tuple(first) if titled else None
    return Dialect(separator, quote, escape, before, title, width, line)


def _quote(sample: str) -> str:
    single = len(re.findall(r"(?:^|[;,\t|])'[^'\r\n]*'(?=[;,\t|\r\n])", sample))
    return "'" if single > 2 and '"' not in sample else '"'


def _escaped(sample: str, quote: str) -> bool:
    """Whether a backslash says that a quote is one: it also may end a value that is quoted."""
    return re.search(rf"\\{quote}[^{_USUAL}{_RARE}\r\n]", sample) is not None


def _rows(
    lines: Iterable[str], separator: str, quote: str, escape: str
) -> Iterator[tuple[list[str], int]]:
    reader = csv.reader(
        lines, delimiter=separator, quotechar=quote,
        escapechar="\\" if escape == "\\" else None, doublequote=escape != "\\",
    )  # fmt: skip
    line = 1
    for row in reader:
        yield row, line
        line = reader.line_num + 1


def _best(sample: str, quote: str, escape: str) -> tuple[str, Rows, int]:
    tries = [_tried(sample, each, quote, escape) for each in _USUAL + _RARE]
    tries = [each for each in tries if _is_table(*each)]
    usual = [each for each in tries if each[0] in _USUAL and _worth(each[1], each[2])[0] >= 0.9]
    if not tries:
        return _tried(sample, NONE, quote, escape)
    return max(usual or tries, key=lambda each: _worth(each[1], each[2]))


def _tried(sample: str, separator: str, quote: str, escape: str) -> tuple[str, Rows, int]:
    rows = list(_rows(io.StringIO(sample, newline=""), separator, quote, escape))
    widths = Counter(len(row) for row, _ in rows if row)
    width = max(widths, key=lambda each: (widths[each] * (each > 1), widths[each]), default=1)
    return separator, rows, width


def _is_table(separator: str, rows: Rows, width: int) -> bool:
    """Whether half of the rows agree on more than one column, and not by French decimals only."""
    filled = [row for row, _ in rows if row]
    same = [row for row in filled if len(row) == width]
    if width < 2 or len(same) * 2 < len(filled):
        return False
    if separator in _RARE and len(filled[0]) != width:
        return False
    decimals = separator == "," and width == 2 and len(filled[0]) == 1
    return not (decimals and all(_DIGITS.fullmatch(cell) for row in same for cell in row))


def _worth(rows: Rows, width: int) -> tuple[float, bool, int]:
    """The share of rows that agree, whether the first does, since titles hold no prose, and in how
    many columns."""
    filled = [row for row, _ in rows if row]
    same = sum(len(row) == width for row in filled)
    first = bool(filled) and len(filled[0]) == width
    return (round(same / max(len(filled), 1), 1), first, width)


def _start(rows: Rows, width: int, header: bool | None) -> tuple[int, int]:
    """Index of the first row of the table, and how many lines stand before it.

    A spreadsheet pads what it writes above a table to the table's width: a title, groups of titles.
    Such rows have fewer than half of their cells, and the row of titles comes after them.
    """
    full = [index for index, (row, _) in enumerate(rows) if len(row) == width and any(row)]
    for index in full[:ABOVE] if header is not False else ():
        row = rows[index][0]
        if not _is_above(row):
            start = index if index == full[0] or _is_header(row) else full[0]
            return start, rows[start][1] - 1
    return (full[0], rows[full[0]][1] - 1) if full else (0, 0)


def _is_above(row: list[str]) -> bool:
    filled = [each for each in row if each.strip()]
    few = len(filled) * 2 < len(row) or len(filled) < len(row) == 2
    return few and not any(_VALUE.fullmatch(each.strip()) for each in filled)


def _is_header(row: list[str]) -> bool:
    filled = [each.strip() for each in row if each.strip()]
    if not filled or len(filled) * 2 < len(row):
        return False
    years = re.compile(r"(19|20)\d\d")
    return not any(_VALUE.fullmatch(each) and not years.fullmatch(each) for each in filled)
