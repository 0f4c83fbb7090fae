"""What the quick reading of one observation gives is what the general one gives."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.observations.measures import Measure, result
from parvis.observations.sta import arrays, bodies, plain, writing
from parvis.observations.sta.entities import OBSERVATION
from parvis.records.problems import Problem

PARIS = ZoneInfo("Europe/Paris")
WHOLE = {
    "result": 1.5, "phenomenonTime": "2026-11-30T10:00:00Z", "resultTime": "2026-11-30T10:00:01Z",
    "Datastream": {"@iot.id": 3}, "FeatureOfInterest": {"@iot.id": 4},
}  # fmt: skip
TIMES = st.one_of(
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    st.sampled_from(["2026-10-25T02:30:00", "2026-W10-1", "2026-11-30", "2026-11-30T10:00:00Z",
                     "2026-11-30T10:00:00Z/2026-11-30T11:00:00Z", "2026-11-30/2026-11-29", "/", "",
                     "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "\ud800", "\x00"]),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(), st.floats(), st.sampled_from([2**53, 2**53 + 1, -(2**53), 2**63])
)
ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(), TIMES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMED = st.one_of(
    st.builds(lambda key: {"@iot.id": key}, st.one_of(NUMBERS, ANY)), ANY,
    st.builds(lambda key: {"@iot.id": key, "name": "Sonde"}, st.integers(1, 9)),
)  # fmt: skip
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "result": st.one_of(NUMBERS, ANY), "phenomenonTime": st.one_of(TIMES, ANY),
        "resultTime": st.one_of(TIMES, ANY), "Datastream": NAMED, "FeatureOfInterest": NAMED,
        "resultQuality": ANY, "validTime": TIMES, "parameters": ANY, "@iot.id": ANY, "other": ANY,
    },
)  # fmt: skip


def general(body: bytes) -> Measure | None:
    """None of what is refused, or makes something else besides."""
    try:
        draft = bodies.read(OBSERVATION, bodies.loaded(body), PARIS)
        return writing.observation(draft, {}) if draft.of_what_is_there else None
    except Problem:
        return None


@given(st.one_of(BODIES, st.fixed_dictionaries({
    "result": NUMBERS, "phenomenonTime": TIMES, "Datastream": st.just({"@iot.id": 3}),
}, optional={"resultTime": TIMES, "FeatureOfInterest": st.just({"@iot.id": 4})})))  # fmt: skip
def test_what_is_read_is_what_the_general_reading_gives(body: dict[str, Any]) -> None:
    written = json.dumps(body).encode()
    found = plain.read(written, PARIS)
    assert found is None or repr(found) == repr(general(written))


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_whatever_is_sent_is_left_to_the_general_reading(body: bytes) -> None:
    assert plain.read(body, PARIS) is None


@pytest.mark.parametrize("result", [1.5, 0, -0.0, 2**53, 1e300])
@pytest.mark.parametrize("without", ["", "resultTime", "FeatureOfInterest"])
def test_the_plain_shape_is_read(result: float, without: str) -> None:
    body = {name: value for name, value in WHOLE.items() if name != without} | {"result": result}
    written = json.dumps(body).encode()
    found = plain.read(written, PARIS)
    assert found is not None
    assert repr(found) == repr(general(written))


NAMES = ["result", "phenomenonTime", "resultTime", "FeatureOfInterest/id", "parameters"]
CELLS = st.one_of(NUMBERS, TIMES, ANY)


@given(
    st.lists(st.sampled_from(NAMES), max_size=5),
    st.lists(st.one_of(st.lists(CELLS, max_size=5), ANY), max_size=5),
    st.lists(st.tuples(NUMBERS, TIMES, TIMES, NUMBERS).map(list), max_size=5),
)
def test_a_row_is_what_the_general_reading_gives(names: Any, odd: Any, rows: Any) -> None:
    for columns, told in ((names, odd), (NAMES[:4], rows), (NAMES[:4], odd)):
        kinds = [arrays.component(name) for name in columns]
        quick = plain.reader([one.name if one else None for one in kinds], 3, PARIS)
        for row in told:
            found = quick(row)
            assert found is None or repr(found) == repr(arrays.row(kinds, row, 3, PARIS, None))


def test_a_plain_row_is_read() -> None:
    quick = plain.reader(["phenomenonTime", "resultTime", "result", None], 3, PARIS)
    time, later = "2026-11-30T10:00:00Z", "2026-11-30T10:00:01Z"
    read = [quick([time, other, 2, 4]) for other in (time, later)]
    assert [one and one.number for one in read] == [2.0, 2.0]
    assert [one and (one.result_time or 0) - one.start for one in read] == [0, 1_000_000]


@pytest.mark.parametrize("change", [
    {"result": "ouvert"}, {"result": True}, {"result": None}, {"result": 2**53 + 1},
    {"phenomenonTime": None}, {"phenomenonTime": "hier"}, {"resultTime": None},
    {"Datastream": {"@iot.id": "3"}}, {"Datastream": {"@iot.id": True}}, {"parameters": {}},
    {"Datastream": {"@iot.id": 0}}, {"FeatureOfInterest": None}, {"FeatureOfInterest": {}},
])  # fmt: skip
def test_anything_else_is_for_the_general_reading(change: dict[str, Any]) -> None:
    assert plain.read(json.dumps(WHOLE | change).encode(), PARIS) is None


@pytest.mark.parametrize("body", [
    b"[" * 900, b"\xef\xbb\xbf" + json.dumps(WHOLE).encode(), json.dumps(WHOLE).encode("utf-16"),
    json.dumps(WHOLE).replace("1.5", "NaN").encode(),
    json.dumps(WHOLE).replace("1.5", "1e999").encode(),
])  # fmt: skip
def test_odd_json_is_for_the_general_reading(body: bytes) -> None:
    assert plain.read(body, PARIS) is None


@pytest.mark.parametrize("zero", [0, 0.0, -0.0])
def test_a_zero_has_no_sign(zero: float) -> None:
    """Whichever way it is read: files that are sealed are not searched alike for both."""
    found = plain.read(json.dumps(WHOLE | {"result": zero}).encode(), PARIS)
    assert found is not None
    assert (repr(found.number), repr(result(zero)[0])) == ("0.0", "0.0")
