"""The filter of a box: what meets it, by the index as by counting."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.records.search import Follower, Index, SearchRequest
from parvis.records.search.query import read_box
from tests.records.search.makers import History, document

side = st.integers(-170, 170)
boxes = st.tuples(side, st.integers(-85, 85), st.integers(0, 10), st.integers(0, 5)).map(
    lambda one: (one[0], one[1], one[0] + one[2], one[1] + one[3])
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.none() | boxes, max_size=8), boxes)
def test_what_meets_a_box_is_what_geometry_says(covered, asked):
    rows = [document(f"Jeu {n}", box=box) for n, box in enumerate(covered)]
    west, south, east, north = asked
    expected = {
        row.uuid
        for row, box in zip(rows, covered, strict=True)
        if box and box[0] <= east and box[2] >= west and box[1] <= north and box[3] >= south
    }
    words = ",".join(map(str, asked))
    with TemporaryDirectory() as folder:
        Follower(Path(folder), History(*rows)).run_once()
        result = Index.open(Path(folder)).search(SearchRequest(filters={"box": [words]}))
    assert {hit.uuid for hit in result.hits} == expected


@given(st.text())
def test_any_text_is_a_box_or_none(text):
    box = read_box(text)
    assert box is None or (-180 <= box[0] <= box[2] <= 180 and -90 <= box[1] <= box[3] <= 90)
