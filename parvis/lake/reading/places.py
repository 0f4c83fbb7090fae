"""GeoJSON, Shapefile, GeoPackage, KML and FlatGeobuf, through the engine's GDAL; to WGS 84."""

from __future__ import annotations

from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.projections import Extent, projection
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw, fill, fit
from parvis.lake.refusals import Unreadable

ENDINGS = {
    "geojson": ".geojson", "geojsonseq": ".geojsonl", "shapefile": ".shp", "geopackage": ".gpkg",
    "kml": ".kml", "flatgeobuf": ".fgb",
}  # fmt: skip

MADE = "OGC_FID"  # numbers that GDAL adds to formats that have none


def read(
    path: Path,
    folder: Path,
    link: duckdb.DuckDBPyConnection,
    limits: Limits,
    form: str,
    layer: str | None = None,
) -> Raw:
    """`shape` is in WGS 84 (longitude first); `choices` keeps the projection it came in."""
    source = quoting.text(str(_named(path, folder, form)))
    try:
        layers = link.execute(f"SELECT unnest(layers) FROM st_read_meta({source})").fetchall()
        if not layers:
            raise Unreadable("empty", name=path.name)
        names = [each[0]["name"] for each in layers]
        if layer is not None and layer not in names:
            raise Unreadable("sheet", sheet=layer, names=", ".join(names))
        chosen = layers[names.index(layer)] if layer else layers[0]
        return _fill(link, source, chosen[0], form, names, limits)
    except duckdb.Error as error:
        raise Unreadable("damaged", name=path.name) from error


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
    source: str,
    layer: dict[str, object],
    form: str,
    names: list[str],
    limits: Limits,
) -> Raw:
    table = f"st_read({source}, layer = {quoting.text(str(layer['name']))})"
    described = link.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    shapes = [str(row[0]) for row in described if str(row[1]).startswith("GEOMETRY")]
    fields = [str(row[0]) for row in described if str(row[0]) not in {*shapes, MADE}]
    fit(link, len(fields), limits)
    reals = {str(row[0]) for row in described if str(row[1]) in {"DOUBLE", "FLOAT"}}
    crs = _crs(layer) or (_guessed(link, table, quoting.name(shapes[0])) if shapes else "")
    shape = to_wgs84(quoting.name(shapes[0]), crs) if shapes and crs else ""
    placed = fill(link, [_cell(each, each in reals) for each in fields], table, shape)
    choices = {"layer": str(layer["name"]), "layers": ", ".join(names), "crs": crs}
    kinds = {str(row[0]): str(row[1]) for row in described}
    declared = [] if form == "kml" else fields  # everything is text in KML
    texts = frozenset(i for i, each in enumerate(declared) if kinds[each] == "VARCHAR")
    return Raw(form, tuple(fields), choices, geometry=placed, texts=texts)


def _cell(field: str, real: bool) -> str:
    """A number field of dBase holds codes too: 35238 and not 35238.0."""
    written = f"{quoting.name(field)}::VARCHAR"
    return f"regexp_replace({written}, '\\.0$', '')" if real else written


def _crs(layer: dict[str, object]) -> str:
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
    if crs in {"EPSG:4326", "OGC:CRS84"}:
        return shape
    return f"st_transform({shape}, {quoting.text(crs)}, 'EPSG:4326', always_xy := true)"
