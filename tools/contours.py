"""Make the map of a territory from the contours of its communes, light enough for a web page.

    python tools/contours.py COMMUNES.geojson NAMES.csv > parvis/demo/data/contours.geojson

COMMUNES.geojson holds one feature a commune (properties `code` and `nom`), NAMES.csv the column
`insee` of those to keep. A border that two communes share is made lighter once, so that they still
touch: rings are cut where three communes meet, each piece is simplified by Douglas and Peucker.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

TOLERANCE = 0.0012  # degrees of latitude: 130 m, less than a pixel on a screen
LEAST = 6  # corners that a small commune keeps

Point = tuple[float, float]


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a segment, in degrees of latitude."""
    squeeze = cos(radians(start[1]))
    x, y = (point[0] - start[0]) * squeeze, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * squeeze, end[1] - start[1]
    along = max(0.0, min(1.0, (x * dx + y * dy) / (dx * dx + dy * dy or 1)))
    return hypot(x - along * dx, y - along * dy)


def simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker (1973)."""
    if len(line) < 3:
        return line
    far, place = max((distance(line[i], line[0], line[-1]), i) for i in range(1, len(line) - 1))
    if far <= tolerance:
        return [line[0], line[-1]]
    return simplified(line[: place + 1], tolerance)[:-1] + simplified(line[place:], tolerance)


def pieces(ring: list[Point], owners: dict[Point, set[str]]) -> list[list[Point]]:
    """The ring cut where the set of its neighbours changes."""
    cuts = [
        i for i, point in enumerate(ring)
        if len(owners[point]) > 2 or owners[point] != owners[ring[i - 1]]
        or owners[point] != owners[ring[(i + 1) % len(ring)]]
    ]  # fmt: skip
    start = cuts[0] if cuts else 0
    turned = ring[start:] + ring[: start + 1]
    found: list[list[Point]] = [[turned[0]]]
    stops = {ring[i] for i in cuts}
    for point in turned[1:]:
        found[-1].append(point)
        if point in stops:
            found.append([point])
    return [piece for piece in found if len(piece) > 1]


def lighter(ring: list[Point], owners: dict[Point, set[str]]) -> list[Point]:
    tolerance = TOLERANCE
    made: list[Point] = []
    while len(made) < LEAST and tolerance > TOLERANCE / 64:
        made = []
        for piece in pieces(ring, owners):
            # both neighbours simplify it in the same direction, whatever theirs
            forward = piece[0] <= piece[-1]
            light = simplified(piece if forward else piece[::-1], tolerance)
            made += (light if forward else light[::-1])[:-1]
        tolerance /= 2
    return [*made, made[0]]


def main(source: str, names: str) -> None:
    lines = [line for line in Path(names).read_text("utf-8").splitlines() if line[:1] != "#"]
    kept = {row["insee"] for row in csv.DictReader(lines)}
    features = [
        feature for feature in json.loads(Path(source).read_text("utf-8"))["features"]
        if feature["properties"]["code"] in kept
    ]  # fmt: skip
    rings: list[tuple[Any, list[Point]]] = []
    owners: dict[Point, set[str]] = defaultdict(set)
    for feature in features:
        shape = feature["geometry"]
        several = (
            shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        )
        for polygon in several:
            ring = [(lon, lat) for lon, lat in polygon[0][:-1]]
            rings.append((feature["properties"], ring))
            for point in ring:
                owners[point].add(feature["properties"]["code"])
    made = [
        json.dumps({
            "type": "Feature", "properties": {"code": said["code"], "nom": said["nom"]},
            "geometry": {"type": "Polygon", "coordinates": [lighter(ring, owners)]},
        }, ensure_ascii=False, separators=(",", ":"))
        for said, ring in sorted(rings, key=lambda pair: pair[0]["nom"])
    ]  # fmt: skip
    sys.stdout.write(
        '{"type":"FeatureCollection","source":"contours des communes, IGN (Admin Express), par '
        'gregoiredavid/france-geojson, allégés par tools/contours.py","licence":"Licence Ouverte '
        '2.0","features":[\n' + ",\n".join(made) + "\n]}\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:3])
