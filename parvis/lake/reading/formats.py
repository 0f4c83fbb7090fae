"""Which format a file is of, by its content; its name only decides between texts."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from parvis.lake.reading.unpack import BROKEN, ENCRYPTED, head
from parvis.lake.refusals import Unreadable

_SHEETS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
_DOCUMENTS = {"word/document.xml", "ppt/presentation.xml"}
_OPEN = b"application/vnd.oasis.opendocument"
SHAPEFILE = {".shp", ".dbf", ".shx"}
_BINARY = (
    b"\x89PNG",
    b"%PDF",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"7z\xbc\xaf",
    b"Rar!",
    b"MZ\x90",
)
_MARKS = (
    (b"PAR1", "parquet"), (b"fgb\x03", "flatgeobuf"), (b"\xd0\xcf\x11\xe0", "sheet"),
)  # fmt: skip
_COLLECTION = "FeatureCollection"
_WIDE = (
    (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_STRING = rb'"(?:[^"\\]|\\.)*+"'
_TOKEN = re.compile(
    rb"(?P<word>" + _STRING + rb")(?:\s*:\s*(?:(?P<value>" + _STRING + rb")|(?P<list>(?=\[))))?"
    rb"|[\[\]{}]",
    re.DOTALL,
)  # fmt: skip


def format_of(path: Path) -> str:
    """csv, sheet, json, ndjson, geojson, shapefile, geopackage, kml…, zip; Unreadable."""
    first = head(path)
    for mark, found in _MARKS:
        if first.startswith(mark):
            return found
    if first.startswith(b"SQLite format 3\0"):
        if first[68:70] != b"GP" and path.suffix.lower() != ".gpkg":  # the application's mark
            raise Unreadable("unknown_format", name=path.name)
        return "geopackage"
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path)
    if path.suffix.lower() == ".shp" and first.startswith(b"\x00\x00\x27\x0a"):
        return "shapefile"
    if first.startswith(_BINARY):
        raise Unreadable("unknown_format", name=path.name)
    if first[257:262] == b"ustar":
        raise Unreadable("tar", name=path.name)
    return _text(path, first)


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = _mimetype(archive) if "mimetype" in names else b""
    except BROKEN as error:
        raise Unreadable("damaged", name=path.name) from error
    if names & _DOCUMENTS or (kind.startswith(_OPEN) and b"spreadsheet" not in kind):
        raise Unreadable("unknown_format", name=path.name)
    if names & _SHEETS:
        return "sheet"
    return "zip"


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """What an OpenDocument says that it is."""
    if archive.getinfo("mimetype").flag_bits & ENCRYPTED:
        return b""
    with archive.open("mimetype") as file:
        return file.read(99)


def _text(path: Path, first: bytes) -> str:
    for mark, encoding in _WIDE:
        if first.startswith(mark):
            first = first.removeprefix(mark).decode(encoding, "ignore").encode()
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip(b"\x1e \t\r\n")
    if start.startswith(b"<"):
        if re.search(rb"<(\w+:)?kml[\s>]", start):
            return "kml"
        raise Unreadable("unknown_format", name=path.name)
    if start.startswith(b"["):
        return "json"
    return _object(path, start) if start.startswith(b"{") else "csv"


def _object(path: Path, start: bytes) -> str:
    line, whole = start.split(b"\n", 1)[0], True
    try:
        json.loads(line)
    except (ValueError, RecursionError):  # cut, or too deep
        whole = False
    kind = _kind(start if not whole else line)
    if kind == "Topology":
        raise Unreadable("unknown_format", name=path.name)
    if kind == _COLLECTION:
        return "geojson"
    if kind == "Feature":
        return "geojsonseq" if whole else "geojson"
    return "ndjson" if whole else "json"


def _kind(start: bytes) -> str:
    """What an object says that it is: a `type` further inside is of something else."""
    depth = 0
    for found in _TOKEN.finditer(start):
        word, value = found["word"], found["value"]
        if word is None:
            depth += 1 if found[0] in b"{[" else -1
        elif depth == 1 and word == b'"type"' and value is not None:
            return value[1:-1].decode(errors="replace")
        elif depth == 1 and word == b'"features"' and found["list"] is not None:
            return _COLLECTION
    return ""
