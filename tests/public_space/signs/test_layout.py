"""Whatever its words, a sign stays on its sheet: nothing overflows, nothing covers anything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.public_space.signs import layout, measure
from parvis.public_space.signs.layout import Page, Text
from parvis.public_space.signs.sign import FORMATS, Format, Hexagon, Line
from tests.public_space.signs.makers import HEXAGONS, LINES, sign

pytestmark = pytest.mark.once
SHEETS = list(FORMATS.values())
TOUCHING = 1e-6

word = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=60)
phrase = st.lists(word, max_size=60).map(" ".join)
short = st.lists(word, max_size=12).map(" ".join)


def box(one: Text) -> tuple[float, float, float, float]:
    return one.x, one.y, one.x + one.room, one.y + one.height


def apart(one: Text, other: Text) -> bool:
    (a, b, c, d), (e, f, g, h) = box(one), box(other)
    return c <= e + TOUCHING or g <= a + TOUCHING or d <= f + TOUCHING or h <= b + TOUCHING


def check(page: Page) -> None:
    """Every line fits its box, every box the sheet, and no two boxes meet, nor the code."""
    sheet = page.format
    for one in page.texts:
        for row in one.rows:
            assert measure.row_width(row) * one.size <= one.room + TOUCHING, row
        assert one.x >= sheet.margin - TOUCHING
        assert one.x + one.room <= sheet.width - sheet.margin + TOUCHING
        assert sheet.margin - TOUCHING <= one.y
        assert one.y + one.height <= sheet.height - sheet.margin + TOUCHING, one.role
    for n, one in enumerate(page.texts):
        assert all(apart(one, other) for other in page.texts[n + 1 :]), one
    code = page.code
    around = Text(
        "code", code.x - code.quiet, code.y - code.quiet, code.side + 2 * code.quiet, 0, ()
    )
    high = code.side + 2 * code.quiet
    for one in page.texts:
        _, top, _, bottom = box(one)
        beside = one.x >= around.x + around.room - TOUCHING
        assert beside or bottom <= around.y + TOUCHING or top >= around.y + high


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.name)
def test_an_ordinary_sign_is_printed_whole(sheet: Format) -> None:
    page = layout.laid(sign(), sheet)
    check(page)
    assert page.whole
    assert page.scale == 1
    assert page.code.side >= 20, "DTPR: two centimetres at least"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.name)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_words_of_any_length_stay_in_their_place(sheet: Format, data: st.DataObject) -> None:
    draw = data.draw
    hexagons = st.builds(Hexagon, st.just("purpose"), short, short, st.just("ecology"))
    lines = st.builds(Line, short, phrase)
    made = sign(
        heading=draw(phrase),
        title=draw(phrase),
        camera=draw(st.booleans()),
        hexagons=tuple(draw(st.lists(hexagons, max_size=12))),
        recognised=draw(phrase),
        lines=tuple(draw(st.lists(lines, max_size=12))),
        address=draw(st.text("abcdef./-", max_size=200)),
        calls=(draw(short), draw(short)),
        credit=draw(phrase),
    )
    check(layout.laid(made, sheet))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.name)
def test_what_is_long_shrinks_before_it_is_cut(sheet: Format) -> None:
    longer = (*LINES, Line("Droits\u00a0:", "voir les images où vous êtes " * 30))
    page = layout.laid(sign(lines=longer), sheet)
    check(page)
    assert not page.cut
    assert page.scale < 1
    assert page.body >= sheet.least


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.name)
def test_what_is_too_long_says_so_with_an_ellipsis(sheet: Format) -> None:
    page = layout.laid(sign(lines=(*LINES, Line("Droits\u00a0:", "voir " * 3000))), sheet)
    check(page)
    assert page.cut
    assert page.body == pytest.approx(sheet.least)
    last = [one for one in page.texts if one.role == "p"][-1]
    assert last.rows[-1][-1].text.endswith("…")


def test_more_hexagons_than_a_sign_holds_are_said_to_be_left_out() -> None:
    page = layout.laid(sign(hexagons=HEXAGONS * 4), FORMATS["a6"])
    assert len([one for one in page.shapes if one.kind.startswith("hexagon")]) == 8
    assert page.hidden == 4
    assert not page.whole


def test_a_longer_address_makes_a_finer_code_of_the_same_size() -> None:
    page = layout.laid(sign(url="https://" + "x" * 150 + ".example/q/abc2345"), FORMATS["a6"])
    check(page)
    assert page.code.side == FORMATS["a6"].code


@given(st.lists(word, max_size=30), st.floats(3, 40))
def test_wrapping_loses_no_letter(given_words: list[str], room: float) -> None:
    words = measure.words(" ".join(given_words))
    rows = measure.wrapped(words, room)
    kept = "".join(piece.text for row in rows for piece in row)
    assert kept == "".join(given_words)
    assert all(measure.row_width(row) <= room or len(row[0].text) == 1 for row in rows)


def test_no_break_spaces_hold() -> None:
    rows = measure.wrapped(measure.words("Responsable\u00a0: Ville"), 8)
    assert rows[0][0].text == "Responsable\u00a0:"
