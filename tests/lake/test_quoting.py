"""Whatever a file calls its columns or a person types, it stays one name or one text."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.lake import quoting

# as files give them: any character but NUL, many of those that mean something in SQL
WORDS = st.text(st.one_of(st.characters(exclude_characters="\0", codec="utf-8"),
                          st.sampled_from("'\"\\;-/*$%\n")), max_size=40)  # fmt: skip


@pytest.fixture(scope="module")
def link():
    with duckdb.connect() as connection:
        yield connection


@given(word=WORDS)
def test_a_text_comes_back_as_it_went(link, word):
    assert link.execute(f"SELECT {quoting.text(word)}").fetchall() == [(word,)]


@given(word=WORDS.filter(bool))
def test_a_name_names_one_column_and_nothing_else(link, word):
    answer = link.execute(f"SELECT 1 AS {quoting.name(word)}")
    assert [each[0] for each in answer.description] == [word]
    assert answer.fetchall() == [(1,)]


@given(words=st.lists(WORDS, min_size=1, max_size=5))
def test_a_list_of_texts_keeps_their_number(link, words):
    assert link.execute(f"SELECT [{quoting.texts(words)}]").fetchall() == [(words,)]


def test_a_nul_is_refused():
    with pytest.raises(ValueError, match="NUL"):
        quoting.name("a\0b")
