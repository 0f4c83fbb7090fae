"""Where each thing of a sign stands, in millimetres.

Long texts wrap, then everything shrinks down to the smallest type we print, then the last lines end
in « … »: the page says them whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from parvis.public_space.signs import measure
from parvis.public_space.signs.code import QUIET, code
from parvis.public_space.signs.measure import Row, Word
from parvis.public_space.signs.sign import Format, Hexagon, Line, Sign

LEADING = 1.25  # a line's height, of its size
STEP = 0.025
COLUMNS = 4
MOST_HEXAGONS = 8
HEADING_ROWS, TITLE_ROWS, LABEL_ROWS, CALL_ROWS, ADDRESS_ROWS = 3, 3, 3, 3, 4
SMALL = 0.8  # captions, of the body


class Text(NamedTuple):
    """Lines of one paragraph in a box; `y` is the top of the first line."""

    role: str  # h1, h2, caption, label, p, call, address, credit
    x: float
    y: float
    room: float
    size: float
    rows: tuple[Row, ...]
    centred: bool = False

    @property
    def height(self) -> float:
        return len(self.rows) * self.size * LEADING


class Shape(NamedTuple):
    """A thing drawn in a box: `strip`, `hexagon`, `pictogram`, `rule`; `name` is its symbol."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    name: str = ""


class Square(NamedTuple):
    """The QR code without its quiet zone."""

    x: float
    y: float
    side: float
    quiet: float


NOWHERE = Square(0, 0, 0, 0)


@dataclass
class Page:
    """A sheet being laid; `y` is how far down it is filled."""

    format: Format
    scale: float
    y: float
    texts: list[Text] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    code: Square = NOWHERE
    bottom: float = 0  # where the body ends
    cut: bool = False  # whether words were left out
    hidden: int = 0  # hexagons left out

    @property
    def whole(self) -> bool:
        """Whether everything is said."""
        return not self.cut and not self.hidden

    @property
    def room(self) -> float:
        return self.format.width - 2 * self.format.margin

    @property
    def body(self) -> float:
        return self.format.body * self.scale

    @property
    def gap(self) -> float:
        return self.body * 0.7


def laid(sign: Sign, sheet: Format) -> Page:
    """The sheet with everything on it, as large as it fits."""
    for scale in scales(sheet):
        page = drawn(sign, sheet, scale, last=False)
        if not page.cut and page.y <= page.bottom:
            return page
    return drawn(sign, sheet, sheet.least / sheet.body, last=True)


def scales(sheet: Format) -> Iterator[float]:
    steps = ceil((1 - sheet.least / sheet.body) / STEP)
    return (1 - STEP * n for n in range(steps))


def drawn(sign: Sign, sheet: Format, scale: float, last: bool) -> Page:
    """One try; at the `last` one the lines that do not fit are cut."""
    page = Page(sheet, scale, sheet.margin)
    page.bottom = foot(page, sign) - page.gap
    heading(page, sign)
    honeycomb(page, sign.hexagons[:MOST_HEXAGONS])
    page.hidden = max(0, len(sign.hexagons) - MOST_HEXAGONS)
    strip(page, sign)
    for line in sign.lines:
        legal(page, line, last)
    return page


def paragraph(
    page: Page, role: str, words: list[Word], x: float, room: float, size: float, most: int,
    centred: bool = False,
) -> Text:  # fmt: skip
    """Lines of text at the pen, at most `most`; the pen stays where it is."""
    rows = measure.wrapped(words, room / size)
    page.cut |= len(rows) > most
    kept = tuple(measure.shortened(rows, most, room / size))
    text = Text(role, x, page.y, room, size, kept, centred)
    if kept:
        page.texts.append(text)
    return text


