"""XLSX, XLS and ODS: values as computed; a sheet goes through CSV, so that one code decides types."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
from python_calamine import CalamineError, CalamineWorkbook

from parvis.lake.reading import delimited
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw
from parvis.lake.reading.unpack import members
from parvis.lake.refusals import Unreadable


def read(
    path: Path,
    folder: Path,
    link: duckdb.DuckDBPyConnection,
    limits: Limits,
    sheet: str | None = None,
    header: bool | None = None,
) -> Raw:
    """The sheet named, or the first that has rows; `choices` names it."""
    _guard(path, limits)
    try:
        book = CalamineWorkbook.from_path(str(path))
        if sheet is not None and sheet not in book.sheet_names:
            raise Unreadable("sheet", sheet=sheet, names=", ".join(book.sheet_names))
        chosen = sheet or _first_filled(book)
        rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=True)
    except CalamineError as error:
        raise Unreadable("damaged", name=path.name) from error
    flat = folder / "sheet.csv"
    with flat.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=",", lineterminator="\n").writerows(_texts(rows))
    raw = delimited.read(flat, folder, link, limits, header)
    choices = {"sheet": chosen, "sheets": ", ".join(book.sheet_names)}
    return Raw("sheet", raw.names, raw.first_line, choices | {"header": raw.choices["header"]})


def _guard(path: Path, limits: Limits) -> None:
    """A workbook is unpacked in memory: what it says it will weigh is looked at first."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        weight = sum(info.file_size for info in members(archive, limits))
    if weight > limits.sheet_bytes:
        raise Unreadable("bomb", limit=limits.sheet_bytes, ratio=limits.ratio)


def _first_filled(book: CalamineWorkbook) -> str:
    for name in book.sheet_names:
        if book.get_sheet_by_name(name).height:
            return name
    raise Unreadable("empty", name="classeur")


def _texts(rows: list[list[object]]) -> Iterator[list[str]]:
    return ([_text(cell) for cell in row] for row in rows if any(cell != "" for cell in row))


def _text(cell: object) -> str:
    """A cell as one would write it: 35238 and not 35238.0, dates as ISO."""
    if isinstance(cell, bool):
        return "vrai" if cell else "faux"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
