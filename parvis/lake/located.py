"""Pairs of a projection as longitude and latitude, by the engine that answers."""

from __future__ import annotations

from collections.abc import Sequence

from parvis.lake import store
from parvis.lake.served.reader import bounded

_LOCATED = """
    SELECT st_x(place), st_y(place) FROM (
        SELECT TRY(st_transform(st_point(x, y), $1, 'OGC:CRS84', true)) AS place
        FROM (SELECT unnest($2::DOUBLE[]) AS x, unnest($3::DOUBLE[]) AS y))
"""


def located(
    points: Sequence[tuple[float, float]], projection: str
) -> list[tuple[float, float] | None]:
    """Pairs of a projection (`EPSG:…`, easting first) as longitude and latitude; None where a pair
    can be nowhere. Raises EngineProblem."""
    cursor = store.reader().cursor()
    with bounded(cursor):
        cursor.execute(_LOCATED, [projection, [x for x, _y in points], [y for _x, y in points]])
        found = cursor.fetchall()
    return [None if x is None or y is None else (x, y) for x, y in found]
