"""The rows of a CSV one after the other, in flat memory, whatever a spreadsheet wrote."""

from __future__ import annotations

import csv
from codecs import getincrementaldecoder
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from parvis.catalogue.harvest.portals.inventory.errors import CsvError
from parvis.records.exchange import DELIMITERS, Row, restored

_CHUNK = 1 << 20
_LONGEST = 1 << 17  # characters of a cell
_HEAD = 20_000  # characters in which the heading must end


def heading_of(path: Path, file: str) -> list[str]:
    """The names of the columns. Raises CsvError."""
    with path.open(encoding=encoding(path, file), newline="") as lines:
        start = lines.read(_HEAD)
        if not start.strip():
            raise CsvError("empty", file=file)
        first = start.lstrip("\r\n").splitlines()[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter))]
    except (csv.Error, StopIteration) as error:
        raise CsvError("csv", file=file, line=1) from error
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise CsvError("twice", file=file, name=twice[:80])
    return [*names, delimiter]


def rows(path: Path, file: str, after: int = 0) -> Iterator[Row]:
    """Rows by column, those after the first `after`; numbers are those a spreadsheet shows."""
    *names, delimiter = heading_of(path, file)
    with path.open(encoding=encoding(path, file), newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            told = (cells for cells in reader if any(cells))
            next(told, None)  # the heading
            for number, cells in enumerate(islice(told, after, None), after + 2):
                if max(map(len, cells)) > _LONGEST:
                    raise CsvError("csv", file=file, line=reader.line_num)
                row = Row(number, {n: restored(c) for n, c in zip(names, cells, strict=False)})
                if len(cells) > len(names) and any(cells[len(names) :]):
                    row.errors.append(("", "width"))
                yield row
        except csv.Error as error:
            raise CsvError("csv", file=file, line=reader.line_num) from error


def encoding(path: Path, file: str) -> str:
    """UTF-8, with or without its mark; else what a French spreadsheet saves (Windows-1252)."""
    for name in ("utf-8-sig", "cp1252"):
        decoder = getincrementaldecoder(name)()
        try:
            with path.open("rb") as content:
                while chunk := content.read(_CHUNK):
                    if b"\0" in chunk:
                        raise CsvError("binary", file=file)
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    raise CsvError("binary", file=file)
