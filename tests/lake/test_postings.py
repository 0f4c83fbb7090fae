"""Words by their postings stand in the rows that reading every row finds, and in no other."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.lake import actions, rows, store
from parvis.lake.query import bits, odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.served import layout, postings
from parvis.lake.served.postings import Damaged, Postings
from tests.lake.makers import CONTEXT, COUNT, lake, read, spoil, version

__all__ = ["lake", "read", "version"]
KINDS = {"t": "VARCHAR", "u": "VARCHAR", "b": "BOOLEAN", "i": "BIGINT"}
COLUMNS = [{"name": n, "title": n, "type": k, "meaning": None} for n, k in KINDS.items()]
LETTERS = st.sampled_from("aàAéeœæß'’ -_1z٣中文☕\n\x01\u0301\U00010348")
TEXT = st.none() | st.text(LETTERS, max_size=9) | st.text(st.characters(codec="utf-8"), max_size=9)
ROW = st.tuples(TEXT, TEXT, st.none() | st.booleans(), st.none() | st.integers(0, 99))
ASKED = st.text(LETTERS, min_size=1, max_size=2) | st.sampled_from(
    ["true", "tru", "zzz", "a" * 999]
)


def kept(folder, values):
    """The postings of these rows, and the words of each by its folded text."""
    path, link = folder / "rows.words", duckdb.connect()
    columns = ", ".join(f'"{name}" {kind}' for name, kind in KINDS.items())
    link.execute(f"CREATE TABLE raw ({columns})")
    if values:
        link.executemany("INSERT INTO raw VALUES (?, ?, ?, ?)", values)
    link.execute(f"COPY raw TO '{folder / 'rows.parquet'}' (FORMAT parquet)")
    link.execute(f"CREATE TABLE kept AS {layout.select(COLUMNS, folder / 'rows.parquet', 'UTC')}")
    assert postings.write(link, COLUMNS, "kept", len(values), path)
    said = 'SELECT concat("t folded", "u folded", "b folded") FROM kept ORDER BY "row number"'
    words = [set(text.split(" ")) - {""} for (text,) in link.execute(said).fetchall()]
    vocabulary = [word for (word,) in link.execute("SELECT word FROM vocabulary").fetchall()]
    link.close()
    assert vocabulary == sorted(set().union(*words), key=str.encode)
    return Postings(path, lambda word, slack: [word[slack:]]), words


def numbers(found, made):
    return bits.numbers(found, made.rows, 0, made.rows)


@pytest.mark.once
@pytest.mark.parametrize("many", [1, 3, postings.MANY, 10**9])
@given(st.lists(ROW, max_size=12), st.lists(ASKED, max_size=4))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_word_stands_in_the_rows_that_hold_it(tmp_path, many, values, asked):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postings, "MANY", many)
        made, words = kept(tmp_path, values)
    for word in [*asked, *sorted(set().union(*words))]:
        whole = [n for n, said in enumerate(words) if word in said]
        begun = [n for n, said in enumerate(words) if any(w.startswith(word) for w in said)]
        near = [n for n, said in enumerate(words) if {word, word[1:]} & said]
        assert numbers(made.holding(word), made) == whole
        assert numbers(made.holding(word, begins=True), made) == begun
        assert numbers(made.holding(word, slack=1), made) == near


@pytest.mark.once
@given(st.sets(st.integers(0, 99_999)), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_page_of_bits_is_that_of_their_numbers(chosen, first, most):
    found = bits.among(chosen, 100_000)
    assert found.bit_count() == len(chosen)
    assert bits.numbers(found, 100_000, first, most) == sorted(chosen)[first : first + most]
    others = bits.every(100_000) & ~found
    assert others.bit_count() == 100_000 - len(chosen)
    assert int.from_bytes(bits.written(found, 100_000), "big") == found


@pytest.mark.once
def test_no_row_and_no_word_are_postings_too(tmp_path):
    made, _words = kept(tmp_path, [])
    assert made.holding("a", begins=True) == bits.every(0) == 0
    number = [{"name": "i", "title": "i", "type": "BIGINT", "meaning": None}]
    assert not postings.write(duckdb.connect(), number, "kept", 0, tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.once
def test_postings_that_are_cut_or_written_over_are_not_believed(tmp_path):
    kept(tmp_path, [(f"mot{n} même", None, None, n) for n in range(40)])
    path = tmp_path / "rows.words"
    whole = path.read_bytes()
    for left in (0, 7, 100, len(whole) - 8):
        path.write_bytes(whole[:left])
        with pytest.raises(Damaged):
            Postings(path, lambda _word, _slack: [])
    for at in (0, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Damaged):
            Postings(path, lambda _word, _slack: [])


@pytest.mark.django_db
def test_a_copy_with_damaged_postings_is_left_and_made_anew(version):
    actions.publish(version)
    path = store.rows_cache().path(version.name).with_suffix(postings.SUFFIX)
    query = odsql.query(select="cle", where='"tilleul true"', limit=30)
    whole = rows.opened(version).answer(query, PUBLIC, CONTEXT)
    assert whole.total == COUNT // 4
    spoil(path, path.read_bytes()[:-1])
    assert rows.opened(version).answer(query, PUBLIC, CONTEXT).rows == whole.rows
    store.reader().settled()
    assert path.exists()
    assert rows.opened(version).answer(query, PUBLIC, CONTEXT) == whole


@pytest.mark.django_db
def test_without_its_postings_a_copy_answers_the_same(version):
    actions.publish(version)
    query = odsql.query(select="cle", where='"tilleul true"', limit=30)
    whole = rows.opened(version).answer(query, PUBLIC, CONTEXT)
    spoil(store.rows_cache().path(version.name).with_suffix(postings.SUFFIX), None)
    assert rows.opened(version).answer(query, PUBLIC, CONTEXT).rows == whole.rows
