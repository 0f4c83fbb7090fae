"""Charts, maps and graphs: whatever the values, an image that is well made and a table beside."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.design.charts import Series, bar_chart, line_chart
from parvis.design.graphs import Tie, draw_graph
from parvis.design.maps import Place, draw_map
from parvis.design.svg import Cell, Drawing, short

SVG = "{http://www.w3.org/2000/svg}"
values = st.none() | st.floats() | st.integers(-(10**9), 10**9)
words = st.text(max_size=60)
degrees = st.floats(allow_nan=True) | st.floats(-180, 180)
positions = st.tuples(degrees, degrees)


def picture(drawing: Drawing) -> ElementTree.Element:
    """The picture as XML, held to what each must have."""
    root = ElementTree.fromstring(drawing.svg)
    assert root.tag == SVG + "svg"
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [SVG + "title", SVG + "desc"]
    numbers = [
        part
        for element in root.iter()
        for name in ("x", "y", "cx", "cy", "width", "height", "viewBox")
        for part in (element.get(name) or "0").split()
        if part not in {"100%"}
    ]
    assert all(abs(float(number)) < 5_000 for number in numbers)
    assert all("style" not in element.attrib for element in root.iter())
    assert all(len(row) == len(drawing.headings) for row in drawing.rows)
    return root


def line(*series: Series, **more: object) -> Drawing:
    told = {"title": "T", "description": "D", "x_heading": "Jour"} | more
    return line_chart(series, **told)


@given(
    st.lists(st.tuples(words, st.lists(st.tuples(st.floats(), values), max_size=12)), max_size=4)
)
def test_any_lines(lines):
    drawing = line(*(Series(name, points) for name, points in lines), title="a<b>&\x00\ud800")
    picture(drawing)


@given(st.lists(st.tuples(words, values), max_size=12), words, words)
def test_any_bars(bars, title, description):
    drawing = bar_chart(
        bars, title=title, description=description, heading="Nom", value_heading="Valeur"
    )
    picture(drawing)
    assert len(drawing.rows) == len(bars)


@given(
    st.lists(st.tuples(words, positions, st.lists(positions, max_size=5)), max_size=8),
    st.lists(st.lists(positions, max_size=6), max_size=3),
)
def test_any_map(places, ground):
    drawing = draw_map(
        [Place(name, point, [ring], level=len(ring)) for name, point, ring in places],
        ground=ground,
        title="T",
        description="D",
        heading="Lieu",
        value_heading="Valeur",
    )
    picture(drawing)
    assert len(drawing.rows) == len(places)


@given(words, st.lists(st.builds(Tie, words, words, words, words, st.booleans()), max_size=20))
def test_any_graph(subject, ties):
    drawing = draw_graph(subject, ties, title="T", description="D")
    root = picture(drawing)
    assert sum(len(stones(root, shade)) for shade in ("c1", "c2")) == min(len(ties), 11)
    assert len(drawing.rows) == len(ties)


def stones(root: ElementTree.Element, shade: str) -> list[float]:
    """Left edges of the numbered stones of that shade: they are drawn as one path."""
    return [
        float(one.split()[0])
        for path in root.findall(SVG + "path")
        if path.get("class") == shade
        for one in path.get("d", "").split("M")[1:]
    ]


def test_a_hole_in_the_data_is_a_hole_in_the_line():
    drawing = line(Series("Parc", [(1, 2.0), (2, 3.0), (3, None), (4, 4.0), (5, 5.0)]))
    paths = [p for p in picture(drawing).findall(SVG + "path") if "stroke-linejoin" in p.attrib]
    assert paths[0].get("d", "").count("M") == 2
    assert drawing.rows[2] == ("3", "–")


def test_a_lone_point_is_a_dot():
    root = picture(line(Series("Parc", [(1, 2.0)])))
    assert len(root.findall(SVG + "circle")) == 1


def test_the_table_joins_lines_on_their_abscissas():
    drawing = line(Series("Rue", [(2, 1.5), (1, 1.0)]), Series("Parc", [(1, 3.0)]))
    assert drawing.headings == ("Jour", "Rue", "Parc")
    assert drawing.rows == (("1", "1", "3"), ("2", "1,5", "–"))
    assert drawing.numeric == (1, 2)


@pytest.mark.parametrize(("width", "shown"), [(3, 5), (16, 3), (30, 2), (60, 1)])
def test_abscissas_are_written_as_far_as_they_fit(width, shown):
    points = [(n, float(n)) for n in range(41)]
    drawing = line(Series("Parc", points), x_format=lambda n: f"{n:0{width}.0f}")
    labels = [t for t in picture(drawing).findall(SVG + "text") if t.get("y") == "360"]
    assert len(labels) == shown


def test_lines_differ_by_their_dashes_too():
    root = picture(line(*(Series(name, [(1, 1.0), (2, 2.0)]) for name in "abcd")))
    dashes = [
        p.get("stroke-dasharray") for p in root.iter(SVG + "path") if p.get("stroke-linejoin")
    ]
    assert len(set(dashes)) == 4


def test_five_lines_are_refused():
    with pytest.raises(ValueError, match="4 at most"):
        line(*(Series(str(n), []) for n in range(5)))


def test_dates_and_moments_keep_their_distances():
    days = [(date(2026, 1, 1), 1.0), (date(2026, 1, 2), 1.0), (date(2026, 1, 5), 1.0)]
    moments = [(datetime(2026, 1, day.day, tzinfo=UTC), value) for day, value in days]
    for points in (days, moments):
        root = picture(line(Series("Parc", points)))
        path = next(p for p in root.iter(SVG + "path") if p.get("stroke-linejoin"))
        xs = [float(place.split()[0]) for place in path.get("d", "")[1:].split("L")]
        assert (xs[1] - xs[0]) * 4 == pytest.approx(xs[2] - xs[0], abs=0.5)


def test_bars_below_zero_start_at_the_zero_line():
    drawing = bar_chart(
        [("a", -5), ("b", 5), ("c", None)],
        title="T",
        description="D",
        heading="Nom",
        value_heading="Écart",
    )
    below, above, none = picture(drawing).findall(SVG + "rect")
    assert (below.get("x"), below.get("width")) == ("0", "320")
    assert (above.get("x"), above.get("width")) == ("320", "320")
    assert none.get("width") == "0"
    assert drawing.rows == (("a", "−5"), ("b", "5"), ("c", "–"))


def test_north_is_up_and_east_is_right():
    drawing = draw_map(
        [Place("sud-ouest", (-1.7, 48.0)), Place("nord-est", (-1.6, 48.1), url="/ici")],
        title="T",
        description="D",
        heading="Lieu",
        value_heading="Valeur",
    )
    low, high = picture(drawing).findall(SVG + "rect")
    assert float(low.get("x", 0)) < float(high.get("x", 0))
    assert float(low.get("y", 0)) > float(high.get("y", 0))
    assert drawing.rows[1][0] == Cell("nord-est", "/ici")


def test_a_degree_east_is_shorter_than_a_degree_north_at_rennes():
    square = [(-1.7, 48.0), (-1.6, 48.0), (-1.6, 48.1), (-1.7, 48.1)]
    drawing = draw_map(
        [], ground=[square], title="T", description="D", heading="L", value_heading="V"
    )
    path = picture(drawing).find(SVG + "path")
    steps = [int(number) for number in path.get("d").split("l")[1].rstrip("z").split()]
    assert steps[0] / -steps[3] == pytest.approx(0.669, abs=0.01)


def test_in_the_graph_what_leads_here_stands_left():
    ties = [Tie("alimente", "A"), Tie("est alimenté par", "B", incoming=True)]
    root = picture(draw_graph("Moi", ties, title="T", description="D"))
    [leads_here], [led_to] = stones(root, "c2"), stones(root, "c1")
    assert leads_here < 380 < led_to


@pytest.mark.parametrize(
    ("value", "written"), [(1.04, "1"), (-0.5, "-0.5"), (-0.01, "0"), (12.25, "12.2"), (100, "100")]
)
def test_short(value, written):
    assert short(value) == written


def test_names_of_points_that_would_cross_are_left_to_the_table():
    places = [
        Place("Place du Marché", (-1.6800, 48.1100)),
        Place("Rue du Marché", (-1.6799, 48.1101)),  # some pixels away
        Place("Gare", (-1.7000, 48.0900)),
    ]
    drawing = draw_map(places, title="Où", description="d", heading="Lieu", value_heading="Quoi")
    assert drawing.svg.count("<rect") >= 3
    assert "Place du Marché" in drawing.svg
    assert "Rue du Marché" not in drawing.svg
    assert "Gare" in drawing.svg
    assert [row[0] for row in drawing.rows] == ["Place du Marché", "Rue du Marché", "Gare"]
