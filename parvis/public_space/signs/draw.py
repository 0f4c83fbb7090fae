"""A sheet as SVG: the shapes alone, or the whole sign with its words."""

from __future__ import annotations

from math import cos, pi, sin
from typing import NamedTuple

from parvis.design.svg import text as escaped
from parvis.public_space import dtpr
from parvis.public_space.signs.code import code
from parvis.public_space.signs.layout import LEADING, Page, Shape, Text
from parvis.public_space.signs.measure import Row
from parvis.public_space.signs.sign import Sign

FONTS = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
BLACK, WHITE = "#000000", "#FFFFFF"
ASCENT = 0.93  # the baseline in a line, of its size
SYMBOL = 36  # side of a symbol's own square
GREY = "#333333"
INKS = {"caption": GREY, "credit": GREY}


class Paint(NamedTuple):
    ground: str
    ink: str


def svg(sign: Sign, page: Page) -> str:
    """The whole sign: a picture that says its words to those who listen."""
    said = " ".join(line for text in in_order(page) for line in rows_said(text))
    parts = [*shapes(sign, page), *(words(one) for one in page.texts)]
    return (
        f'{opened(page)} role="img" xml:lang="{escaped(sign.language)}" font-family="{FONTS}">'
        f"<title>{escaped(sign.heading)}</title><desc>{escaped(said)}</desc>{''.join(parts)}</svg>"
    )


def picture(sign: Sign, page: Page) -> str:
    """The shapes alone, the code left out: the ground of the printed sheet."""
    return f"{opened(page)}>{''.join(shapes(sign, page, coded=False))}</svg>"


def code_picture(sign: Sign) -> str:
    """The code alone, without its quiet zone."""
    made = code(sign.url)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {made.side} {made.side}"'
        f' shape-rendering="crispEdges"><path d="{made.path}"/></svg>'
    )


def opened(page: Page) -> str:
    wide, high = page.format.width, page.format.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}mm" height="{high}mm"'
        f' viewBox="0 0 {wide} {high}"'
    )


def in_order(page: Page) -> list[Text]:
    """Paragraphs as one reads them: the foot, laid first, comes last."""
    return sorted(page.texts, key=lambda one: one.role in {"call", "address", "credit"})


def rows_said(text: Text) -> list[str]:
    return [" ".join(word.text for word in row) for row in text.rows]


def shapes(sign: Sign, page: Page, coded: bool = True) -> list[str]:
    wide, high = page.format.width, page.format.height
    parts = [f'<rect width="{wide}" height="{high}" fill="{WHITE}"/>']
    parts += [shape(sign, one) for one in page.shapes]
    return [*parts, code_at(sign, page)] if coded else parts


def shape(sign: Sign, one: Shape) -> str:
    if one.kind == "strip":
        ground = dtpr.COLOURS[sign.recognition]
        return f'<rect {box(one)} fill="{ground}" stroke="{BLACK}" stroke-width="0.4"/>'
    if one.kind == "rule":
        end = n(one.x + one.width)
        return f'<path d="M{n(one.x)} {n(one.y)}H{end}" stroke="{BLACK}" stroke-width="0.4"/>'
    if one.kind == "pictogram":
        round_rect = f'<rect {box(one)} rx="{n(one.width / 8)}" fill="{BLACK}"/>'
        return round_rect + symbol(one, Paint(BLACK, WHITE), 1.4)
    return hexagon(one, paint(sign, one.kind.removeprefix("hexagon "), one.name))


def paint(sign: Sign, kind: str, symbol: str) -> Paint:
    """The standard's: purpose white on black, technology by what it recognises, the rest white."""
    if kind == "purpose":
        return Paint(BLACK, WHITE)
    if kind != "tech":
        return Paint(WHITE, BLACK)
    own = (one.recognition for one in sign.hexagons if (one.kind, one.symbol) == (kind, symbol))
    return Paint(dtpr.COLOURS[next(own, None) or sign.recognition], BLACK)


def hexagon(one: Shape, colours: Paint) -> str:
    """A hexagon on its point, with its symbol."""
    radius = one.width / 2
    x, y = one.x + radius, one.y + radius
    corners = [(x + radius * sin(pi * k / 3), y + radius * cos(pi * k / 3)) for k in range(6)]
    drawn = " ".join(f"{n(a)},{n(b)}" for a, b in corners)
    outline = (
        f'<polygon points="{drawn}" fill="{colours.ground}" stroke="{BLACK}"'
        f' stroke-width="{n(one.width / 30)}" stroke-linejoin="round"/>'
    )
    return outline + symbol(one, colours, 1.05)


def symbol(one: Shape, colours: Paint, share: float) -> str:
    """Its symbol, over `share` of the box, in the middle."""
    if not one.name:
        return ""
    scale = one.width * share / SYMBOL
    x, y = (edge + one.width * (1 - share) / 2 for edge in (one.x, one.y))
    drawn = dtpr.drawing(one.name, ink=colours.ink, ground=colours.ground)
    return f'<g transform="translate({n(x)} {n(y)}) scale({scale:.4f})" fill="none">{drawn}</g>'


def code_at(sign: Sign, page: Page) -> str:
    made, square = code(sign.url), page.code
    return (
        f'<path transform="translate({n(square.x)} {n(square.y)}) scale({square.side / made.side})"'
        f' shape-rendering="crispEdges" d="{made.path}"/>'
    )


def words(one: Text) -> str:
    """A paragraph, a line at a time."""
    x = one.x + (one.room / 2 if one.centred else 0)
    lines = []
    for k, row in enumerate(one.rows):
        y = one.y + one.size * (k * LEADING + ASCENT)
        lines.append(f'<tspan x="{n(x)}" y="{n(y)}">{runs(row)}</tspan>')
    middle = ' text-anchor="middle"' if one.centred else ""
    ink = INKS.get(one.role, BLACK)
    return f'<text font-size="{n(one.size)}" fill="{ink}"{middle}>{" ".join(lines)}</text>'


def runs(row: Row, bold: str = '<tspan font-weight="bold">{}</tspan>') -> str:
    """A line, its bold words marked; those that follow one another are marked together."""
    found: list[tuple[bool, str]] = []
    for word in row:
        if found and found[-1][0] == word.bold:
            found[-1] = (word.bold, f"{found[-1][1]} {word.text}")
        else:
            found.append((word.bold, word.text))
    return " ".join(bold.format(escaped(t)) if b else escaped(t) for b, t in found)


def box(one: Shape) -> str:
    return f'x="{n(one.x)}" y="{n(one.y)}" width="{n(one.width)}" height="{n(one.height)}"'


def n(value: float) -> str:
    """Millimetres to the hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
