"""GeoJSON, Shapefile, GeoPackage and FlatGeobuf, through the engine's GDAL; to WGS 84."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb

from parvis.lake import quoting
from parvis.lake.projections import Extent, projection
from parvis.lake.reading import dbase
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw, fill, fit
from parvis.lake.refusals import Unreadable

ENDINGS = {
    "geojson": ".geojson", "geojsonseq": ".geojsonl", "shapefile": ".shp", "geopackage": ".gpkg",
    "flatgeobuf": ".fgb",
}  # fmt: skip

MADE = "OGC_FID"  # numbers that GDAL adds to formats that have none
GEOMETRY = "geom"  # what the engine calls shapes that have no name
DEGREES = ("EPSG:4326", "OGC:CRS84")
Layer = dict[str, Any]  # as `st_read_meta` tells it


@dataclass(frozen=True)
class Source:
    table: str  # SQL
    titles: dict[str, str]  # of the columns that are called otherwise there


def read(
    path: Path,
    folder: Path,
    link: duckdb.DuckDBPyConnection,
    limits: Limits,
    form: str,
    layer: str | None = None,
) -> Raw:
    """`shape` is in WGS 84 (longitude first); `choices` keeps the projection it came in."""
    if form == "shapefile":
        named, encoding = dbase.named(path, folder)
    else:
        named, encoding = _named(path, folder, form), ""
    try:
        layers = _layers(link, named)
        if not layers:
            raise Unreadable("empty", name=path.name)
        names = [str(each["name"]) for each in layers]
        if layer is not None and layer not in names:
            raise Unreadable("sheet", sheet=layer, names=", ".join(names))
        chosen = layers[names.index(layer)] if layer else max(layers, key=_worth)
        source = _source(named, folder, chosen)
        return _fill(link, source, chosen, form, names, limits, encoding, path.name)
    except duckdb.Error as error:
        if "Unsupported geometry" in str(error):
            raise Unreadable("curves", name=path.name) from error
        raise Unreadable("damaged", name=path.name) from error


def _layers(link: duckdb.DuckDBPyConnection, path: Path) -> list[Layer]:
    source = quoting.text(str(path))
    found = link.execute(f"SELECT unnest(layers) FROM st_read_meta({source})").fetchall()
    return [each[0] for each in found]


def _worth(layer: Layer) -> tuple[bool, bool]:
    """Layers that have rows come first, then those that have shapes."""
    return layer.get("feature_count") != 0, bool(layer.get("geometry_fields"))


def _source(path: Path, folder: Path, layer: Layer) -> Source:
    """The layer in SQL. Names that the engine takes for one, since they differ by case only or are
    those of the columns that it adds, are numbered in a view of the layer."""
    fields = layer["fields"]
    titles = [str(each["name"]) for each in fields]
    folded = [each.casefold() for each in (*titles, GEOMETRY, MADE)]
    name = quoting.text(str(layer["name"]))
    if len(set(folded)) == len(folded):
        return Source(f"st_read({quoting.text(str(path))}, layer = {name})", {})
    view = folder / "view.vrt"
    view.write_text(_view(path, layer), encoding="utf-8")
    numbered = {f"f{index}": title for index, title in enumerate(titles)}
    return Source(f"st_read({quoting.text(str(view))}, layer = {name})", numbered)


def _view(path: Path, layer: Layer) -> str:
    """OGR's virtual format: https://gdal.org/en/stable/drivers/vector/vrt.html"""
    root = ElementTree.Element("OGRVRTDataSource")
    inside = ElementTree.SubElement(root, "OGRVRTLayer", name=str(layer["name"]))
    ElementTree.SubElement(inside, "SrcDataSource").text = str(path)
    ElementTree.SubElement(inside, "SrcLayer").text = str(layer["name"])
    for index, each in enumerate(layer["fields"]):
        kind = {"type": each["type"]}
        if each["subtype"] != "None":
            kind["subtype"] = each["subtype"]
        ElementTree.SubElement(inside, "Field", name=f"f{index}", src=each["name"], **kind)
    return ElementTree.tostring(root, encoding="unicode")


def _named(path: Path, folder: Path, form: str) -> Path:
    """The file under an ending of its format: GDAL believes a name more than what is inside, and
    reads the bytes of a GeoPackage called `.csv` as lines."""
    if path.suffix.lower() == ENDINGS[form]:
        return path
    named = folder / f"{path.stem}{ENDINGS[form]}"
    named.symlink_to(path.absolute())
    return named


