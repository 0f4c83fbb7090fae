"""A map of the rows: each where it is when they are few, else how many are in each square."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, floor, log2, radians
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.explore import answers, wkb
from parvis.catalogue.rows import cells
from parvis.catalogue.rows.asked import Asked, context
from parvis.catalogue.rows.columns import Described
from parvis.catalogue.rows.source import GivenRows
from parvis.design import numbers
from parvis.design.maps import Place, Position, Ring, draw_map
from parvis.design.spoken import spoken
from parvis.design.svg import Drawing
from parvis.lake.query import tree
from parvis.lake.query.schema import Column, Type
from parvis.lake.query.tree import both

POINTS = 40  # rows drawn one by one
CELLS = 60  # squares drawn
ACROSS = 10  # squares on the longest side of what is drawn
RADIUS = 40  # pixels of a square, as `tree.Cluster` counts them
HUNDRED_METRES = 3  # decimals of a degree
# of the four levels of `design.maps`
COLOURS: tuple[Callable[[], str], ...] = (
    lambda: _("violet"),
    lambda: _("bleu"),
    lambda: _("brun"),
    lambda: _("vert"),
)
DEEPEST = 22  # zoom of the smallest squares
CORNERS = 4_000  # of all the outlines drawn
TILE = 360 / 256  # degrees of a pixel of the whole Earth


@dataclass(frozen=True)
class Map:
    """`total` rows have a place; with `grouped`, a mark stands for those of a square, and `legend`
    says what its colour means."""

    drawing: Drawing
    total: int
    grouped: bool
    words: str
    legend: str


def chart_of_places(
    source: GivenRows,
    known: Sequence[Described],
    ask: Asked,
    title: str,
    areas: Sequence[Place] = (),
) -> Map | None:
    """None when no column is a place. `areas` are the communes: the ground, and names for squares.

    Raises ClauseProblem, QueryProblem or EngineProblem.
    """
    column = source.place()
    if column is None:
        return None
    rows = placed(source, known, ask, column)
    grouped = len(rows) > POINTS
    if grouped:
        counted = squares(source, ask, column)
        total, found = counted_places(source, ask, column), drawn_squares(counted, areas)
        words, colours = told(found), legend([count for _cell, count in counted])
        heading, value = _("Autour de"), _("Nombre de lignes")
    else:
        total, found = len(rows), list(drawn(column, known, rows))
        words = colours = ""
        heading, value = _("Ligne"), _("Lieu")
    drawing = draw_map(
        found,
        title=title,
        description=_("Les mêmes lieux sont dans le tableau qui suit."),
        heading=heading,
        value_heading=value,
        ground=near(areas, found),
    )
    return Map(drawing, total, grouped, words, colours)


def present(source: GivenRows, ask: Asked, column: Column) -> tree.Node | None:
    return both(ask.where(source.schema), tree.Not(tree.IsNull(tree.Column(column.name))))


def placed(
    source: GivenRows, known: Sequence[Described], ask: Asked, column: Column
) -> list[tuple[Any, ...]]:
    """(name, place) of the first rows, one more than are drawn. Large shapes are not read."""
    name = naming(known)
    query = tree.Query(
        select=tuple(tree.Output(tree.Column(one)) for one in (name.name, column.name)),
        where=present(source, ask, column),
        limit=POINTS + 1,
    )
    return list(answers.asked(source, query, context()).rows)


def naming(known: Sequence[Described]) -> Described:
    """The column that best names a row: the text of most different values, not an address."""
    texts = [one for one in known if one.type is Type.TEXT and one.meaning not in {"uri", "uuid"}]
    plain = [one for one in texts if not one.meaning]
    return max(plain or texts or list(known), key=lambda one: one.distinct)


def drawn(
    column: Column, known: Sequence[Described], rows: Sequence[tuple[Any, ...]]
) -> Iterator[Place]:
    write = cells.writer(naming(known))
    spare = CORNERS
    for name, place in rows:
        said = write(name)
        text = said["text"] if isinstance(said, dict) else str(said)
        rings = outlines(place) if column.type is Type.SHAPE else []
        spare -= sum(map(len, rings))
        if rings and spare > 0:
            yield Place(text, rings=rings, value=cells.shape(place))
        else:
            first = wkb.first(place)
            yield Place(text, point=(first[0], first[1]) if first else None,
                        value=cells.point(place))  # fmt: skip


def outlines(place: bytes) -> list[Ring]:
    """The outer rings of surfaces; none for points and lines."""
    shape = wkb.geojson(place)
    several = {"Polygon": [shape.get("coordinates")], "MultiPolygon": shape.get("coordinates")}
    rings = [polygon[0] for polygon in several.get(shape["type"]) or () if polygon]
    return [[(position[0], position[1]) for position in ring] for ring in rings]


def squares(source: GivenRows, ask: Asked, column: Column) -> list[tuple[dict[str, float], int]]:
    """(centre, rows) of the fullest squares, these first."""
    count = tree.Aggregate("count", tree.Everything())
    cluster = tree.Cluster(tree.Column(column.name), zoom(source), RADIUS)
    query = tree.Query(
        select=(tree.Output(tree.Column("cell"), "cell"), tree.Output(count, "count")),
        where=present(source, ask, column),
        group_by=(tree.Output(cluster, "cell"),),
        order_by=(tree.Order(count, True),),
        limit=CELLS,
    )
    return [(cell, count) for cell, count in answers.asked(source, query, context()).rows]


def counted_places(source: GivenRows, ask: Asked, column: Column) -> int:
    """How many rows have a place, those of squares that are not drawn among them."""
    return source.total(tree.Query(where=present(source, ask, column)), context())


def drawn_squares(
    counted: Sequence[tuple[dict[str, float], int]], areas: Sequence[Place]
) -> list[Place]:
    most = max((count for _cell, count in counted), default=1)
    return [square(cell, count, most, areas) for cell, count in counted]


def zoom(source: GivenRows) -> int:
    """The zoom at which `ACROSS` squares cover the longest side of all the rows."""
    extent = source.extent()
    if not extent:
        return 0
    west, south, east, north = extent
    across = max((east - west) * cos(radians((south + north) / 2)), north - south, 1e-6)
    return max(0, min(DEEPEST, floor(log2(RADIUS * TILE * ACROSS / across))))


def square(cell: dict[str, float], count: int, most: int, areas: Sequence[Place]) -> Place:
    at = (cell["lon"], cell["lat"])
    lat, lon = (numbers.number(one, HUNDRED_METRES, spoken()) for one in (at[1], at[0]))
    around = f"{lat} ; {lon}"
    commune = next((area.name for area in areas if within(at, area)), "")
    name = f"{commune} ({around})" if commune else around
    return Place(name, point=at, value=cells.number(count), level=level(count, most))


def level(count: int, most: int) -> int:
    """1 to 4: which quarter of the fullest square's count."""
    return min(4, 1 + floor(4 * count / (most + 1)))


