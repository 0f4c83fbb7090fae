"""Answers in other forms than the standard's JSON: arrays of data, CSV, GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from parvis.lake.query.geometry import NotGeometry, from_geojson, to_geojson
from parvis.observations.sta.entities import DATASTREAM, MULTI_DATASTREAM, OBSERVATION, Entity
from parvis.observations.sta.options import Options
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.shapes import MISSING, Plain, self_link, walked
from parvis.records.exchange import neutral

PLACES = ("location", "feature", "observedArea")
LARGEST = 200_000  # lines of a CSV
MEASURED = ("id", "phenomenonTime", "resultTime", "result")


def arrays(root: str, entity: Entity, rows: Sequence[Any], bodies: Sequence[Plain],
           options: Options, several: Collection[int]) -> list[Plain]:  # fmt: skip
    """Values alone, under the names of their columns (OGC 18-088, 12); observations by
    datastream, `several` of which are MultiDatastreams."""
    names = components(entity, options)
    if entity is not OBSERVATION:
        return [array(names, bodies)]
    grouped: dict[int, list[Plain]] = {}
    for row, body in zip(rows, bodies, strict=True):
        grouped.setdefault(row.datastream, []).append(body)
    return [addressed(root, key, key in several) | array(names, some)
            for key, some in grouped.items()]  # fmt: skip


def addressed(root: str, key: int, several: bool) -> Plain:
    stream = MULTI_DATASTREAM if several else DATASTREAM
    return {f"{stream.name}@iot.navigationLink": self_link(root, stream, key)}


def array(names: Sequence[str], bodies: Sequence[Plain]) -> Plain:
    rows = [[cell(body, name) for name in names] for body in bodies]
    return {"components": names, "dataArray@iot.count": len(rows), "dataArray": rows}


def components(entity: Entity, options: Options) -> list[str]:
    expanded = list(dict.fromkeys(link.path[0] for link in options.expand))
    if options.select:
        return ["/".join(path) for path in options.select] + expanded
    if entity is OBSERVATION:
        return [*MEASURED, *expanded]
    return ["id", *(one.name for one in entity.properties[1:]), *expanded]


def cell(body: Plain, name: str) -> Any:
    if name == "id":
        return body.get("@iot.id")
    found = walked(body, name.split("/"))
    return None if found is MISSING else found


def table(bodies: Sequence[Plain]) -> str:
    """CSV: what is inside a value, or expanded, bears its path (`Datastream/name`); of several
    expanded, one line each. Raises StaProblem when they are too many."""
    lines: list[Plain] = []
    for body in bodies:
        lines += flat(body)
        if len(lines) > LARGEST:
            raise StaProblem("much", most=LARGEST)
    names = list(dict.fromkeys(name for line in lines for name in line))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(neutral, names))
    writer.writerows([written(line.get(name)) for name in names] for line in lines)
    return out.getvalue()


def flat(body: Mapping[str, Any], prefix: str = "", most: int = LARGEST + 1) -> list[Plain]:
    """The lines of an entity, the first `most` of them."""
    own: Plain = {}
    inside: list[list[Plain]] = []
    for name, value in body.items():
        if name.endswith(("Link", "@iot.count")):
            continue
        if isinstance(value, dict) and value:
            inside.append(flat(value, f"{prefix}{name}/", most))
        elif isinstance(value, list) and value and all(map(entity, value)):
            inside.append(several(value, f"{prefix}{name}/", most))
        else:
            own[prefix + name.replace("@iot.id", "id")] = value
    return [merged(own, some) for some in islice(product(*inside), most)]


def several(values: Sequence[Plain], prefix: str, most: int) -> list[Plain]:
    lines = (line for one in values for line in flat(one, prefix, most))
    return list(islice(lines, most))


def entity(value: Any) -> bool:
    return isinstance(value, dict) and "@iot.id" in value


def merged(own: Plain, some: Sequence[Plain]) -> Plain:
    found = dict(own)
    for one in some:
        found |= one
    return found


def written(value: Any) -> Any:
    """A cell; a text that a spreadsheet would run is marked, as in our other files."""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def collection(bodies: Sequence[Plain]) -> Plain:
    """GeoJSON: each entity is a feature, where it is, or where the first place expanded is."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": place(body), "properties": line}
            for body in bodies for line in flat(without(body), most=1)
        ],
    }  # fmt: skip


def without(body: Plain) -> Plain:
    return {name: value for name, value in body.items() if name not in PLACES}


def place(body: Plain) -> Plain | None:
    for found in places(body):
        try:
            return to_geojson(from_geojson(found))
        except NotGeometry:
            continue
    return None


def places(body: Plain) -> Iterator[Any]:
    yield from (body[name] for name in PLACES if name in body)
    for value in body.values():
        for one in value if isinstance(value, list) else [value]:
            if entity(one):
                yield from places(one)
