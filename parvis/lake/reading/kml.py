"""KML: every placemark a row, in whatever folder, with its extended data; OGC 12-007r2.

GDAL's plain reader knows neither extended data nor, of several folders, more than one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import duckdb

from parvis.lake import engine, quoting
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.objects import OBJECT, keys, pointers
from parvis.lake.reading.raw import Raw, fill, fit
from parvis.lake.refusals import Unreadable

NAME, DESCRIPTION, FOLDER = "Name", "Description", "Folder"
_MULTIPLE = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}
_TEXTS = {"name", "description", "value", "SimpleData"}
_LINES = {"br", "p", "div", "li", "tr"}  # tags of HTML that end a line
_EXTENDED = {"Data", "SchemaData"}

Shape = dict[str, Any]  # GeoJSON
Position = tuple[float, ...]


def read(
    path: Path, folder: Path, link: duckdb.DuckDBPyConnection, limits: Limits, wanted: str | None
) -> Raw:
    """`wanted` names one folder of several."""
    folders = _objects(path, folder / "placemarks.ndjson", link, wanted)
    if wanted is not None and wanted not in folders:
        raise Unreadable("sheet", sheet=wanted, names=", ".join(folders))
    names = [each for each in keys(link) if each != FOLDER or len(folders) > 1]
    if not names:
        raise Unreadable("empty", name=path.name)
    fit(link, len(names), limits)
    told = f"(SELECT json_extract_string(json, {pointers(names)}) AS told, place FROM objects)"
    cells = [f"told[{index + 1}]" for index in range(len(names))]
    place = "CASE WHEN json_type(place) = 'OBJECT' THEN st_geomfromgeojson(place) END"
    with engine.roomier(link, len(names), limits):
        placed = fill(link, cells, told, place)
    link.execute("DROP TABLE objects")
    choices = {"layer": wanted or "", "layers": ", ".join(folders), "crs": "EPSG:4326"}
    return Raw("kml", tuple(names), choices, geometry=placed)


def _objects(
    path: Path, lines: Path, link: duckdb.DuckDBPyConnection, wanted: str | None
) -> list[str]:
    """Makes the table `objects` of a placemark each, and its `place`; the names of folders."""
    try:
        with path.open("rb") as source, lines.open("w", encoding="utf-8") as out:
            placemarks = _Placemarks(out, wanted)
            placemarks.parse(source)
        link.execute(
            "CREATE TEMP TABLE objects AS"
            " SELECT json_extract(json, '/row') AS json, json_extract(json, '/shape') AS place"
            f" FROM read_json_objects({quoting.text(str(lines))}, format = 'newline_delimited',"
            f" maximum_object_size = {OBJECT})"
        )
    except (expat.ExpatError, ValueError, LookupError, duckdb.Error) as error:
        raise Unreadable("damaged", name=path.name) from error
    return list(placemarks.folders)


class _Placemarks:
    """Writes a line a placemark, as its end is met."""

    def __init__(self, out: IO[str], wanted: str | None) -> None:
        self.folders: dict[str, None] = {}  # names of those that have placemarks, in their order
        self._out, self._wanted = out, wanted
        self._open: list[str] = []  # tags, from the root
        self._within: list[str] = []  # names of documents and folders, from the root
        self._text: list[str] = []
        self._row: dict[str, str | None] = {}
        self._key = ""
        self._groups: list[list[Shape]] = [[]]  # shapes of each collection that is open
        self._points: list[Position] = []
        self._heights = True  # at every position of the placemark
        self._rings: list[list[Position]] = []

    def parse(self, source: IO[bytes]) -> None:
        parser = expat.ParserCreate()  # prefixes stay: many files declare none of theirs
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.ParseFile(source)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        marked = not _TEXTS.isdisjoint(self._open)  # HTML that no CDATA encloses
        self._open.append(tag)
        if marked:
            return
        self._text.clear()
        if tag in {"Document", "Folder"}:
            self._within.append("")
        elif tag == "Placemark":
            self._row = {NAME: None, DESCRIPTION: None, FOLDER: self._folder()}
            self._groups, self._heights = [[]], True
        elif tag in {"Data", "SimpleData"}:
            self._key = attributes.get("name", "")
        elif tag == "MultiGeometry":
            self._groups.append([])
        elif tag in {"Point", "LineString", "LinearRing", "Track"}:
            self._points = []
        elif tag == "Polygon":
            self._rings = []

    def _end(self, name: str) -> None:
        tag = self._open.pop()
        if not _TEXTS.isdisjoint(self._open):
            self._text.append("\n" * (tag in _LINES))
            return
        content = "".join(self._text).strip()
        parent = self._open[-1] if self._open else ""
        self._text.clear()
        if tag in {"Document", "Folder"}:
            self._within.pop()
        elif tag == "name" and parent in {"Document", "Folder"}:
            self._within[-1] = content
        elif "Placemark" in self._open or tag == "Placemark":
            self._told(tag, parent, content)
            if made := _SHAPES.get(tag):
                made(self, parent)

    def _folder(self) -> str:
        return next((each for each in reversed(self._within) if each), "")

    def _told(self, tag: str, parent: str, content: str) -> None:
        if tag == "coordinates":
            self._points = [self._position(each.split(",")) for each in content.split()]
        elif tag == "coord" and parent == "Track" and content:  # empty where none was taken
            self._points.append(self._position(content.split()))
        elif parent == "Placemark" and tag in {"name", "description"}:
            self._row[tag.capitalize()] = content or None
        elif (tag, parent) == ("value", "Data") or tag == "SimpleData":
            self._add(self._key, content)
        elif parent == "ExtendedData" and tag not in _EXTENDED:
            self._add(tag, content)
        elif tag == "Placemark":
            self._write()

    def _position(self, told: list[str]) -> Position:
        """Longitude, latitude, and height where there is one."""
        height = [each for each in told[2:3] if each]
        found = tuple(map(float, (*told[:2], *height)))
        if len(found) < 2 or not all(map(math.isfinite, found)):
            raise ValueError("coordinates")
        self._heights = self._heights and bool(height)
        return found

    def _add(self, key: str, content: str) -> None:
        title, number = key, 2
        while title in self._row:
            title, number = f"{key} ({number})", number + 1
        self._row[title] = content or None

    def _write(self) -> None:
        folder = self._row[FOLDER] or ""
        self.folders.setdefault(folder)
        if self._wanted in (None, folder):
            shape = _together(self._groups[0])
            told = {"row": self._row, "shape": shape if self._heights else _flat(shape)}
            self._out.write(json.dumps(told, ensure_ascii=False) + "\n")

    def _point(self, _parent: str) -> None:
        if self._points:
            self._met("Point", self._points[0])

    def _line(self, parent: str) -> None:
        if parent == "outerBoundaryIs":
            self._rings.insert(0, _closed(self._points))
        elif parent == "innerBoundaryIs":
            self._rings.append(_closed(self._points))
        elif len(self._points) > 1:
            self._met("LineString", self._points)

    def _polygon(self, _parent: str) -> None:
        outer, *inner = self._rings or [[]]
        if outer:
            self._met("Polygon", [outer, *filter(None, inner)])

    def _collection(self, _parent: str) -> None:
        inside = self._groups.pop()  # the engine knows few collections inside each other
        self._groups[-1].extend(inside)

    def _met(self, kind: str, coordinates: object) -> None:
        self._groups[-1].append({"type": kind, "coordinates": coordinates})


_SHAPES: dict[str, Callable[[_Placemarks, str], None]] = {
    "Point": _Placemarks._point,
    "LineString": _Placemarks._line,
    "LinearRing": _Placemarks._line,
    "Track": _Placemarks._line,
    "Polygon": _Placemarks._polygon,
    "MultiGeometry": _Placemarks._collection,
}


def _closed(ring: list[Position]) -> list[Position]:
    """Ends where it begins; nothing where it holds no surface: the engine refuses every question
    about a table that has another one."""
    closed = ring if ring[:1] == ring[-1:] else [*ring, ring[0]]
    return closed if len(closed) > 3 else []


def _flat(told: Any) -> Any:
    """Without heights: the engine reads them of all positions of a shape, or takes other numbers
    for them."""
    if isinstance(told, tuple):
        return told[:2]
    if isinstance(told, dict):
        return {key: _flat(each) for key, each in told.items()}
    return [*map(_flat, told)] if isinstance(told, list) else told


def _together(shapes: list[Shape]) -> Shape | None:
    """One shape, several of a kind as one, or a collection; none of none."""
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    kinds = {each["type"] for each in shapes}
    if len(kinds) == 1 and (multiple := _MULTIPLE.get(kinds.pop())):
        return {"type": multiple, "coordinates": [each["coordinates"] for each in shapes]}
    return {"type": "GeometryCollection", "geometries": shapes}
