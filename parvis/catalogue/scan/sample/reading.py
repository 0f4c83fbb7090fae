"""Bytes of a CSV file into rows of text, a line at a time."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import IO, Any, BinaryIO

from parvis.catalogue.scan.sample import values
from parvis.catalogue.scan.sample.errors import SampleError, quoted
from parvis.catalogue.scan.sample.limits import Limits

ENCODINGS = ("utf-8-sig", "cp1252")  # what French programs write
DELIMITERS = ";\t|,"  # where several would do, the first is taken: a comma is in decimals too
CHUNK = 65_536  # bytes read together
TRIED = 50  # rows from which the delimiter is chosen
BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS; XLS
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row with one cell a column, and the number of its last line in the file."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Form:
    """How the file is written."""

    encoding: str
    delimiter: str


def form_of(file: BinaryIO, limits: Limits) -> Form:
    """Read the whole file once for its size and encoding, its beginning for the delimiter."""
    encoding = _encoding(file, limits)
    return Form(encoding, _delimiter(file, encoding))


def _encoding(file: BinaryIO, limits: Limits) -> str:
    file.seek(0)
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ENCODINGS}
    refused = SampleError("empty")
    size = line = 0
    while decoders:
        chunk = file.read(CHUNK)
        if not size and chunk.startswith(BOOKS):
            raise SampleError("spreadsheet")
        size += len(chunk)
        if size > limits.size:
            raise SampleError("large", limit=limits.size // MEGABYTE)
        if b"\0" in chunk:
            raise SampleError("binary", line=line + _lines(chunk[: chunk.index(b"\0")]) + 1)
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                byte = f"0x{error.object[error.start]:02X}"
                before = _lines(error.object[: error.start])
                refused = SampleError("encoding", line=line + before + 1, byte=byte)
                del decoders[name]
        line += _lines(chunk)
        if not chunk and decoders:
            return next(iter(decoders))
    raise refused


def _lines(chunk: bytes) -> int:
    return chunk.count(b"\n") or chunk.count(b"\r")


@contextmanager
def _text(file: BinaryIO, encoding: str) -> Iterator[IO[str]]:
    """The file as text from its beginning; it stays open."""
    file.seek(0)
    wrapped = TextIOWrapper(file, encoding, newline="")
    try:
        yield wrapped
    finally:
        wrapped.detach()


def _delimiter(file: BinaryIO, encoding: str) -> str:
    """The one that cuts the first rows most alike, then into most columns."""
    scores = {sign: _score(file, encoding, sign) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: scores[sign])


def _score(file: BinaryIO, encoding: str, delimiter: str) -> tuple[float, int]:
    widths: list[int] = []
    with _text(file, encoding) as text:
        try:
            reader = csv.reader(text, delimiter=delimiter)
            widths += (len(cells) for cells in islice(filter(_filled, reader), TRIED))
        except csv.Error:
            pass  # said with its line when the file is read for good: what was cut before counts
    width = widths[0] if widths else 0
    alike = widths.count(width) / len(widths) if widths else 0.0
    return (alike, width) if width > 1 else (0.0, 0)


def _filled(cells: Sequence[str]) -> bool:
    return any(not cell.isspace() for cell in cells if cell)


@contextmanager
def opened(file: BinaryIO, form: Form, limits: Limits) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """Names of the columns, and the rows below. Lines that hold nothing are passed over."""
    with _text(file, form.encoding) as text:
        reader = csv.reader(text, delimiter=form.delimiter, strict=True)
        rows = _rows(reader, limits)
        first = next(rows, None)
        if first is None:
            raise SampleError("empty")
        names = _names(first, limits)
        yield names, (_fitted(row, names, form.delimiter) for row in rows)


def _rows(reader: Any, limits: Limits) -> Iterator[Row]:
    try:
        for cells in reader:
            if any(len(cell) > limits.cell for cell in cells):
                raise SampleError("long", line=reader.line_num, limit=limits.cell)
            if _filled(cells):
                yield Row(reader.line_num, cells)
    except csv.Error as error:
        if "field larger" in str(error):
            limit = min(limits.cell, csv.field_size_limit())
            raise SampleError("long", line=reader.line_num, limit=limit) from error
        raise SampleError("quotes", line=reader.line_num) from error


def _names(row: Row, limits: Limits) -> list[str]:
    """The heading; what spreadsheets leave empty at the right is no column."""
    names = [" ".join(cell.split()) for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise SampleError("columns", line=row.line, count=len(names), limit=limits.columns)
    if all(values.kinds(name) for name in names):
        raise SampleError("heading", line=row.line, value=quoted(names[0]))
    places: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        if not name:
            raise SampleError("blank", line=row.line, column=number)
        if len(name) > limits.name:
            raise SampleError("name", line=row.line, name=quoted(name), limit=limits.name)
        if name in places:
            raise SampleError(
                "twice", line=row.line, name=quoted(name), first=places[name], second=number
            )
        places[name] = number
    return names


def _fitted(row: Row, names: Sequence[str], delimiter: str) -> Row:
    """The row with as many cells as there are columns: blank ones at the right are no cell."""
    cells, expected = row.cells, len(names)
    if len(cells) > expected and _filled(cells[expected:]):
        extra = next(cell for cell in cells[expected:] if cell.strip())
        raise SampleError(
            "wide", line=row.line, count=len(cells), expected=expected, value=quoted(extra),
            delimiter="→" if delimiter == "\t" else delimiter,
        )  # fmt: skip
    if len(cells) < expected:
        raise SampleError(
            "short", line=row.line, count=len(cells), expected=expected, value=quoted(cells[-1])
        )
    return Row(row.line, cells[:expected])
