"""The servers that `peers` asks: how each gets the rows, is started as its documentation advises
for data that do not change, is asked a question, and what its answer says.

A server has no address for a kind of question that it cannot answer.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench import addresses
from bench.questions import FACETS, PAGE, Found, Values, points

TABLE = "adresses"
NUMBERS = {"numero": "integer", "logements": "integer", "long": "float", "lat": "float",
           "altitude": "float"}  # fmt: skip
INDEXED = ("commune_nom", "numero", "altitude", "voie_type", "position")

Reader = Callable[[bytes], Found]


@dataclass(frozen=True)
class Kind:
    """How one kind of question is written for a server, and its answer read."""

    address: Callable[[Values], str]
    read: Reader


@dataclass(frozen=True)
class Contestant:
    """A server to start (`command` and `environment`; none when another started it already)."""

    name: str
    port: int
    kinds: Mapping[str, Kind]
    command: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def query(path: str, *fixed: tuple[str, object], **more: object) -> str:
    return f"{path}?{urlencode([*fixed, *more.items()])}"


def rows_of_csv(body: bytes) -> Found:
    """No cell of ours holds the end of a line."""
    return Found(None, len(body.splitlines()) - 1)


def tile_of(body: bytes) -> Found:
    return Found(None, points(body))


def features(body: bytes) -> Found:
    told = json.loads(body)
    return Found(told.get("numberMatched"), len(told["features"]))


def by_value(rows: list[Any], value: str, count: str) -> dict[str, int]:
    return {str(row[value]): row[count] for row in rows}


def mean(number: float) -> float:
    return round(number, 6)


def explore(port: int, slug: str) -> Contestant:
    """Parvis through its Explore API."""
    own = f"/api/explore/v2.1/catalog/datasets/{slug}"

    def asked(**more: object) -> str:
        return query(f"{own}/records", limit=PAGE, **more)

    def total(body: bytes) -> Found:
        told = json.loads(body)
        return Found(told["total_count"], len(told["results"]))

    def counts(body: bytes) -> Found:
        told = json.loads(body)["facets"]
        return Found(None, {one["name"]: by_value(one["facets"], "value", "count") for one in told})

    def groups(body: bytes) -> Found:
        told = json.loads(body)["results"]
        return Found(None, {r["commune_nom"]: (r["n"], mean(r["mean"])) for r in told})

    def within(v: Values) -> str:
        west, south, east, north = v["box"]
        return asked(where=f"in_bbox(shape,{south},{west},{north},{east})")

    def grouped(v: Values) -> str:
        return query(
            f"{own}/records", select="count(*) as n, avg(logements) as mean",
            group_by="commune_nom", where=f"altitude >= {v['least']}", limit=PAGE,
        )  # fmt: skip

    return Contestant("Parvis, Explore", port, {
        "page of 100": Kind(lambda v: asked(offset=v["offset"]), total),
        "filter": Kind(lambda v: asked(
            where=f"commune_nom = \"{v['commune_nom']}\" and numero = {v['numero']}"), total),
        "full text": Kind(lambda v: asked(where=f'"{v["words"]}"'), total),
        "full text, forgiving": Kind(lambda v: asked(where=f'search("{v["words"]}")'), total),
        "two facets": Kind(lambda v: query(
            f"{own}/facets", *(("facet", name) for name in FACETS),
            where=f"altitude >= {v['least']}"), counts),
        "box": Kind(within, total),
        "group by": Kind(grouped, groups),
        "whole CSV": Kind(
            lambda v: query(f"{own}/exports/csv", delimiter=v["delimiter"]), rows_of_csv),
    })  # fmt: skip


def ogc(
    name: str,
    port: int,
    own: str,
    tiles: str,
    *,
    text: bool = False,
    csv: str = "",
    f: str = "json",
) -> Contestant:
    """A server of the OGC's API Features and Tiles; `tiles` is the order of a tile's numbers, `f`
    how it names GeoJSON, `csv` how many rows a CSV may hold."""

    def asked(v: Values) -> str:
        return query(f"{own}/items", ("f", f), limit=PAGE, **v)

    def within(v: Values) -> str:
        return asked({"bbox": ",".join(map(str, v["box"]))})

    tile = own + "/tiles/WebMercatorQuad/" + tiles
    kinds = {
        "page of 100": Kind(asked, features),
        "filter": Kind(asked, features),
        "box": Kind(within, features),
        "vector tile": Kind(lambda v: tile.format(**v), tile_of),
    }
    if text:
        kinds["full text"] = Kind(lambda v: asked({"q": v["words"]}), features)
    if csv:
        kinds["whole CSV"] = Kind(lambda _v: query(f"{own}/items", f="csv", limit=csv), rows_of_csv)
    return Contestant(name, port, kinds)


def parvis(port: int, slug: str) -> tuple[Contestant, Contestant]:
    """Two doors of one server."""
    own = f"/ogc/collections/{slug}"
    return explore(port, slug), ogc("Parvis, OGC", port, own, "{z}/{y}/{x}", text=True)


def every_kind(of: Iterable[Contestant]) -> list[str]:
    return list(dict.fromkeys(kind for one in of for kind in one.kinds))


def datasette(programs: Path, port: int, file: Path) -> Contestant:
    """SQLite, immutable and inspected, so that it knows the number of rows of its table."""
    table = f"/{file.stem}/{TABLE}"

    def asked(**more: object) -> str:
        return query(f"{table}.json", ("_shape", "objects"), _size=PAGE, **more)

    def total(body: bytes) -> Found:
        told = json.loads(body)
        return Found(told["filtered_table_rows_count"], len(told["rows"]))

    def counts(body: bytes) -> Found:
        told = json.loads(body)["facet_results"]
        return Found(None, {n: by_value(told[n]["results"], "value", "count") for n in FACETS})

    def groups(body: bytes) -> Found:
        return Found(None, {r["c"]: (r["n"], mean(r["mean"])) for r in json.loads(body)["rows"]})

    def within(v: Values) -> str:
        west, south, east, north = v["box"]
        return asked(long__gte=west, long__lte=east, lat__gte=south, lat__lte=north)

    sql = (
        f"select commune_nom as c, count(*) as n, avg(logements) as mean from {TABLE}"
        " where altitude >= :least group by commune_nom"
    )
    kinds = {
        "page of 100": Kind(lambda v: asked(_next=v["offset"]), total),
        "filter": Kind(lambda v: asked(**v), total),
        "full text": Kind(lambda v: asked(_search=v["words"]), total),
        "two facets": Kind(lambda v: query(
            f"{table}.json", *(("_facet", name) for name in FACETS), _size=0, _nocount=1,
            altitude__gte=v["least"]), counts),
        "box": Kind(within, total),
        "group by": Kind(lambda v: query(f"/{file.stem}.json", sql=sql, _shape="objects", **v),
                         groups),
        "whole CSV": Kind(lambda _v: query(f"{table}.csv", _stream="on"), rows_of_csv),
    }  # fmt: skip
    told = file.with_suffix(".inspected.json")
    settings = ("suggest_facets off", "sql_time_limit_ms 60000", "facet_time_limit_ms 60000",
                "max_csv_mb 0", "cache_size_kb 200000")  # fmt: skip
    command = (
        str(programs / "datasette"), "serve", "--immutable", str(file), "--inspect-file", str(told),
        "--port", str(port), *(w for one in settings for w in ("--setting", *one.split())),
    )  # fmt: skip
    return Contestant("Datasette", port, kinds, command, {})


def tipg(programs: Path, port: int, database: str, rows: int) -> Contestant:
    own = f"/collections/public.{TABLE}"
    made = ogc("tipg", port, own, "{z}/{x}/{y}?f=mvt", csv=str(rows), f="geojson")
    environment = {"DATABASE_URL": database, "TIPG_MAX_FEATURES_PER_QUERY": str(rows),
                   "TIPG_MAX_FEATURES_PER_TILE": str(rows)}  # fmt: skip
    command = (
        str(programs / "uvicorn"), "tipg.main:app", "--port", str(port), "--log-level", "warning",
    )  # fmt: skip
    return Contestant("tipg", port, made.kinds, command, environment)


def pygeoapi(programs: Path, port: int, folder: Path, rows: int) -> Contestant:
    made = ogc("pygeoapi", port, f"/collections/{TABLE}", "{z}/{y}/{x}?f=mvt", csv=str(rows))
    environment = {"PYGEOAPI_CONFIG": str(folder / "pygeoapi.json"),
                   "PYGEOAPI_OPENAPI": str(folder / "pygeoapi-openapi.yml")}  # fmt: skip
    command = (
        str(programs / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads",
        "4", "--timeout", "600", "--keep-alive", "60", "--log-level", "warning",
        "pygeoapi.flask_app:APP",
    )  # fmt: skip
    return Contestant("pygeoapi", port, made.kinds, command, environment)


def values(wanted: int) -> Iterator[tuple[object, ...]]:
    """Rows with their number first, an empty text as no value, as each server holds it."""
    for number, row in enumerate(addresses.rows(wanted)):
        yield (number, *(None if value == "" else value for value in row))


def fill_sqlite(file: Path, wanted: int) -> None:
    """With indexes on the columns that are asked, and FTS5 on those of text."""
    columns = ", ".join(f"{n} {NUMBERS.get(n, 'text')}" for n in addresses.COLUMNS)
    texts = ", ".join(n for n in addresses.COLUMNS if n not in NUMBERS)
    marks = ", ".join("?" * (len(addresses.COLUMNS) + 1))
    with closing(sqlite3.connect(file)) as link:
        link.execute(f"CREATE TABLE {TABLE} (id integer primary key, {columns})")
        link.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", values(wanted))
        for name in (*INDEXED, "long, lat"):
            link.execute(f"CREATE INDEX {name.replace(', ', '_')}_at ON {TABLE} ({name})")
        tokens = "tokenize='unicode61 remove_diacritics 2'"
        link.execute(
            f'CREATE VIRTUAL TABLE {TABLE}_fts USING fts5({texts}, content="{TABLE}",'
            f" content_rowid='id', {tokens})"
        )
        link.execute(f"INSERT INTO {TABLE}_fts({TABLE}_fts) VALUES ('rebuild')")
        link.execute(f"INSERT INTO {TABLE}_fts({TABLE}_fts) VALUES ('optimize')")
        link.commit()
        link.execute("ANALYZE")
        link.execute("VACUUM")


def fill_postgis(database: str, wanted: int) -> None:
    kinds = NUMBERS | {"date_der_maj": "date"}
    columns = ", ".join(f"{n} {kinds.get(n, 'text')}" for n in addresses.COLUMNS)
    place = "ST_SetSRID(ST_MakePoint(long, lat), 4326)"
    with psycopg.connect(database, autocommit=True) as link:
        link.execute("CREATE EXTENSION postgis")
        link.execute(f"CREATE TABLE {TABLE} (id integer primary key, {columns})")
        with link.cursor().copy(f"COPY {TABLE} FROM STDIN") as into:
            for row in values(wanted):
                into.write_row(row)
        link.execute(f"ALTER TABLE {TABLE} ADD geom geometry(Point, 4326)")
        link.execute(f"UPDATE {TABLE} SET geom = {place}")
        link.execute(f"CREATE INDEX ON {TABLE} USING gist (geom)")
        for name in INDEXED:
            link.execute(f"CREATE INDEX ON {TABLE} ({name})")
        link.execute(f"VACUUM FULL ANALYZE {TABLE}")


def configuration(database: str, port: int, rows: int) -> dict[str, Any]:
    """Of pygeoapi; the least that its schema takes."""
    told = psycopg.conninfo.conninfo_to_dict(database)
    provider = {
        "data": {"host": told["host"], "port": int(str(told["port"])), "user": told["user"],
                 "dbname": told["dbname"], "password": "", "search_path": ["public"]},
        "id_field": "id", "table": TABLE, "geom_field": "geom",
    }  # fmt: skip
    keyword, page = {"en": ["bench"]}, {"type": "text/html", "rel": "canonical",
                                        "title": "bench", "href": "http://127.0.0.1/"}  # fmt: skip
    crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    bounds = [addresses.WEST, addresses.SOUTH, addresses.EAST, addresses.NORTH]
    tiles = {"type": "tile", "name": "MVT-postgresql", "options": {"zoom": {"min": 0, "max": 20}},
             "format": {"name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"},
             "storage_crs": "http://www.opengis.net/def/crs/EPSG/0/4326"}  # fmt: skip
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "language": "en-US",
            "gzip": False, "pretty_print": False,
            "limits": {"default_items": 10, "max_items": rows},
            "map": {"url": "https://example.org/{z}/{x}/{y}", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": {"en": "bench"}, "description": {"en": "bench"}, "keywords": keyword,
                "keywords_type": "theme", "terms_of_service": "", "url": "http://127.0.0.1/"},
            "license": {"name": "bench", "url": "http://127.0.0.1/"},
            "provider": {"name": "bench", "url": "http://127.0.0.1/"},
            "contact": {"name": "bench", "position": "bench"},
        },
        "resources": {TABLE: {
            "type": "collection", "title": TABLE, "description": TABLE, "keywords": keyword,
            "links": [page], "extents": {"spatial": {"bbox": bounds, "crs": crs}},
            "providers": [
                {"type": "feature", "name": "PostgreSQL"} | provider, provider | tiles],
        }},
    }  # fmt: skip