def heading(page: Page, sign: Sign) -> None:
    """The pictogram of a camera, what is here, its name."""
    sheet, x, room = page.format, page.format.margin, page.room
    size, top, least = sheet.heading * page.scale, page.y, 0.0
    if sign.camera:
        least = size * 2.2
        page.shapes.append(Shape("pictogram", x, top, least, least, "video"))
        x, room = x + least + page.gap, room - least - page.gap
    words = measure.words(sign.heading, bold=True)
    page.y += paragraph(page, "h1", words, x, room, size, HEADING_ROWS).height
    words, size = measure.words(sign.title), sheet.title * page.scale
    page.y += paragraph(page, "h2", words, x, room, size, TITLE_ROWS).height
    page.y = max(page.y, top + least) + page.gap * 1.5


def honeycomb(page: Page, hexagons: tuple[Hexagon, ...]) -> None:
    """Rows of hexagons, each over its words."""
    columns = min(COLUMNS, max(len(hexagons), 1))
    for start in range(0, len(hexagons), columns):
        across(page, hexagons[start : start + columns], page.room / columns)


def across(page: Page, hexagons: tuple[Hexagon, ...], cell: float) -> None:
    """One row: the pen goes under the longest of its labels."""
    top, side, lowest = page.y, page.format.hexagon * page.scale, page.y
    for n, one in enumerate(hexagons):
        x = page.format.margin + n * cell
        centre = x + (cell - side) / 2
        page.shapes.append(Shape(f"hexagon {one.kind}", centre, top, side, side, one.symbol))
        page.y = top + side + page.gap * 0.2
        inner = cell - page.gap
        for role, words, size, most in (
            ("caption", measure.words(one.caption), page.body * SMALL, 1),
            ("label", measure.words(one.label, bold=True), page.body * SMALL, LABEL_ROWS),
        ):
            text = paragraph(page, role, words, x + page.gap / 2, inner, size, most, centred=True)
            page.y += text.height
        lowest = max(lowest, page.y)
    page.y = lowest + page.gap * 1.5


def strip(page: Page, sign: Sign) -> None:
    """The colour of the technology, with its words on it."""
    inset, top = page.gap, page.y
    page.y += inset / 2
    words = measure.words(sign.recognised, bold=True)
    room = page.room - 2 * inset
    text = paragraph(page, "p", words, page.format.margin + inset, room, page.body, LABEL_ROWS)
    height = text.height + inset
    page.shapes.append(Shape("strip", page.format.margin, top, page.room, height))
    page.y = top + height + page.gap


def legal(page: Page, line: Line, last: bool) -> None:
    """One line of the law, in what room is left when it is the last try."""
    words = [*measure.words(line.label, bold=True), *measure.words(line.text)]
    left = int((page.bottom - page.y) / (page.body * LEADING)) if last else len(words) + 999
    text = paragraph(page, "p", words, page.format.margin, page.room, page.body, max(left, 0))
    page.y += text.height + (page.gap * 0.5 if text.rows else 0)


def foot(page: Page, sign: Sign) -> float:
    """The code, and beside it where it leads; return the top of it all."""
    sheet, made = page.format, code(sign.url)
    quiet = QUIET * sheet.code / made.side
    x = sheet.margin + sheet.code + 2 * quiet
    room = sheet.width - sheet.margin - x
    start, page.y = len(page.texts), 0
    for role, text, size, most in foot_lines(page, sign):
        bold = role == "address"
        words = measure.words(text, bold=bold)
        page.y += paragraph(page, role, words, x, room, size, most).height + page.gap * 0.3
    height = max(page.y, sheet.code + 2 * quiet)
    top, page.y = sheet.height - sheet.margin - height, sheet.margin
    page.texts[start:] = [one._replace(y=one.y + top) for one in page.texts[start:]]
    page.shapes.append(Shape("rule", sheet.margin, top - page.gap / 2, page.room, 0))
    page.code = Square(sheet.margin + quiet, top + quiet, sheet.code, quiet)
    return top


def foot_lines(page: Page, sign: Sign) -> Iterator[tuple[str, str, float, int]]:
    for call in sign.calls:
        yield "call", call, page.body, CALL_ROWS
    yield "address", sign.address, page.body * 1.3, ADDRESS_ROWS
    yield "credit", sign.credit, page.format.least * SMALL, CALL_ROWS
