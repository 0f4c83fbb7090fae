"""XLSX, XLS and ODS: values as computed; a sheet becomes CSV, so that one code decides types."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from functools import partial
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
    """The sheet named, or the first that is a table; `choices` names it."""
    guard(path, limits)
    try:
        book = CalamineWorkbook.from_path(str(path))
        if sheet is not None and sheet not in book.sheet_names:
            raise Unreadable("sheet", sheet=sheet, names=", ".join(book.sheet_names))
        chosen = sheet or _first_table(book)
        opened = book.get_sheet_by_name(chosen)
        cells = opened.to_python(skip_empty_area=True)
    except CalamineError as error:
        raise Unreadable("damaged", name=path.name) from error
    first = (opened.start or (0, 0))[0] + 1
    rows = [(at, row) for at, row in enumerate(cells, first) if any(cell != "" for cell in row)]
    flat = folder / "sheet.csv"
    with flat.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=",", lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([cell_text(cell) for cell in row] for _, row in rows)
    told = delimited.Told(header, encoding="utf-8", separator=",")  # as it was just written
    raw = delimited.read(flat, folder, link, limits, told)
    choices = {"sheet": chosen, "sheets": ", ".join(book.sheet_names)}
    choices["header"] = raw.choices["header"]
    lines = partial(_lines, link, [at for at, _ in rows])
    return Raw("sheet", raw.names, choices, lines=lines)


def _lines(link: duckdb.DuckDBPyConnection, at: list[int], rows: set[int]) -> dict[int, int]:
    """The rows' own numbers in the sheet; those of the table are its last."""
    counted = link.execute("SELECT count(*) FROM raw").fetchone()
    above = len(at) - (int(counted[0]) if counted else 0)
    return {row: at[above + row] for row in rows}


def guard(path: Path, limits: Limits) -> None:
    """A workbook is unpacked in memory: what it says it will weigh is looked at first."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        weight = sum(info.file_size for info in members(archive, limits))
    if weight > limits.sheet_bytes:
        raise Unreadable("bomb", limit=limits.sheet_bytes, ratio=limits.ratio)


def _first_table(book: CalamineWorkbook) -> str:
    """The first sheet of several lines and columns, since many workbooks begin with a page of
    explanations; else of several lines; else that has a cell."""
    sizes = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height > 1 and sheet.width > 1:
            return name
        sizes[name] = sheet.height
    filled = [name for name, lines in sizes.items() if lines]
    if not filled:
        raise Unreadable("empty", name="classeur")
    return next((name for name in filled if sizes[name] > 1), filled[0])


def cell_text(cell: object) -> str:
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
