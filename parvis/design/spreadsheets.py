"""Rows as spreadsheets, XLSX and ODS, row by row: nothing grows with their number.

A text is a text: no cell is ever a formula, whatever it begins with. Numbers are numbers, dates are
dates; a whole number that a spreadsheet would round, and a date that it can't show, are texts.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from parvis.design.xml_text import spaced, writable

Columns = Sequence[dict[str, Any]]
Rows = Iterable[Sequence[Any]]
Table = tuple[str, int, Rows]  # its name, how many columns, rows of cells
EXACT = 2**53  # beyond, a spreadsheet rounds a whole number
LONGEST = 32_767  # characters of a cell
FIRST = date(1900, 3, 1)  # before, spreadsheets do not agree on days
FORMS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss"}


def text(value: Any, separator: str = ",") -> str:
    """Cut, with … at its end, where a cell can hold no more."""
    if isinstance(value, list):
        value = separator.join(text(one) for one in value)
    elif isinstance(value, bool):
        value = "true" if value else "false"
    elif not isinstance(value, str):
        value = "" if value is None else json.dumps(value, ensure_ascii=False)
    said: str = writable(value)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def plain(value: Any, column: dict[str, Any], separator: str) -> Any:
    """A value as a cell holds it: None, text, number, boolean, date, or instant without a zone."""
    if value is None or isinstance(value, bool | float):
        return value
    if column["many"] or column["place"]:
        return text(value, separator)
    if isinstance(value, int):
        return value if abs(value) <= EXACT else str(value)
    return dated(value, column["type"]) or text(value)


def dated(value: str, kind: str) -> date | None:
    """The date or instant that a spreadsheet can show; the clock's zone was chosen before."""
    if kind == "date":
        found = date.fromisoformat(value)
        return found if found >= FIRST else None
    if kind == "datetime":
        moment = datetime.fromisoformat(value).replace(tzinfo=None)
        return moment if moment.date() >= FIRST else None
    return None


def xlsx(file: Path, name: str, columns: Columns, rows: Rows, separator: str) -> None:
    from openpyxl import Workbook  # 179 modules, for who asks for one: not at each start
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)

    def cell(value: Any) -> Any:
        if not isinstance(value, str | date):
            return value
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"  # it would make a formula of "=1+1", an error of "#N/A"
        else:
            made.number_format = FORMS["datetime" if isinstance(value, datetime) else "date"]
        return made

    sheet.append([cell(text(column["heading"])) for column in columns])
    for row in rows:
        told = zip(row, columns, strict=True)
        sheet.append([cell(plain(value, column, separator)) for value, column in told])
    book.save(file)


SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
ODS = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.3"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def table(name: str, columns: Columns, rows: Rows, separator: str) -> Table:
    """Rows under the headings of their columns."""
    heading = [text(column["heading"]) for column in columns]
    told = ([plain(value, column, separator) for value, column in zip(row, columns, strict=True)]
            for row in rows)  # fmt: skip
    return name, len(columns), chain([heading], told)


def ods(file: Path, name: str, columns: Columns, rows: Rows, separator: str) -> None:
    """OpenDocument 1.3: the type comes first, not packed, as the standard wants."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        for _piece in packing(
            archive, content([table(name, columns, rows, separator)]), large=True
        ):
            pass


def packing(archive: zipfile.ZipFile, pieces: Iterable[str], large: bool) -> Iterator[None]:
    """What follows the type, a step a piece; beyond 2 GB unpacked if `large`."""
    archive.writestr("META-INF/manifest.xml", MANIFEST)
    with archive.open("content.xml", "w", force_zip64=large) as out:
        for piece in pieces:
            out.write(piece.encode())
            yield


class Sent:
    """What `zipfile` writes, taken as it comes: nothing is written over, so an archive tells the
    size and the checksum of what it holds after it, and again in its directory."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.at = 0

    def write(self, data: bytes) -> int:
        if data:
            self.pieces.append(bytes(data))
            self.at += len(data)
        return len(data)

    def tell(self) -> int:
        return self.at

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written may still be taken."""

    def taken(self) -> bytes:
        data = b"".join(self.pieces)
        self.pieces.clear()
        return data


def ods_pieces(sheets: Iterable[Table]) -> Iterator[bytes]:
    """Sheets while their rows are read, at most 2 GB unpacked. The type has its size and its
    checksum before it, as `ods` writes it: some readers look no further."""
    sent = Sent()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = zipfile.ZipInfo("mimetype")
        kind.file_size = kind.compress_size = len(ODS)
        kind.CRC, kind.header_offset = zlib.crc32(ODS.encode()), 0
        sent.write(kind.FileHeader() + ODS.encode())
        archive.filelist.append(kind)
        for _piece in packing(archive, content(sheets), large=False):
            if sent.pieces:
                yield sent.taken()
    yield sent.taken()


def content(sheets: Iterable[Table]) -> Iterator[str]:
    spaces = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in SPACES.items())
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{spaces}'
        ' office:version="1.3"><office:body><office:spreadsheet>'
    )
    for name, width, rows in sheets:
        yield (
            f"<table:table table:name={quoteattr(name)}>"
            f'<table:table-column table:number-columns-repeated="{width}"/>'
        )
        yield from map(line, rows)
        yield "</table:table>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def line(values: Iterable[Any]) -> str:
    return f"<table:table-row>{''.join(map(ods_cell, values))}</table:table-row>\n"


def ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind, said = "string", ""
    if isinstance(value, bool):
        kind, said = "boolean", f' office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind, said = "float", f' office:value="{value!r}"'
    elif isinstance(value, date):
        kind, said = "date", f" office:date-value={quoteattr(value.isoformat())}"
    shown = "".join(f"<text:p>{spaced(part)}</text:p>" for part in str(value).split("\n"))
    return f'<table:table-cell office:value-type="{kind}"{said}>{shown}</table:table-cell>'
