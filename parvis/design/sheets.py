"""A map to click on: a picture of areas alone, and the place under a pixel of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from parvis.design.maps import NAMED, Place, Position, Ring, drawn, halo, projection
from parvis.design.svg import short

WIDTH = 640  # units of the picture across
CORNER = 7  # half of the mark of a corner, in units


def height(areas: Sequence[Place]) -> int:
    """Units of the picture up and down."""
    return round(projection(rings(areas))[1])


def picture(areas: Sequence[Place], corner: Position | None = None) -> str:
    """An SVG image of its own: the areas, the names of the largest, the corner that was chosen."""
    project, high = projection(rings(areas))
    parts = [drawn(ring, project, "land", "#ece5d6") for ring in rings(areas)]
    largest = sorted(areas, key=size, reverse=True)[:NAMED]
    parts += [halo(area.name, project(*middle(area))) for area in largest]
    if corner:
        x, y = project(*corner)
        parts.append(
            f'<path stroke="#6b2c4a" stroke-width="3" d="M{short(x - CORNER)} {short(y)}h'
            f'{2 * CORNER}M{short(x)} {short(y - CORNER)}v{2 * CORNER}"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {round(high)}"'
        f' font-family="sans-serif">{"".join(parts)}</svg>'
    )


def place_at(areas: Sequence[Place], x: int, y: int, width: int) -> Position:
    """Longitude and latitude, in degrees to 10 m, of a pixel of the picture shown `width` wide."""
    project, _high = projection(rings(areas))
    lon, lat = project.back(x * WIDTH / width, y * WIDTH / width)
    return round(lon, 4), round(lat, 4)


def box(area: Place) -> tuple[float, float, float, float]:
    """West, south, east, north of an area, in degrees to 10 m."""
    lons, lats = zip(*[position for ring in area.rings for position in ring], strict=True)
    west, south, east, north = (round(n, 4) for n in (min(lons), min(lats), max(lons), max(lats)))
    return west, south, east, north


def rings(areas: Sequence[Place]) -> list[Ring]:
    return [ring for area in areas for ring in area.rings]


def size(area: Place) -> float:
    west, south, east, north = box(area)
    return (east - west) * (north - south)


def middle(area: Place) -> Position:
    west, south, east, north = box(area)
    return (west + east) / 2, (south + north) / 2
