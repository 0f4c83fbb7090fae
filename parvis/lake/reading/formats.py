"""Which format a file is of, by its content; its name only decides between texts."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from parvis.lake.reading.unpack import head
from parvis.lake.refusals import Unreadable

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


def format_of(path: Path) -> str:
    """csv, sheet, json, ndjson, geojson, shapefile, geopackage, kml…, zip; Unreadable."""
    first = head(path)
    for mark, found in _MARKS:
        if first.startswith(mark):
            return found
    if first.startswith(b"SQLite format 3\0"):
        return "geopackage"
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path)
    if path.suffix.lower() == ".shp" and first.startswith(b"\x00\x00\x27\x0a"):
        return "shapefile"
    if first.startswith(_BINARY):
        raise Unreadable("unknown_format", name=path.name)
    return _text(path, first)


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable("damaged", name=path.name) from error
    if "xl/workbook.xml" in names or "content.xml" in names:
        return "sheet"
    return "zip"


def _text(path: Path, first: bytes) -> str:
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip(b"\x1e \t\r\n")
    if start.startswith(b"<"):
        if re.search(rb"<kml[\s>]", start):
            return "kml"
        raise Unreadable("unknown_format", name=path.name)
    if start.startswith(b"["):
        return "json"
    return _object(start) if start.startswith(b"{") else "csv"


def _object(start: bytes) -> str:
    line = start.split(b"\n", 1)[0]
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):  # cut, or too deep
        geo = re.search(rb'"type"\s*:\s*"(FeatureCollection|Feature)"', start)
        return "geojson" if geo else "json"
    kind = first.get("type") if isinstance(first, dict) else None
    if kind == "FeatureCollection":
        return "geojson"
    return "geojsonseq" if kind == "Feature" else "ndjson"
