import pytest

from tests.journeys import ecoindex

# (elements, requests, kilobytes) → score, as the reference computes it
VECTORS = [
    ((0, 0, 0), 100),
    ((100, 100, 100), 72),
    ((100, 100, 1000), 67),
    ((100, 100, 10000), 58),
    ((200, 200, 10000), 46),
    ((240, 20, 331), 83),
    ((2355, 267, 2493), 10),
    ((600000, 4000, 300000), 0),
]


@pytest.mark.parametrize(("page", "expected"), VECTORS)
def test_the_reference_scores_are_found_again(page, expected):
    assert round(ecoindex.score(*page)) == expected


def test_a_page_on_three_breakpoints_scores_exactly():
    assert ecoindex.score(75, 15, 144.7) == 90


@pytest.mark.parametrize(
    ("table", "value", "expected"),
    [
        ("elements", 150, 2.892857142857143),
        ("requests", 23, 2.8),
        ("kilobytes", 2500, 14.086372025739513),
        ("kilobytes", 310182.902, 20),
    ],
)
def test_quantiles(table, value, expected):
    assert ecoindex.quantile(ecoindex.TABLES[table], value) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("score", "letter"),
    [(100, "A"), (80.6, "A"), (80.3, "B"), (80, "B"), (71, "B"), (56, "C"), (41, "D"), (26, "E"),
     (11, "F"), (10, "G"), (0, "G")],
)  # fmt: skip
def test_a_grade_is_read_on_the_rounded_score(score, letter):
    assert ecoindex.grade(score) == letter