def _fill(
    link: duckdb.DuckDBPyConnection,
    source: Source,
    layer: Layer,
    form: str,
    names: list[str],
    limits: Limits,
    encoding: str,
    name: str,
) -> Raw:
    described = link.execute(f"DESCRIBE SELECT * FROM {source.table}").fetchall()
    kinds = {str(row[0]): str(row[1]) for row in described}
    shapes = [each for each, kind in kinds.items() if kind.startswith("GEOMETRY")]
    own = [each for each in kinds if each not in {*shapes, MADE}]
    fields = own or [each for each in kinds if each == MADE]  # rows of a shape and nothing else
    if not fields or (not own and layer.get("feature_count") == 0):
        raise Unreadable("empty", name=name)
    fit(link, len(fields), limits)
    cells = [_cell(each, kinds[each], encoding) for each in fields]
    placed, crs = False, ""
    if shapes:
        placed, crs = _shaped(link, cells, source.table, quoting.name(shapes[0]), _crs(layer))
    else:
        fill(link, cells, source.table)
    choices = {"layer": str(layer["name"]), "layers": ", ".join(names), "crs": crs}
    if encoding:
        choices["encoding"] = encoding
    texts = frozenset(i for i, each in enumerate(fields) if kinds[each] == "VARCHAR")
    titles = (_decoded(source.titles.get(each, each), encoding) for each in fields)
    return Raw(form, tuple(titles), choices, geometry=placed, texts=texts)


def _shaped(
    link: duckdb.DuckDBPyConnection, cells: list[str], table: str, shape: str, crs: str
) -> tuple[bool, str]:
    """Whether a row has a shape, and the projection they came in; one that can not be theirs is
    told by their extent instead."""
    if not _is_known(link, crs):
        crs = _guessed(link, table, shape)
    placed = fill(link, cells, table, to_wgs84(shape, crs) if crs else "")
    if crs not in DEGREES or not placed or not _is_beyond(link):
        return placed, crs
    crs = _guessed(link, table, shape)
    link.execute("DROP TABLE raw")
    return fill(link, cells, table, to_wgs84(shape, crs) if crs else ""), crs


def _is_known(link: duckdb.DuckDBPyConnection, crs: str) -> bool:
    """Whether PROJ can bring it to WGS 84; plans of no place on Earth, and blanks, are none."""
    if not crs or "undefined" in crs.casefold():
        return False
    try:
        link.execute(f"SELECT {to_wgs84('st_point(0, 0)', crs)}")
    except duckdb.Error:
        return False
    return True


def _is_beyond(link: duckdb.DuckDBPyConnection) -> bool:
    """Whether shapes said to be in degrees are where no degree is."""
    found = link.execute(
        "SELECT 1 FROM raw WHERE abs(st_xmin(shape)) > 360 OR abs(st_ymin(shape)) > 90.1"
        " OR st_xmax(shape) > 360 OR st_ymax(shape) > 90.1 LIMIT 1"
    ).fetchone()
    return found is not None


def _cell(field: str, kind: str, encoding: str) -> str:
    """A number field of dBase holds codes too: 35238 and not 35238.0."""
    written = f"{quoting.name(field)}::VARCHAR"
    if kind in {"DOUBLE", "FLOAT"}:
        return f"regexp_replace({written}, '\\.0$', '')"
    return dbase.meant(written, encoding) if encoding and kind == "VARCHAR" else written


def _decoded(title: str, encoding: str) -> str:
    if encoding in {"", dbase.UTF_8}:
        return title
    return title.encode(dbase.BYTES, errors="ignore").decode(encoding, errors="replace")


def _crs(layer: Layer) -> str:
    """A code or a definition; empty when the layer has none."""
    fields = layer.get("geometry_fields")
    if isinstance(fields, list) and fields and fields[0].get("crs"):
        crs = fields[0]["crs"]
        if crs.get("auth_name") and crs.get("auth_code"):
            return f"{crs['auth_name']}:{crs['auth_code']}"
        return str(crs.get("wkt") or "")
    return ""


def _guessed(link: duckdb.DuckDBPyConnection, table: str, shape: str) -> str:
    """Of a layer that names none, as a shapefile without its .prj: by its extent, or none."""
    row = link.execute(
        f"SELECT min(st_xmin({shape})), min(st_ymin({shape})), max(st_xmax({shape})),"
        f" max(st_ymax({shape})) FROM {table}"
    ).fetchone()
    return "" if row is None or None in row else projection(Extent(*row)) or ""


def to_wgs84(shape: str, crs: str) -> str:
    """`crs`: a code or a definition that PROJ reads."""
    if crs in DEGREES:
        return shape
    return f"st_transform({shape}, {quoting.text(crs)}, 'EPSG:4326', always_xy := true)"
