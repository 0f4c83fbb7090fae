"""The process that writes one file: an order in JSON on its input, the file in its own folder.

The order is that of `aside.pieces`; the rows are what `spool` laid. Nothing of Django is here.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from parvis.design import spreadsheets
from parvis.lake import child, engine, quoting
from parvis.lake.reading.limits import Limits

LIMITS = Limits(threads=1, memory="384MB")
RESERVED = {"fid", "ogc_fid", "geom", "geometry"}  # names that these formats keep for themselves
DBF_NAME = 10  # characters of a column of a shapefile
KINDS = {  # a shapefile holds one kind of shape
    "points": ("POINT", "MULTIPOINT"),
    "lines": ("LINESTRING", "MULTILINESTRING"),
    "surfaces": ("POLYGON", "MULTIPOLYGON"),
}
Order = dict[str, Any]


class Unfit(Exception):
    """Rows that the format can't hold; `code` is one of ExploreProblem."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code, params)


def main() -> None:
    order = json.load(sys.stdin)
    child.end_with(order["parent"])
    child.bound(order["bounds"])
    try:
        answer: Order = {"file": written(order, Path.cwd())}
    except Unfit as unfit:
        answer = {"code": unfit.code, "params": unfit.params}
    except (MemoryError, duckdb.OutOfMemoryException):
        answer = {"memory": True}
    Path("answer.json").write_text(json.dumps(answer), encoding="utf-8")


def written(order: Order, folder: Path) -> str:
    if order["driver"]:
        return mapped(order, folder)
    rows = limited(read(folder / order["lines"]), order["most"])
    write = spreadsheets.xlsx if order["form"] == "xlsx" else spreadsheets.ods
    name = f"rows.{order['form']}"
    write(folder / name, order["sheet"], order["columns"], rows, order["separator"])
    return name


def read(lines: Path) -> Iterator[list[Any]]:
    with lines.open(encoding="utf-8") as file:
        for line in file:
            yield list(json.loads(line).values())


def limited(rows: Iterator[list[Any]], most: int) -> Iterator[list[Any]]:
    for number, row in enumerate(rows):
        if number == most:
            raise Unfit("too_many_rows", most=most)
        yield row


def mapped(order: Order, folder: Path) -> str:
    """By GDAL, in the engine closed to all but this folder."""
    link = engine.workshop(folder, LIMITS)
    try:
        outputs = [
            f"{output(column, f'c{n}')} AS {quoting.name(name)}"
            for n, (column, name) in enumerate(zip(order["columns"], named(order), strict=True))
            if n != order["at"]
        ]
        outputs.append(f"st_geomfromhexwkb(c{order['at']}) AS geom")
        link.execute(f"CREATE TABLE given AS SELECT {', '.join(outputs)} FROM {order['relation']}")  # noqa: S608 - quoted
        if order["form"] == "shp":
            return shapefiles(link, order, folder)
        return layer(link, order, folder / f"rows.{order['form']}", "TRUE")
    finally:
        link.close()


def output(column: Order, name: str) -> str:
    """Lists and further places are text in these formats."""
    if column["place"]:
        return f"st_astext(st_geomfromhexwkb({name}))"
    return f"to_json({name})::VARCHAR" if column["many"] else name


def named(order: Order) -> list[str]:
    """Headings, each once whatever its case; ten plain characters in a shapefile."""
    short, seen, found = order["form"] == "shp", set(RESERVED), []
    for column in order["columns"]:
        name = column["heading"] or "colonne"
        if short:
            name = "".join(c if c.isascii() and c.isalnum() else "_" for c in name)[:DBF_NAME]
        whole, number = name, 2
        while name.lower() in seen:
            end = f"_{number}"
            name = whole[: DBF_NAME - len(end)] + end if short else whole + end
            number += 1
        seen.add(name.lower())
        found.append(name)
    return found


def layer(link: Any, order: Order, file: Path, condition: str) -> str:
    """A layer of the rows under `condition`, in `file`."""
    options = {"fgb": "'SPATIAL_INDEX=NO'", "shp": "'ENCODING=UTF-8'"}.get(order["form"], "")
    chosen = f", LAYER_CREATION_OPTIONS ({options})" if options else ""
    kind = ", GEOMETRY_TYPE 'POINT'" if order["point"] else ""
    link.execute(
        f"COPY (SELECT * FROM given WHERE {condition}) TO {quoting.text(str(file))}"  # noqa: S608 - ours
        f" (FORMAT GDAL, DRIVER {quoting.text(order['driver'])},"
        f" SRS {quoting.text(order['srs'])}{kind}{chosen})"
    )
    return file.name


def shapefiles(link: Any, order: Order, folder: Path) -> str:
    """A ZIP of one shapefile a kind of shape; rows without a place are in the first."""
    found = {kind for (kind,) in link.execute(
        "SELECT DISTINCT st_geometrytype(geom)::VARCHAR FROM given WHERE geom IS NOT NULL"
    ).fetchall()}  # fmt: skip
    if unfit := found - {kind for kinds in KINDS.values() for kind in kinds}:
        raise Unfit("kinds", kinds=", ".join(sorted(unfit)))
    present = [name for name, kinds in KINDS.items() if found & set(kinds)] or ["points"]
    inside = folder / "shapes"
    inside.mkdir()
    for number, name in enumerate(present):
        kinds = ", ".join(map(quoting.text, KINDS[name]))
        absent = " OR geom IS NULL" if number == 0 else ""
        file = inside / f"{name}.shp"
        layer(link, order, file, f"st_geometrytype(geom)::VARCHAR IN ({kinds}){absent}")
    packed = folder / "rows.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(inside.iterdir()):
            archive.write(part, part.name)
    return packed.name


if __name__ == "__main__":
    main()
