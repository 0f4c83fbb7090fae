"""The drawing says in words whatever it says in colours, and can be read by a machine."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from parvis.public_space import dtpr
from parvis.public_space.dtpr import Recognition
from parvis.public_space.signs import draw, layout
from parvis.public_space.signs.sign import FORMATS
from tests.public_space.signs.makers import HEXAGONS, LINES, hexagon, sign

pytestmark = pytest.mark.once
SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str = "a4", **values: object) -> ElementTree.Element:
    made = sign(**values)
    return ElementTree.fromstring(draw.svg(made, layout.laid(made, FORMATS[name])))


def said(root: ElementTree.Element) -> str:
    return " ".join(" ".join("".join(one.itertext()).split()) for one in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_of_the_size_of_its_sheet(name: str) -> None:
    root, sheet = drawn(name), FORMATS[name]
    assert root.get("width") == f"{sheet.width}mm"
    assert root.get("viewBox") == f"0 0 {sheet.width} {sheet.height}"


@pytest.mark.parametrize("name", FORMATS)
def test_every_word_is_there(name: str) -> None:
    root = drawn(name)
    words = said(root)
    for text in (sign().heading, sign().title, sign().recognised, sign().address, sign().credit):
        assert text in words
    for line in LINES:
        assert f"{line.label} {line.text}".replace("\u00a0", " ") in words.replace("\u00a0", " ")
    for one in HEXAGONS:
        assert one.caption in words
        assert one.label in words
    described = root.findtext(f"{SVG}desc") or ""
    assert described.startswith(sign().heading), "those who listen hear it in order"
    assert described.endswith(sign().credit)


def grounds(root: ElementTree.Element) -> list[str | None]:
    return [one.get("fill") for one in root.iter(f"{SVG}polygon")]


@pytest.mark.parametrize("recognition", list(Recognition))
def test_hexagons_have_the_order_and_colours_of_the_standard(recognition: Recognition) -> None:
    root = drawn(recognition=recognition)
    colour = dtpr.COLOURS[recognition]
    assert grounds(root) == ["#000000", "#FFFFFF", colour]
    strips = [one for one in root.iter(f"{SVG}rect") if one.get("stroke") and one.get("y")]
    assert [one.get("fill") for one in strips] == [colour]


def test_a_purpose_is_white_on_black_even_where_its_symbol_hides_a_part() -> None:
    root = drawn(
        camera=False, hexagons=(hexagon("retention__no_data_retained")._replace(kind="purpose"),)
    )
    polygon = next(root.iter(f"{SVG}polygon"))
    symbol = [one for group in root.iter(f"{SVG}g") for one in group if one.get("fill")]
    assert polygon.get("fill") == "#000000"
    assert {one.get("fill") for one in symbol} == {"#FFFFFF", "#000000"}


def test_only_a_camera_has_the_pictogram_of_a_camera() -> None:
    def pictograms(root: ElementTree.Element) -> list[ElementTree.Element]:
        return [one for one in root.iter(f"{SVG}rect") if one.get("rx")]

    assert len(pictograms(drawn())) == 1
    assert not pictograms(drawn(camera=False, hexagons=()))


def test_what_people_wrote_cannot_break_the_drawing() -> None:
    root = drawn(title='<script>alert("1")</script> & \x00 ]]>', address="<&>")
    assert "<script>alert" in said(root)
    assert not list(root.iter(f"{SVG}script"))


def test_it_asks_nothing_of_any_other_machine() -> None:
    made = sign()
    text = draw.svg(made, layout.laid(made, FORMATS["a4"]))
    assert "href" not in text
    assert "url(" not in text
