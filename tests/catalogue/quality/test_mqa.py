"""The 405 points of the European assessment, against cases computed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.quality import mqa
from parvis.catalogue.quality.criterion import lacking, total
from parvis.catalogue.quality.described import described
from tests.catalogue.quality.samples import ANSWERS, FILE, FULL


def points(content, answers=ANSWERS):
    return {c.name: c.points for c in mqa.criteria(described(content, answers))}


def score(content, answers=ANSWERS):
    return total(mqa.criteria(described(content, answers)))


def test_the_weights_are_those_of_the_assessment():
    weights = {name: most for name, (_p, most) in mqa.by_dimension(mqa.Tally().criteria()).items()}
    assert weights == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert sum(weights.values()) == mqa.MOST == 405


def test_a_full_description_has_everything():
    assert score(FULL) == 405
    assert mqa.rating(405) == "excellent"
    assert lacking(mqa.criteria(described(FULL, ANSWERS))) == []


def test_a_title_alone_has_its_publisher():
    assert score({"title": "Arbres"}) == 10
    assert mqa.rating(10) == "bad"


def test_distributions_count_by_share():
    """Two forms, the second a PDF known only by its access page, that does not answer."""
    second = {"access_url": "https://ville.example/pdf", "format": FILE + "PDF"}
    content = {**FULL, "distributions": [*FULL["distributions"], second]}
    found = points(content, {**ANSWERS, "https://ville.example/pdf": False})
    assert found["access_url_answers"] == 25
    assert found["download_url"] == 10
    assert found["download_url_answers"] == 15
    assert found["format"] == 20
    assert found["media_type"] == 5
    assert found["from_lists"] == 7.5  # three values of four
    assert found["non_proprietary"] == 20
    assert found["machine_readable"] == 10
    assert found["licence"] == 20  # the data set's holds for both
    assert found["rights"] == found["byte_size"] == 2.5


@pytest.mark.parametrize(
    ("least", "name"), [(351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad")]
)
def test_ratings_begin_where_they_should(least, name):
    assert mqa.rating(least) == name
    assert not least or mqa.rating(least - 1) != name


def test_own_words_for_licence_and_format_are_not_from_the_lists():
    (form,) = FULL["distributions"]
    bare = {**form, "format": "CSV", "media_type": "text/csv"}
    words = {"licence": "la nôtre", "access_rights": "sur demande", "distributions": [bare]}
    found = points({**FULL, **words})
    assert found["licence"] == 20
    assert found["access_rights"] == 10
    assert found["known_licence"] == found["known_access"] == found["from_lists"] == 0
    assert found["machine_readable"] == 20


def test_a_catalogue_is_one_assessment_of_all_not_the_mean_of_each():
    """One set with one form, one with none: shares of forms are over the one form there is."""
    tally = mqa.Tally()
    tally.add(described(FULL, ANSWERS))
    tally.add(described({"title": "Vide"}, {}))
    found = {c.name: c.points for c in tally.criteria()}
    assert tally.sets == 2
    assert found["keyword"] == 15
    assert found["publisher"] == 10
    assert found["format"] == 20


contents = st.sets(st.sampled_from(sorted(FULL))).map(lambda s: {n: FULL[n] for n in s})


@given(contents, st.sampled_from(sorted(FULL)))
def test_to_say_more_never_lowers_the_score(said, more):
    assert score(said) <= score({**said, more: FULL[more]})


@given(st.lists(contents, max_size=6), st.integers(0, 6))
def test_parts_of_a_catalogue_add_up(sets, cut):
    one, other, both = mqa.Tally(), mqa.Tally(), mqa.Tally()
    for n, content in enumerate(sets):
        (one if n < cut else other).add(described(content, ANSWERS))
        both.add(described(content, ANSWERS))
    one.merge(other)
    assert one == both
