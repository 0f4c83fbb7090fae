"""Rows that stand in lines are written as those that are read and told."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.catalogue.explore import answers
from parvis.lake.query.select import Field
from parvis.lake.rows import Answer
from parvis.lake.served import layout
from parvis.lake.served.lines import Page
from tests.lake.test_lines import COLUMNS, ROW, TOLD, kept, link

__all__ = ["link"]
pytestmark = pytest.mark.once
KINDS = {one.name: one.type for one in layout.schema(COLUMNS).columns}
LABELS = st.sampled_from(["a", "é", "100 %", '"', "%b", ""])


def told(fields, rows, zone):
    return json.loads(b"[%b]" % answers.written(Answer(fields, rows), zone))


@given(
    st.lists(ROW, max_size=4),
    st.lists(st.tuples(st.sampled_from(TOLD), LABELS), min_size=1, max_size=5),
    st.sampled_from(["UTC", "Europe/Paris"]),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_page_of_lines_is_told_as_its_values_are(link, tmp_path, values, chosen, zone):
    names = [name for name, _label in chosen]
    page = kept(link, tmp_path, values).rows(range(len(values)), names)
    assert isinstance(page, Page)
    fields = [Field(label, KINDS[name]) for name, label in chosen]
    found = told(fields, page, zone)
    assert found == json.loads(json.dumps(answers.rows(Answer(fields, list(page)), zone)))
    assert len(found) == len(page) == len(values)


def test_what_is_no_number_in_json_is_absent(link, tmp_path):
    numbers = ("nan", "inf", "-inf", "1e300", "-0.0")
    values = [(None, 1, float(number), *[None] * 4, 1, 2) for number in numbers]
    page = kept(link, tmp_path, values).rows(range(len(values)), ["n", "shape"])
    rows = told([Field("n", KINDS["n"]), Field("shape", KINDS["shape"])], page, "UTC")
    assert [row["n"] for row in rows] == [None, None, None, 1e300, -0.0]
    assert rows[0]["shape"] == {"lon": 1.0, "lat": 2.0}
