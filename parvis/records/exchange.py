"""The same CSV out and in: rows of text for people's spreadsheets, read back without loss.

Pure: no database. A cell that a spreadsheet would run as a formula is written with an apostrophe
before it, taken off again on reading; a text that itself begins so gets one more.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"
DELIMITERS = ",;\t"
BOM = "\ufeff"


class Unreadable(ValueError):
    """The file is not the CSV we export; `reason` is one of the keys of SENTENCES."""

    def __init__(self, reason: str, **params: str) -> None:
        self.reason, self.params = reason, params
        super().__init__(reason, params)


@dataclass
class Row:
    """One line of the file: its number as a spreadsheet shows it, texts by column."""

    number: int
    texts: dict[str, str]
    errors: list[tuple[str, str]] = field(default_factory=list)  # (column, sentence)


def neutral(text: str) -> str:
    """A cell that no spreadsheet runs; `restored` gives the text back exactly."""
    if text.startswith(FORMULA) or text.startswith(MARK):
        return MARK + text
    return text


def restored(cell: str) -> str:
    if cell.startswith(MARK) and (cell[1:].startswith(FORMULA) or cell[1:].startswith(MARK)):
        return cell[1:]
    return cell


def text_of(value: Any) -> str:
    """A value of a projection or field as one cell: text as it is, the rest as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return json.dumps(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def write(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The file piece by piece: UTF-8 with its mark, commas, every cell quoted."""
    yield BOM + line(columns)
    for row in rows:
        yield line([neutral(row.get(name, "")) for name in columns])


def line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def decode(data: bytes) -> str:
    """UTF-8, with or without its mark; else what a French spreadsheet saves (Windows-1252)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError as error:
            raise Unreadable("encoding") from error


def read(data: bytes, known: Sequence[str], limit: int) -> list[Row]:
    """Rows of the file. Raise Unreadable when it has no known heading, or more than `limit`."""
    text = decode(data)
    if "\0" in text or not text.strip():
        raise Unreadable("empty" if not text.strip() else "binary")
    first = text.splitlines()[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return parse(reader, known, limit)
    except csv.Error as error:
        raise Unreadable("csv", line=str(reader.line_num)) from error


def parse(reader: Any, known: Sequence[str], limit: int) -> list[Row]:
    heading = [name.strip() for name in next(reader)]
    check_heading(heading, known)
    rows: list[Row] = []
    for number, cells in enumerate(reader, start=2):
        if not any(cells):
            continue
        if len(rows) == limit:
            raise Unreadable("long", limit=str(limit))
        row = Row(number, {})
        if len(cells) > len(heading):
            row.errors.append(("", "width"))
        row.texts = {n: restored(c) for n, c in zip(heading, cells, strict=False)}
        rows.append(row)
    return rows


def check_heading(heading: Sequence[str], known: Sequence[str]) -> None:
    strange = [name for name in heading if name not in known]
    if strange:
        raise Unreadable("heading", names=", ".join(strange) or "?", known=", ".join(known))
    twice = sorted({name for name in heading if heading.count(name) > 1})
    if twice:
        raise Unreadable("twice", names=", ".join(twice))