def legend(counts: Sequence[int]) -> str:
    """« violet (1 à 3), bleu (4 à 7) »: what the colours say, from the fewest rows to the most."""
    most, said = max(counts, default=0), []
    for rank, colour in enumerate(COLOURS, 1):
        here = [count for count in counts if level(count, most) == rank]
        if here:
            ends = [cells.number(one) for one in dict.fromkeys((min(here), max(here)))]
            values = {"low": ends[0], "high": ends[-1]}
            told = _("%(low)s à %(high)s") % values if len(ends) > 1 else ends[0]
            said.append(f"{colour()} ({told})")
    return ", ".join(said)


def within(at: Position, area: Place) -> bool:
    return any(inside(at, ring) for ring in area.rings)


def inside(at: Position, ring: Ring) -> bool:
    """Whether a ray towards the east crosses the ring an odd number of times."""
    (x, y), odd = at, False
    corners = list(ring)
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd


def near(areas: Sequence[Place], found: Sequence[Place]) -> list[Ring]:
    """The ground of a map: the communes where something is drawn, none where they hold too few."""
    points = [one.point for one in found if one.point]
    points += [(ring[0][0], ring[0][1]) for one in found for ring in one.rings if ring]
    held = {area.name: [point for point in points if within(point, area)] for area in areas}
    if sum(map(len, held.values())) * 2 < len(points):
        return []
    return [ring for area in areas if held[area.name] for ring in area.rings]


def told(found: Sequence[Place]) -> str:
    """What the eye would see first."""
    if not found:
        return ""
    return ngettext(
        "%(num)s endroit. C’est autour de %(name)s qu’il y a le plus de lignes : %(count)s.",
        "%(num)s endroits. C’est autour de %(name)s qu’il y a le plus de lignes : %(count)s.",
        len(found),
    ) % {"num": cells.number(len(found)), "name": found[0].name, "count": found[0].value}
