"""What is near a person is left out, told less precisely, or counted with others: the exact value
is in no file that stays."""

import csv
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.lake.reading import apart
from parvis.lake.reading.blur import BLURS, SHAPE
from parvis.lake.reading.understand import Choices
from parvis.lake.refusals import Unreadable

PEOPLE = [("Le Gall", "12/03/1981", "35200", "43", "48.117266"),
          ("Martin", "30/03/1981", "35700", "39", "48.104999"),
          ("Nguyen", "01/07/1990", "22000", "34", "48.118")]  # fmt: skip


def file(folder, rows, header=("nom", "naissance", "code postal", "âge", "latitude")):
    path = folder / "personnes.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([header, *rows])
    return path


def read(folder, rows, **choices):
    target = folder / "rows.parquet"
    return apart.read(file(folder, rows), target, Choices(**choices)), target


def test_each_value_is_told_less_precisely_and_the_exact_one_is_nowhere(tmp_path):
    found, rows = read(
        tmp_path, PEOPLE, dropped=("nom",),
        blurred={"naissance": "month", "code postal": "two_letters", "âge": "ten",
                 "latitude": "kilometre"},
    )  # fmt: skip
    assert sorted(found.sample) == [
        ["1981-03-01", "35", "30", "48.1"],
        ["1981-03-01", "35", "40", "48.12"],
        ["1990-07-01", "22", "30", "48.12"],
    ]
    types = {each.name: (each.type, each.meaning) for each in found.columns}
    assert types["naissance"] == ("date", None)
    assert types["code_postal"] == ("text", None)
    assert types["latitude"] == ("decimal", "latitude")
    assert not {each.column for each in found.doubts} & {"naissance", "nom"}
    left = rows.read_bytes() + str(found).encode()
    for exact in ("Le Gall", "35200", "48.117266", "12/03"):
        assert exact.encode() not in left


@pytest.mark.parametrize(
    ("title", "blur", "type"),
    [("nom", "month", "text"), ("âge", "two_letters", "integer"), ("nom", "sideways", "text")],
)
def test_a_measure_that_does_not_suit_the_column_is_refused_by_name(tmp_path, title, blur, type):
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, PEOPLE, blurred={title: blur})
    assert refused.value.code == "blur"
    assert refused.value.params == {"column": title, "blur": blur, "type": type}
    assert not (tmp_path / "rows.parquet").exists()


def test_every_measure_is_made_by_the_engine(tmp_path):
    for name, blur in BLURS.items():
        title = next(
            title for title, kind in (("naissance", "DATE"), ("latitude", "DOUBLE"), ("nom", "VAR"),
                                (SHAPE, "GEO"))
            if blur.of[0].startswith(kind) or (kind == "DOUBLE" and kind in blur.of)
        )  # fmt: skip
        found, _ = read(tmp_path, PEOPLE, blurred={title: name})
        assert found.rows == 3


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", ""])), min_size=1, max_size=40
    ),
    least=st.integers(2, 6),
)
def test_rows_alike_are_counted_and_small_groups_are_left_out(tmp_path, rows, least):
    wanted = {
        (a, b or None, str(n)) for (a, b), n in Counter(rows).items() if n >= least
    }  # fmt: skip
    given_rows = [(f"Personne {i}", a, b) for i, (a, b) in enumerate(rows)]
    path = file(tmp_path, given_rows, ("nom", "quartier", "nombre"))
    target = tmp_path / "rows.parquet"
    choices = Choices(dropped=("nom",), least=least, types={"nombre": "text"})
    if not wanted:
        with pytest.raises(Unreadable) as refused:
            apart.read(path, target, choices)
        assert refused.value.code == "few"
        return
    found = apart.read(path, target, choices)
    assert {tuple(row) for row in found.sample} == wanted
    assert found.columns[-1].name == "nombre_2"
    assert found.rows == len(wanted)
    counted = sum(int(row[2]) for row in wanted)
    assert found.reading["left_out"] == str(len(rows) - counted)
    assert found.doubts == ()


def test_places_of_counted_rows_are_those_that_were_blurred(tmp_path):
    rows = [(f"P{i}", f"48.1{i:02}", f"-1.6{i:02}") for i in range(5)]
    path = file(tmp_path, rows, ("nom", "latitude", "longitude"))
    blurred = {"latitude": "kilometre", "longitude": "kilometre"}
    found = apart.read(
        path, tmp_path / "rows.parquet", Choices(dropped=("nom",), blurred=blurred, least=2)
    )
    assert found.sample == [["48.1", "-1.6", "5"]]
    assert found.shape == "point"
    assert found.profile["extent"] == [-1.6, 48.1, -1.6, 48.1]
