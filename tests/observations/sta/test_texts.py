"""What clients write in an address, well or badly."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.lake.query import tree
from parvis.lake.query.geometry import Geometry
from parvis.lake.query.problems import QueryProblem
from parvis.observations.sta import asked, path, reading, textual
from parvis.observations.sta.functions import FUNCTIONS
from parvis.observations.sta.literals import Clock
from parvis.observations.sta.options import Link, Options, Order
from parvis.observations.sta.problems import StaProblem
from tests.observations.sta.conftest import ROOT, City

# what a test reads only, it may read again
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
NAMES = st.sampled_from(["name", "result", "properties/a-b/0", "Datastream/Thing/name", "@iot.id"])
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(
    lambda one: tree.Moment(one.replace(tzinfo=UTC))
)
LITERALS = st.one_of(
    NAMES.map(tree.Column),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(tree.Text),
    st.integers(-(2**53), 2**53).map(tree.Number),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(
        lambda one: tree.Number(float(f"{one:.9g}"))
    ),
    st.booleans().map(tree.Boolean),
    st.just(tree.Null()),
    moments,
    st.dates(date(1, 1, 1)).map(tree.Day),
    st.times().map(Clock),
    st.tuples(moments, moments).map(lambda both: tree.Interval(*both)),
    st.integers(-(10**6), 10**6).map(lambda one: tree.Quantity(float(one), "s")),
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(
        lambda both: tree.Shape(Geometry("Point", both))
    ),
)


def wider(inner: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    pairs = st.tuples(inner, inner)
    comparisons = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), pairs).map(lambda one: tree.Logic(*one)),
        inner.map(tree.Not),
        st.tuples(comparisons, inner, inner).map(lambda one: tree.Compare(*one)),
        st.tuples(st.sampled_from("+-*/%"), inner, inner).map(lambda one: tree.Arithmetic(*one)),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), pairs).map(lambda one: tree.Call(*one)),
    )


EXPRESSIONS = st.recursive(LITERALS, wider, max_leaves=12)


def flat(node: tree.Node) -> str:
    """`a and (b and c)` is not `a and b and c` in the tree, and means the same."""
    return textual.expression(node)


@given(EXPRESSIONS)
def test_a_condition_written_is_read_the_same(node: tree.Node) -> None:
    text = textual.expression(node)
    assert textual.expression(reading.read("filter", text)) == text
    assert reading.read("filter", text) == node


@given(st.lists(st.tuples(EXPRESSIONS, st.booleans()), min_size=1, max_size=3), st.integers(0, 99))
def test_options_written_are_read_the_same(ordered: list[tuple[tree.Node, bool]], top: int) -> None:
    orders = tuple(Order(node, down) for node, down in ordered)
    inner = Options(filter=ordered[0][0], orderby=orders, top=top, count=True,
                    select=(("name",), ("properties", "rue")))  # fmt: skip
    link = Link(("Datastreams", "Observations"), inner)
    options = Options(expand=(link, Link(("Locations",), Options(skip=2))))
    given = {name: [value] for name, value in textual.parameters(options)}
    assert asked.read(given) == options


@pytest.mark.parametrize(
    ("text", "column"),
    [("result gt", 10), ("result gx 3", 8), ("startswith(name 'x')", 17), ("name eq 'abc", 9),
     ("result gt 3)", 12), ("(result gt 3", 13), ("result gt 2026-13-01", 11)],
)  # fmt: skip
def test_a_wrong_condition_shows_its_place(text: str, column: int) -> None:
    with pytest.raises(QueryProblem) as caught:
        reading.read("filter", text)
    assert caught.value.place is not None
    assert caught.value.place.column == column


@pytest.mark.parametrize(
    "text", ["Things", "Things(1)", "Things(1)/Datastreams(2)/Observations", "Things/$ref",
             "Things(1)/properties/rue/$value", "Observations(3)/Datastream/Thing/name",
             "Datastreams(1)/Observations/$ref", "Datastreams(1)/unitOfMeasurement/name"],
)  # fmt: skip
def test_a_path_written_is_read_the_same(text: str) -> None:
    assert path.written(path.read(text)) == text


@pytest.mark.parametrize(
    "text", ["Nothing", "Things(x)", "Things/1", "Things(1)/Sensor", "Things//name",
             "Things(1)/$ref/a",
             "Things(1)/name/$ref", "Things/$value", "Things(1)/name/a",
             "Observations(1)/Datastream(2)",
             "Things(99999999999999999999)", "Things/name", "/", "Things(1", "Things(1)(2)"],
)  # fmt: skip
def test_a_wrong_path_is_refused(text: str) -> None:
    with pytest.raises(StaProblem):
        path.read(text)


PIECES = st.sampled_from([
    "Things", "Observations", "Datastreams", "Locations", "(1)", "(0)", "/", "Thing", "Sensor",
    "name", "properties", "$value", "$ref", "result", "phenomenonTime", "location", " ", "é",
    "%", "(", ")",
])  # fmt: skip
WORDS = st.sampled_from([
    "result", "name", "location", "properties/rue", "Datastream/Thing/name", "Datastreams/name",
    "Thing/Locations/location", "phenomenonTime", "@iot.id", " eq ", " gt ", " and ", " or ",
    "not ",
    " add ", " mod ", "'x'", "1", "-3.5", "2026-01-01T00:00:00Z", "2026-01-01", "null", "true",
    "duration'P1D'", "geography'POINT(1 2)'", "(", ")", ",", "year(", "st_within(", "geo.distance(",
    "length(", "substring(", " desc", "$filter=", ";", "$top=1", "Observations", "Datastreams(",
    "$expand=", "round(", "FeatureOfInterest/feature", "concat(", "now()", "/", "''", "1e300",
])  # fmt: skip
OPTIONS = st.sampled_from([
    "$filter", "$orderby", "$expand", "$select", "$top", "$skip", "$count", "$resultFormat",
    "$skiptoken", "nothing",
])  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=300, suppress_health_check=SHARED)
@given(
    st.lists(PIECES, max_size=6), st.dictionaries(OPTIONS, st.lists(WORDS, max_size=8), max_size=3)
)
def test_no_address_is_an_error_of_ours(city: City, pieces: list[str], options: dict) -> None:
    client = Client(raise_request_exception=True)
    given = {name: "".join(words) for name, words in options.items()}
    answer = client.get(f"{ROOT}/{''.join(pieces)}", given)
    assert answer.status_code in (200, 204, 400, 404), (answer.status_code, given)
    if answer.status_code >= 400:
        assert answer.json().keys() == {"code", "type", "message"}


CONDITIONS = st.recursive(
    st.sampled_from([
        tree.Column(name) for name in (
            "result", "phenomenonTime", "resultTime", "parameters/n", "Datastream/name", "@iot.id",
            "Datastream/Thing/Locations/location", "FeatureOfInterest/feature", "validTime",
        )
    ]) | LITERALS.filter(lambda one: not isinstance(one, tree.Column)),
    wider, max_leaves=8,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=300, suppress_health_check=SHARED)
@given(CONDITIONS)
def test_no_condition_is_an_error_of_ours(city: City, node: tree.Node) -> None:
    answer = Client().get(f"{ROOT}/Observations", {"$filter": textual.expression(node)})
    assert answer.status_code in (200, 400), answer.content.decode()


def test_times_of_day() -> None:
    assert reading.read("filter", "07:30:00.5") == Clock(time(7, 30, 0, 500_000))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("condition", "every"),
    [
        ("null eq geography'POINT(0 0)'", False),
        ("geography'POINT(0 0)' ne null", True),
        ("not (null eq 'air')", True),
    ],
)
def test_what_only_the_question_says(city: City, condition: str, every: bool) -> None:
    asked = {"$filter": condition, "$count": "true", "$top": "0"}
    answer = Client().get(f"{ROOT}/Observations", asked)
    assert answer.status_code == 200, answer.content.decode()
    whole = Client().get(f"{ROOT}/Observations", {"$count": "true", "$top": "0"}).json()
    assert whole["@iot.count"] > 0
    assert answer.json()["@iot.count"] == (whole["@iot.count"] if every else 0)
