"""A column's type follows from every one of its values."""

import random

import pytest

from parvis.lake.reading import types
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import Choices, understanding
from parvis.lake.refusals import Unreadable


def read(tmp_path, values, choices=None):
    path = tmp_path / "file.csv"
    path.write_text("titre|autre\n" + "".join(f"{each}|x\n" for each in values), "utf-8")
    with understanding(path, choices) as found:
        rows = found.link.execute(
            f"SELECT {found.columns[0].cast}::VARCHAR FROM raw ORDER BY rowid"
        ).fetchall()
        reasons = {(each.reason, each.line) for each in found.doubts}
        return found.columns[0].type.name, [row[0] for row in rows], reasons


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        (["01000", "35238"], "text", "01000"),
        (["1 234,56", "12"], "french_decimal", "1234.56"),
        (["1\u202f234", "5"], "grouped_integer", "1234"),
        (["31/12/2024", "01/02/2023"], "french_date", "2024-12-31"),
        (["12 mars 2026", "1er août 2024"], "worded_date", "2026-03-12"),
        (["oui", "Non"], "boolean", "true"),
        (["N", "N"], "text", "N"),
        (["99999999999999999999", "1"], "large_integer", "99999999999999999999"),
        (["1e5", "2.5"], "decimal", "100000.0"),
        (["08:00", "19:30"], "time", "08:00:00"),
        (["12", "NA"], "integer", "12"),
    ],
)
def test_french_values_find_their_type(tmp_path, values, kind, first):
    found, rows, _ = read(tmp_path, values)
    assert (found, rows[0]) == (kind, first)


def test_one_value_at_the_very_end_decides(tmp_path):
    found, rows, reasons = read(tmp_path, [*map(str, range(1, 20_000)), "inconnu"])
    assert (found, rows[-1]) == ("text", "inconnu")
    assert ("almost", 20_001) in reasons


def test_a_year_of_two_digits_is_doubtful(tmp_path):
    found, _, reasons = read(tmp_path, ["31-12-24", "01-02-23"])
    assert found == "text"
    assert ("short_date", 2) in reasons


def test_a_forced_type_names_the_line_that_disagrees(tmp_path):
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, ["1", "2", "deux"], Choices(types={"titre": "integer"}))
    assert refused.value.params["line"] == 4


def test_ninety_columns_of_a_short_file_fit_in_little_memory(tmp_path):
    """Each column's marks of absence are told without a join of the engine's."""
    path = tmp_path / "wide.csv"
    row = ";".join(["oui", "", "x"] * 30)
    path.write_text(";".join(f"t{i}" for i in range(90)) + f"\n{row}\n{row}\n", "utf-8")
    with understanding(path, limits=Limits(threads=1, memory="300MB")) as found:
        rows = found.link.execute(f"SELECT {found.select()} FROM raw").fetchall()
    assert rows == [(True, None, "x") * 30] * 2


KINDS = {
    "few": ["31/12/2024", "01/02/2023", "13/13/2024", "NA", ""],
    "one": ["oui"],
    "none": [""],
    "marked": ["NA", "-"],
    "hours": [f"{hour:02}:30" for hour in range(24)],
    "french": [f"{n % 100} {n % 1000:03},{n % 7}" for n in range(500)],
    "mixed": [*map(str, range(300)), "1.5", "n/a"],
}


def test_values_put_together_show_what_each_of_them_does(tmp_path, monkeypatch):
    rng, path = random.Random(3), tmp_path / "file.csv"
    lists = [["differs"], *KINDS.values()]
    rows = [
        "|".join(str(n) if each == ["differs"] else rng.choice(each) for each in lists)
        for n in range(9_000)
    ]
    path.write_text("|".join(["code", *KINDS]) + "\n" + "\n".join(rows) + "\n", "utf-8")
    with understanding(path) as found:
        apart = types.evidence(found.link, len(lists), False, [0])
        monkeypatch.setattr(types, "GROUPED", 0)
        assert types._doubled(found.link) == {1, 2, 4, 5, 6, 7}
        together = types.evidence(found.link, len(lists), False, [0])
        assert together == apart
        assert together[1].filled == sum("/2" in row for row in rows)
