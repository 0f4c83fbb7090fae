"""Charts made here, without a library: lines through time, bars to compare.

The eye gets a picture that also reads on a phone and in black and white (each line has its own
dashes, each value its words); the ear gets a title and a description; everybody gets the table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from parvis.design.axes import Axis, nice_axis
from parvis.design.numbers import ABSENT, number
from parvis.design.svg import Drawing, Row, finite, frame, short, text
from parvis.design.text import cut

WIDTH = 640
PLOT_HEIGHT = 280
LEGEND_ROW = 28
BAR_ROW = 62
# What a character takes at most, in units of the picture.
LETTER = 9
# What tells the lines apart when colours do not.
DASHES = ("", "9 5", "2 5", "14 4 2 4")
COLOURS = ("#6b2c4a", "#2f6f9a", "#8a5a00", "#1d6240")
X = float | date | datetime
Format = Callable[[float], str]


@dataclass(frozen=True)
class Series:
    """A named line; a point whose value is None or NaN is a gap, not a zero."""

    name: str
    points: Sequence[tuple[X, float | None]]


def line_chart(
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    x_heading: str,
    x_format: Callable[[X], str] = str,
    y_format: Format = number,
    zero: bool = False,
) -> Drawing:
    """Up to four lines over the same abscissas (numbers, or dates all of one kind).

    The table has one row an abscissa and one column a line. `zero` makes the axis start there.
    """
    if len(series) > len(DASHES):
        raise ValueError(f"series: {len(series)} lines, the eye follows {len(DASHES)} at most")
    abscissas = _abscissas(series)
    lines = [_line(one) for one in series]
    known = [value for points in lines for value in points.values() if value is not None]
    axis = nice_axis(known, zero=zero)
    top = LEGEND_ROW * len(series) + 24
    parts = _legend([one.name for one in series])
    parts += _level_lines(axis, top)
    places = _places(abscissas)
    parts += [_path(rank, points, places, axis, top) for rank, points in enumerate(lines)]
    parts += _level_words(axis, top, y_format)
    parts += _x_labels(places, top, x_format)
    rows = tuple(
        (x_format(x), *(_words(points.get(x), y_format) for points in lines)) for x in abscissas
    )
    return Drawing(
        frame((WIDTH, top + PLOT_HEIGHT + 40), title, description, parts),
        title,
        (x_heading, *(one.name for one in series)),
        rows,
        tuple(range(1, len(series) + 1)),
    )


def bar_chart(
    bars: Sequence[tuple[str, float | None]],
    *,
    title: str,
    description: str,
    heading: str,
    value_heading: str,
    value_format: Format = number,
) -> Drawing:
    """One bar a (name, value), from zero, in the order given; each carries its own value."""
    values = [finite(value) for _, value in bars]
    axis = _bar_axis(values)
    zero = axis.share(0) * WIDTH
    parts = [
        _bar(rank * BAR_ROW, name, value, axis, value_format)
        for rank, ((name, _), value) in enumerate(zip(bars, values, strict=True))
    ]
    bottom = BAR_ROW * max(len(bars), 1)
    if axis.low < 0:
        parts.append(f'<path class="axis" stroke="#6e6a60" d="M{short(zero)} 0V{bottom}"/>')
    rows: tuple[Row, ...] = tuple(
        (name, _words(value, value_format)) for (name, _), value in zip(bars, values, strict=True)
    )
    svg = frame((WIDTH, bottom), title, description, parts)
    return Drawing(svg, title, (heading, value_heading), rows, (1,))


def _bar_axis(values: Sequence[float | None]) -> Axis:
    """From zero to the longest bar: each bar says its value, so no round end is needed."""
    known = [value for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return Axis(low, high if high > low else low + 1, ())


def _bar(top: int, name: str, value: float | None, axis: Axis, value_format: Format) -> str:
    left = axis.share(min(0.0, value or 0)) * WIDTH
    width = abs(value or 0) / (axis.high - axis.low) * WIDTH
    return (
        f'<text x="0" y="{top + 22}" font-size="15">{text(cut(name, 30))}</text>'
        f'<text x="{WIDTH}" y="{top + 22}" font-size="15" text-anchor="end">'
        f"{text(_words(value, value_format))}</text>"
        f'<rect class="c1" fill="{COLOURS[0]}" x="{short(left)}" y="{top + 30}"'
        f' width="{short(width)}" height="14"/>'
    )


def _words(value: float | None, value_format: Format) -> str:
    return ABSENT if value is None else value_format(value)


def _line(series: Series) -> dict[X, float | None]:
    return {x: finite(value) for x, value in series.points if _place(x) is not None}


def _abscissas(series: Sequence[Series]) -> list[X]:
    known = {x for one in series for x, _ in one.points if _place(x) is not None}
    return sorted(known, key=lambda x: _place(x) or 0.0)


def _place(x: X) -> float | None:
    """`x` as a number: seconds for moments, days for dates; None when it is none."""
    if isinstance(x, datetime):
        return (x - datetime(1970, 1, 1, tzinfo=x.tzinfo)).total_seconds()
    if isinstance(x, date):
        return float(x.toordinal())
    return finite(x)


def _places(abscissas: Sequence[X]) -> dict[X, float]:
    """Each abscissa on the width of the picture, a lone one in the middle."""
    numbers = [_place(x) or 0.0 for x in abscissas]
    span = numbers[-1] - numbers[0] if numbers else 0.0
    if span <= 0:
        return dict.fromkeys(abscissas, WIDTH / 2)
    return {
        x: 4 + (place - numbers[0]) / span * (WIDTH - 8)
        for x, place in zip(abscissas, numbers, strict=True)
    }


def _legend(names: Sequence[str]) -> list[str]:
    return [
        f'<path class="l{rank + 1}" stroke="{COLOURS[rank]}" stroke-width="3" fill="none"'
        f'{_dashes(rank)} d="M0 {14 + rank * LEGEND_ROW}h44"/>'
        f'<text x="56" y="{20 + rank * LEGEND_ROW}" font-size="15">{text(cut(name, 36))}</text>'
        for rank, name in enumerate(names)
    ]


def _dashes(rank: int) -> str:
    return f' stroke-dasharray="{DASHES[rank]}"' if DASHES[rank] else ""


def _height(value: float, axis: Axis, top: int) -> float:
    return top + (1 - axis.share(value)) * PLOT_HEIGHT


def _level_lines(axis: Axis, top: int) -> list[str]:
    return [
        f'<path class="{"axis" if tick in (0, axis.low) else "grid"}" stroke="#d8cfbd"'
        f' d="M0 {short(_height(tick, axis, top))}h{WIDTH}"/>'
        for tick in axis.ticks
    ]


def _level_words(axis: Axis, top: int, y_format: Format) -> list[str]:
    """Over the lines, in a halo: a value one cannot read says nothing."""
    return [
        f'<text class="soft halo" x="0" y="{short(_height(tick, axis, top))}" dy="-5"'
        f' font-size="15">{text(y_format(tick))}</text>'
        for tick in axis.ticks
    ]


def _x_labels(places: dict[X, float], top: int, x_format: Callable[[X], str]) -> list[str]:
    """Abscissas in words, as many as fit evenly; a phone shows the first and the last."""
    labels = next(
        labels
        for count in (5, 3, 2, 1)
        if _apart(labels := _chosen(places, count, x_format)) or count == 1
    )
    y = top + PLOT_HEIGHT + 28
    return [
        f'<text class="soft{" wide" if anchor == "middle" and len(labels) > 1 else ""}"'
        f' x="{short(x)}" y="{y}" font-size="15" text-anchor="{anchor}">{text(words)}</text>'
        for x, anchor, words in labels
    ]


def _chosen(
    places: dict[X, float], count: int, x_format: Callable[[X], str]
) -> list[tuple[float, str, str]]:
    """`count` abscissas spread over all: place, anchor of the text, words."""
    known = list(places)
    last = len(known) - 1
    if last < 1 or count == 1:
        return [(places[x], "middle", x_format(x)) for x in known[:1]]
    ranks = sorted({round(last * step / (count - 1)) for step in range(count)})
    anchors = {0: "start", last: "end"}
    return [
        (places[known[rank]], anchors.get(rank, "middle"), x_format(known[rank])) for rank in ranks
    ]


def _apart(labels: Sequence[tuple[float, str, str]]) -> bool:
    """True when no text touches the next one."""
    shares = {"start": 0.0, "middle": 0.5, "end": 1.0}
    free = -1.0
    for x, anchor, words in labels:
        width = len(words) * LETTER
        start = x - shares[anchor] * width
        if start < free:
            return False
        free = start + width + LETTER
    return True


def _path(
    rank: int, points: dict[X, float | None], places: dict[X, float], axis: Axis, top: int
) -> str:
    """One line: a stroke where values follow each other, a dot where one stands alone."""
    strokes: list[list[str]] = [[]]
    for x in places:
        value = points.get(x)
        if value is None:
            strokes.append([])
            continue
        strokes[-1].append(f"{short(places[x])} {short(_height(value, axis, top))}")
    drawn = "".join("M" + "L".join(run) for run in strokes if len(run) > 1)
    dots = "".join(_dot(rank, run[0]) for run in strokes if len(run) == 1)
    path = (
        f'<path class="l{rank + 1}" stroke="{COLOURS[rank]}" stroke-width="3" fill="none"'
        f' stroke-linejoin="round"{_dashes(rank)} d="{drawn}"/>'
    )
    return (path if drawn else "") + dots


def _dot(rank: int, place: str) -> str:
    x, y = place.split()
    return f'<circle class="c{rank + 1}" fill="{COLOURS[rank]}" cx="{x}" cy="{y}" r="5"/>'
