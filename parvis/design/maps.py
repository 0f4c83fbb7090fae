"""A map made here: points and areas of one territory, on its own flat projection, no tiles.

Equirectangular around the middle of what is drawn: within 100 km the error of a distance is below
1 %, less than a pixel matters (Snyder, Map Projections, USGS 1395, §12).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, radians

from parvis.design.svg import Cell, Drawing, Row, finite, frame, short, text, tongue
from parvis.design.text import cut

WIDTH = 640
HIGHEST = 480
MARGIN = 16
Position = tuple[float, float]
Ring = Sequence[Position]
# Beyond this many points on one map, names hide each other.
NAMED = 12
LETTER, LINE = 8, 18  # what a name takes of the picture: a letter across, a line up


@dataclass(frozen=True)
class Place:
    """Something on the map: a point (lon, lat), or rings of (lon, lat), WGS 84 degrees.

    `value` is what the table says of it, already in words; `level` 1–4 its colour.
    """

    name: str
    point: Position | None = None
    rings: Sequence[Ring] = field(default_factory=tuple)
    value: str = ""
    url: str = ""
    level: int = 1
    lang: str = ""  # of the name, where it is not the page's


def draw_map(
    places: Sequence[Place],
    *,
    title: str,
    description: str,
    heading: str,
    value_heading: str,
    ground: Sequence[Ring] = (),
    named: int = NAMED,
) -> Drawing:
    """The places on `ground` (rings of the territory, drawn first); the table keeps them all.

    What has no usable position is in the table only. Points bear their names when there are at
    most `named` of them.
    """
    project, height = projection([*ground, *_rings_of(places)])
    parts = [drawn(ring, project, "land", "#ece5d6") for ring in ground]
    parts += [
        drawn(ring, project, f"c{_level(place)} l{_level(place)}", "#d9a441", faint=True)
        for place in places
        for ring in place.rings
    ]
    points = [(place, place.point) for place in places if place.point and _known(place.point)]
    parts += [_mark(place, project(*point)) for place, point in points]
    if len(points) <= named:
        parts += spelled([(place, project(*point)) for place, point in points])
    rows: tuple[Row, ...] = tuple(
        (
            Cell(place.name, place.url, place.lang) if place.url or place.lang else place.name,
            place.value,
        )
        for place in places
    )
    return Drawing(
        frame((WIDTH, height), title, description, parts), title, (heading, value_heading), rows
    )


class Projection:
    """Degrees to units of the picture, north up."""

    def __init__(self, west: float, north: float, east_scale: float, scale: float) -> None:
        self.west, self.north = west, north
        self.east_scale, self.scale = east_scale, scale

    def __call__(self, lon: float, lat: float) -> Position:
        x = MARGIN + (lon - self.west) * self.east_scale * self.scale
        return x, MARGIN + (self.north - lat) * self.scale

    def back(self, x: float, y: float) -> Position:
        """The longitude and latitude of a point of the picture."""
        lon = self.west + (x - MARGIN) / (self.east_scale * self.scale)
        return lon, self.north - (y - MARGIN) / self.scale


def projection(rings: Iterable[Ring]) -> tuple[Projection, float]:
    """The projection that fills the width, or the height where the territory is tall."""
    known = [position for ring in rings for position in ring if _known(position)]
    if not known:
        return Projection(0, 0, 1, 1), WIDTH / 2
    west, east = min(lon for lon, _ in known), max(lon for lon, _ in known)
    south, north = min(lat for _, lat in known), max(lat for _, lat in known)
    squeeze = max(cos(radians((south + north) / 2)), 0.01)
    # One point alone is shown with a kilometre around it.
    across, up = max((east - west) * squeeze, 0.01), max(north - south, 0.01)
    scale = min((WIDTH - 2 * MARGIN) / across, (HIGHEST - 2 * MARGIN) / up)
    west -= ((WIDTH - 2 * MARGIN) / scale - (east - west) * squeeze) / 2 / squeeze
    spare = (up - (north - south)) / 2
    return Projection(west, north + spare, squeeze, scale), up * scale + 2 * MARGIN


def _known(position: Position) -> bool:
    lon, lat = (finite(number) for number in position[:2])
    return lon is not None and lat is not None and abs(lon) <= 180 and abs(lat) <= 90


def _rings_of(places: Iterable[Place]) -> Iterable[Ring]:
    for place in places:
        yield from place.rings
        if place.point:
            yield (place.point,)


def _level(place: Place) -> int:
    return max(1, min(4, place.level))


def drawn(ring: Ring, project: Projection, style: str, fill: str, *, faint: bool = False) -> str:
    """A closed path in relative whole units: half the weight of absolute ones."""
    corners = [project(*position[:2]) for position in ring if _known(position)]
    if len(corners) < 3:
        return ""
    whole = [(round(x), round(y)) for x, y in corners]
    steps = [
        f"{after[0] - before[0]} {after[1] - before[1]}"
        for before, after in pairwise(whole)
        if after != before
    ]
    opacity = ' fill-opacity=".35"' if faint else ""
    return (
        f'<path class="{style}" fill="{fill}" stroke="#6e6a60"{opacity}'
        f' d="M{whole[0][0]} {whole[0][1]}l{" ".join(steps)}z"/>'
    )


def _mark(place: Place, at: Position) -> str:
    x, y = short(at[0] - 8), short(at[1] - 8)
    return (
        f'<rect class="c{_level(place)}" fill="#6b2c4a" stroke="#fffdf8" stroke-width="2"'
        f' x="{x}" y="{y}" width="16" height="16" rx="2"/>'
    )


def spelled(points: Sequence[tuple[Place, Position]]) -> list[str]:
    """Names of points, each on the side where there is room; one that would cross another is left
    to the table."""
    boxes: list[tuple[float, float, float]] = []  # west, east, height of what is written
    found = []
    for place, (x, y) in points:
        said, right = cut(place.name, 28), x < WIDTH * 0.6
        start = x + 14 if right else x - 14
        west, east = (
            (start, start + LETTER * len(said)) if right else (start - LETTER * len(said), start)
        )
        if any(w < east and west < e and abs(y - at) < LINE for w, e, at in boxes):
            continue
        boxes.append((west, east, y))
        found.append(
            f'<text class="halo wide"{tongue(place.lang)} x="{short(start)}"'
            f' y="{short(y + 5)}" font-size="15"'
            f' text-anchor="{"start" if right else "end"}">{text(said)}</text>'
        )
    return found


def halo(name: str, at: Position) -> str:
    """A name around a point, on a light edge so that lines do not cross it."""
    return (
        f'<text x="{short(at[0])}" y="{short(at[1] + 5)}" font-size="15" text-anchor="middle"'
        ' fill="#1d2a35" stroke="#fffdf8" stroke-width="4" paint-order="stroke">'
        f"{text(cut(name, 28))}</text>"
    )
