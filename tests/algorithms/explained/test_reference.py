"""The reference of a letter: easy to type, impossible to guess, telling of one slip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.algorithms.explained import reference

pytestmark = pytest.mark.once
KEY = b"k" * 32
files = st.text(min_size=1, max_size=40)


@given(files)
def test_a_file_always_has_the_same_reference(file: str) -> None:
    made = reference.make("CANTINE", file, KEY)
    assert made == reference.make("CANTINE", file, KEY)
    assert made != reference.make("CANTINE", file, b"other")
    assert made != reference.make("DECHETS", file, KEY)
    assert reference.read(made) == made


@given(files)
def test_it_may_be_typed_in_any_way(file: str) -> None:
    made = reference.make("CANTINE", file, KEY)
    for typed in (made.lower(), made.replace("-", " "), made.replace("-", ""), f"  {made}\n"):
        assert reference.read(typed) == made


@given(files, st.integers(0, 9), st.sampled_from(reference.ALPHABET))
def test_one_wrong_character_is_always_seen(file: str, place: int, mark: str) -> None:
    code = reference.make("CANTINE", file, KEY).replace("-", "")[len("CANTINE") :]
    typed = code[:place] + mark + code[place + 1 :]
    assert (reference.read(f"CANTINE{typed}") != "") is (typed == code)


@given(files, st.integers(0, 8))
def test_two_characters_that_changed_places_are_always_seen(file: str, place: int) -> None:
    code = reference.make("CANTINE", file, KEY).replace("-", "")[len("CANTINE") :]
    typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (reference.read(f"CANTINE{typed}") != "") is (typed == code)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_is_none(typed: str) -> None:
    found = reference.read(typed)
    assert found == "" or reference.read(found) == found


def test_references_are_spread_evenly() -> None:
    made = {reference.make("CANTINE", str(n), KEY) for n in range(20_000)}
    assert len(made) == 20_000
    firsts = [one.split("-")[1][0] for one in made]
    assert all(20_000 / 31 * 0.8 < firsts.count(mark) < 20_000 / 31 * 1.2 for mark in set(firsts))
    assert len(set(firsts)) == 31
