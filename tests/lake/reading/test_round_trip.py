"""What a CSV writer writes is read back, character for character."""

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parvis.lake.reading.understand import understanding

HERE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
# what a cell may hold: no NUL (refused), no blank around it (trimmed)
VISIBLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp"))
WORDS = st.text(VISIBLE, min_size=1, max_size=12)
CELLS = st.one_of(WORDS, WORDS.map(lambda each: f"{each};{each}"),
                  WORDS.map(lambda each: f'{each}\n"{each}"'), st.just("x\r\ny"))  # fmt: skip


FILES = {
    "rows": st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    "separator": st.sampled_from(";,\t|"),
    "end": st.sampled_from(["\n", "\r\n"]),
}


@settings(HERE, max_examples=5)
@given(**FILES)
@example(rows=[("0", "0", "\\")], separator=";", end="\n")
@example(rows=[("a\\", "b", 'c"')], separator=",", end="\r\n")
def test_what_a_csv_writer_writes_is_read_back(tmp_path, rows, separator, end):
    read_back(tmp_path / "aller.csv", rows, separator, end)


@pytest.mark.prove
@settings(HERE, max_examples=100)
@given(**FILES)
def test_a_hundred_files_of_a_csv_writer_are_read_back(tmp_path, rows, separator, end):
    read_back(tmp_path / "aller.csv", rows, separator, end)


def read_back(path, rows, separator, end):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("premier", "deuxieme", "troisieme"), *rows])
    path.write_bytes(out.getvalue().encode())
    with understanding(path) as found:
        assert [each.title for each in found.columns] == ["premier", "deuxieme", "troisieme"]
        read = found.link.execute("SELECT c0, c1, c2 FROM raw ORDER BY rowid").fetchall()
    assert read == rows
