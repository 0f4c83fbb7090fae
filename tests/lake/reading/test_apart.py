"""Reading in a process of its own: answers, refusals, an end that never reaches the caller."""

import duckdb
import pytest

from parvis.lake.reading import apart
from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable

ONE = Limits(threads=1)


def test_the_rows_and_what_was_understood_come_back_and_nothing_else_stays(tmp_path):
    path, rows = tmp_path / "a.csv", tmp_path / "rows.parquet"
    path.write_text("nom;age\nAnne;3\nLéo;4\n", encoding="utf-8")
    found = apart.read(path, rows, limits=ONE)
    assert [(each.name, each.type) for each in found.columns] == [
        ("nom", "text"),
        ("age", "integer"),
    ]
    assert found.rows == 2
    assert duckdb.read_parquet(str(rows)).fetchall() == [("Anne", 3), ("Léo", 4)]
    assert {each.name for each in tmp_path.iterdir()} == {"a.csv", "rows.parquet"}


@pytest.mark.parametrize(
    ("content", "bounds", "code"),
    [
        (b"a;b\n1;\x00\n", apart.Bounds(), "nul"),
        (b"a;b\n1;2\n", apart.Bounds(seconds=0.01), "too_long"),
        (b"a;b\n1;2\n", apart.Bounds(address=2**27), "ended"),
    ],
)
def test_a_refusal_or_an_end_is_a_refusal_and_leaves_nothing(tmp_path, content, bounds, code):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        apart.read(path, tmp_path / "rows.parquet", limits=ONE, bounds=bounds)
    assert refused.value.code == code
    assert refused.value.sentence()
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]
