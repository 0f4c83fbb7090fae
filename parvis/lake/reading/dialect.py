"""Separator, quotes, preamble and header of a delimited text, from its beginning."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

_SEPARATORS = (";", ",", "\t", "|", ":", "~", "^")
_VALUE = re.compile(r"[-+]?[\d\s.,/:%€-]*\d[\d\s.,/:%€TZ-]*|[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Dialect:
    separator: str
    quote: str
    escape: str
    preamble: int  # lines before the header or the first row
    header: tuple[str, ...] | None
    width: int

    @property
    def first_line(self) -> int:
        """The line (from 1) where rows begin."""
        breaks = sum(each.count("\n") for each in self.header or ())
        return self.preamble + 1 + (1 + breaks if self.header is not None else 0)


def dialect(sample: str, whole: bool, header: bool | None = None) -> Dialect:
    """Reads the dialect of `sample` (UTF-8 text, `\\n` ends); `header` forces the answer."""
    if not whole:
        sample = sample[: sample.rfind("\n") + 1] or sample
    quote = _quote(sample)
    escape = "\\" if quote and f"\\{quote}" in sample and quote * 2 not in sample else quote
    tries = [_tried(sample, each, quote, escape) for each in _SEPARATORS]
    usual = [each for each in tries if each[0] in ";,\t|" and _worth(each[1], each[2])[0] >= 0.9]
    separator, rows, width = max(usual or tries, key=lambda each: _worth(each[1], each[2]))
    start, lines = _start(rows, width)
    first = rows[start][0] if start < len(rows) else []
    titled = _is_header(first) if header is None else header
    return Dialect(separator, quote, escape, lines, tuple(first) if titled else None, width)


def _quote(sample: str) -> str:
    single = len(re.findall(r"(?:^|[;,\t|])'[^'\n]*'(?=[;,\t|\n])", sample))
    return "'" if single > 2 and '"' not in sample else '"'


Rows = list[tuple[list[str], int]]


def _tried(sample: str, separator: str, quote: str, escape: str) -> tuple[str, Rows, int]:
    reader = csv.reader(
        io.StringIO(sample, newline="\n"),
        delimiter=separator, quotechar=quote,
        escapechar="\\" if escape == "\\" else None, doublequote=escape != "\\",
    )  # fmt: skip
    rows: Rows = []
    try:
        rows.extend((row, reader.line_num) for row in reader)
    except csv.Error:
        pass  # the rows read so far are evidence enough; the engine names the faulty line
    widths = Counter(len(row) for row, _ in rows if row)
    width = max(widths, key=lambda each: (widths[each] * (each > 1), widths[each]), default=1)
    return separator, rows, width


def _worth(rows: Rows, width: int) -> tuple[float, int]:
    filled = [row for row, _ in rows if row]
    same = sum(len(row) == width for row in filled)
    return (round(same / max(len(filled), 1), 1) * (width > 1), width)


def _start(rows: Rows, width: int) -> tuple[int, int]:
    """Index of the first row of full width, and how many lines stand before it."""
    before = 0
    for index, (row, line) in enumerate(rows):
        if len(row) == width and (width == 1 or any(row)):
            return index, before
        before = line
    return 0, 0


def _is_header(row: list[str]) -> bool:
    filled = [each.strip() for each in row if each.strip()]
    if not filled or len(filled) * 2 < len(row):
        return False
    years = re.compile(r"(19|20)\d\d")
    return not any(_VALUE.fullmatch(each) and not years.fullmatch(each) for each in filled)
