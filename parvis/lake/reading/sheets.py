"""XLSX, XLS and ODS: values as computed; a sheet becomes CSV, so that one code decides types."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from parvis.lake.reading import delimited
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw
from parvis.lake.reading.unpack import members
from parvis.lake.refusals import Unreadable

PANIC = "pyo3_runtime"  # where a library in Rust that gets no memory raises from


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
    except BaseException as error:
        if type(error).__module__ != PANIC:
            raise
        raise Unreadable("memory", name=path.name) from error
    first = (opened.start or (0, 0))[0] + 1
    rows = [(at, row) for at, row in enumerate(cells, first) if any(cell != "" for cell in row)]
    flat = folder / "sheet.csv"
    with flat.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=",", lineterminator="\n", quoting=csv.QUOTE_ALL)
        timed = _timed(cells)
        writer.writerows(
            [cell_text(cell, at in timed) for at, cell in enumerate(row)] for _, row in rows
        )
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
    explanations; else of several lines; else that has a cell. Those that are hidden come last:
    they hold the lists that others choose from."""
    sizes = {}
    shown = {each.name for each in book.sheets_metadata if each.visible is SheetVisibleEnum.Visible}
    for name in sorted(book.sheet_names, key=lambda each: each not in shown):
        sheet = book.get_sheet_by_name(name)
        if sheet.height > 1 and sheet.width > 1:
            return name
        sizes[name] = sheet.height
    filled = [name for name, lines in sizes.items() if lines]
    if not filled:
        raise Unreadable("empty", name="classeur")
    return next((name for name in filled if sizes[name] > 1), filled[0])


def _timed(cells: list[list[Any]]) -> set[int]:
    """The columns of dates of which one has an hour: midnight is one too there."""
    return {
        at for row in cells for at, cell in enumerate(row)
        if type(cell) is dt.datetime and cell.time() != dt.time()
    }  # fmt: skip


def cell_text(cell: object, timed: bool = False) -> str:
    """A cell as one would write it: 35238 and not 35238.0, dates as ISO, with an hour if `timed`
    or if they have one."""
    if isinstance(cell, bool):
        return "vrai" if cell else "faux"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, dt.datetime) and (timed or cell.time() != dt.time()):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.date):  # the library gives one for midnight
        day = f"{cell.year:04}-{cell.month:02}-{cell.day:02}"
        return f"{day} 00:00:00" if timed else day
    if isinstance(cell, dt.time):
        return cell.isoformat()
    return str(cell)
