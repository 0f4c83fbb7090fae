"""The exact view as files and for programs: addresses of the Explore API, examples that run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings

from parvis.catalogue.explore.answers import ROOT
from parvis.catalogue.explore.files import PLACED
from parvis.catalogue.rows.source import GivenRows

FILES = (("csv", "CSV"), ("xlsx", "Excel (XLSX)"), ("ods", "OpenDocument (ODS)"), ("json", "JSON"),
         ("jsonl", "JSON Lines"), ("geojson", "GeoJSON"), ("gpkg", "GeoPackage"),
         ("shp", "Shapefile"), ("fgb", "FlatGeobuf"), ("kml", "KML"), ("gpx", "GPX"),
         ("parquet", "Parquet"))  # fmt: skip
PYTHON = """import csv
import io
import urllib.request

address = (
    "{address}"
)
with urllib.request.urlopen(address) as answer:
    text = io.TextIOWrapper(answer, encoding="utf-8-sig")
    rows = list(csv.DictReader(text, delimiter=";"))
print(len(rows))
"""
R = """address <- paste0(
  "{address}"
)
rows <- read.csv(address, sep = ";", fileEncoding = "UTF-8-BOM")
print(nrow(rows))
"""
WIDTH = 70  # characters of an address on a line


@dataclass(frozen=True)
class Links:
    files: list[dict[str, str]]
    api: str
    python: str
    r: str


def links(
    slug: str, source: GivenRows, asked: Sequence[tuple[str, str]], version: str = ""
) -> Links:
    """`asked`: the question as the Explore API reads it; `version`: of one, whatever is published
    meanwhile."""
    own = f"{ROOT}/catalog/datasets/{quote(slug, safe='')}"
    exports = f"/api/versions/{quote(slug, safe='')}/{version}" if version else f"{own}/exports"
    if source.policy.grouped_only:
        asked = [("select", "count(*)"), ("group_by", ",".join(source.policy.dimensions))]
    query = f"?{urlencode(asked)}" if asked else ""
    placed = source.place() and not source.policy.grouped_only
    offered = [one for one in FILES if one[0] not in PLACED or placed]
    files = [{"title": title, "url": f"{exports}/{form}{query}"} for form, title in offered]
    address = settings.PARVIS_BASE_URL + files[0]["url"]
    return Links(
        files,
        "" if version else f"{own}/records{query}",
        PYTHON.format(address=pieces(address, '"\n    "')),
        R.format(address=pieces(address, '",\n  "')),
    )


def pieces(address: str, between: str) -> str:
    """A long address on several lines. It holds no quote nor backslash: `urlencode` wrote it."""
    return between.join(address[n : n + WIDTH] for n in range(0, len(address), WIDTH))
