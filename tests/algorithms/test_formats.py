"""Files of other registers: what goes out, what comes back, what is kept word for word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.algorithms.choices import Domain
from parvis.algorithms.formats import blocks, dutch, etalab, files, own, roundtrip, terms
from parvis.algorithms.formats.files import FORMATS, Unreadable
from parvis.algorithms.models import Algorithm
from parvis.algorithms.parts import Assessment, Contribution, DataUse, Risk

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "algorithms"
real = pytest.mark.skipif(not SHARED.exists(), reason="the files of other registers are not here")
# Of our 46 fields: kept, in part, lost. The same table stands in the documentation.
COUNTS = {
    "own-csv": (46, 0, 0),
    "own": (46, 0, 0),
    "etalab": (20, 2, 24),
    "nl": (27, 7, 12),
    "atrs": (31, 2, 13),
    "eurocities": (37, 2, 7),
    "dtpr": (24, 5, 17),
    "annex": (3, 0, 43),
}


def test_our_lists_of_fields_are_those_of_the_models() -> None:
    assert {*own.FIELDS, "concerned", "origin"} == set(Algorithm.public_fields)
    models = {"contributions": Contribution, "data_uses": DataUse, "risks": Risk,
              "assessments": Assessment}  # fmt: skip
    assert {name: model.shown for name, model in models.items()} == dict(terms.ROWS)


def test_the_crosswalk_has_46_fields_kept_somewhere() -> None:
    lines = roundtrip.crosswalk()
    assert len(lines) == 46
    assert len({line.field for line in lines}) == 46
    known = {*own.HEAD, *own.FIELDS}
    parts = {f"{name}.{part}" for name, row in terms.ROWS.items() for part in row}
    assert {place for line in lines for place in line.kept_in} <= known | parts


def test_every_field_of_every_example_is_filled() -> None:
    """One record for each of the sixteen sectors."""
    assert len(roundtrip.examples()) == len(Domain) == 16
    assert {one["domain"] for one in roundtrip.examples()} == {one.value for one in Domain}
    for one in roundtrip.examples():
        assert [name for name in (*own.HEAD, *own.FIELDS) if terms.is_empty(one.get(name))] == []


def test_what_survives_each_round_trip() -> None:
    found = {name: tuple(row.values()) for name, row in roundtrip.counts().items()}
    assert found == COUNTS


@pytest.mark.parametrize("page", ["docs/en/algorithms.md", "docs/fr/algorithms.md"])
def test_the_documentation_tells_the_same_table(page: str) -> None:
    lines = [line.split("|")[1:5] for line in Path(page).read_text("utf-8").splitlines()
             if line.startswith("| ")]  # fmt: skip
    told = [[cell.strip() for cell in line] for line in lines]
    for name, counts in COUNTS.items():
        assert [FORMATS[name].words, *map(str, counts)] in told, name


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_second_trip_changes_nothing(name: str) -> None:
    """What came back goes out as it is, and comes back the same."""
    shape = FORMATS[name].shape
    for one in roundtrip.examples():
        first = shape.from_(shape.to(one))
        again = shape.from_(shape.to(first))
        assert {k: v for k, v in again.items() if k != "origin"} == {
            k: v for k, v in first.items() if k != "origin"
        }


@pytest.mark.parametrize("name", list(FORMATS))
def test_unmapped_fields_go_out_as_they_came(name: str) -> None:
    shape = FORMATS[name].shape
    source = {shape.title_key: "Un outil", "strange_field": "mot pour mot", "other": "à garder"}
    assert shape.to(shape.from_(source)) == source


def test_what_an_agent_changes_goes_out_changed() -> None:
    """A kept value never hides a new one."""
    source = {"name": "Outil", "goal": "Texte d’ailleurs", "status": "Buiten gebruik"}
    entry = dutch.from_dutch(source)
    assert entry["status"] == "retired"
    assert dutch.to_dutch(entry | {"status": "operational"})["status"] == "In gebruik"


def errors(record: dict[str, Any]) -> list[str]:
    """Fields that the Dutch standard's own description refuses."""
    properties = json.loads((SHARED / "publicatiestandaard-v1_0.json").read_text())["properties"]
    found = []
    for name, rule in properties.items():
        value = record.get(name)
        if value is None:
            found += [name] if rule.get("required") is True else []
            continue
        texts = value if isinstance(value, list) else [value]
        permitted = rule.get("permitted_values")
        wrong_type = isinstance(value, list) != (rule["type"] == "array")
        too_long = isinstance(value, str) and len(value) > rule.get("max_length", len(value))
        if wrong_type or too_long or (permitted and not set(texts) <= set(permitted)):
            found.append(name)
        for row in value if isinstance(value, list) and "items" in rule else ():
            for part, part_rule in rule["items"].items():
                given = row.get(part, "")
                if len(given) > part_rule.get("max_length", len(given)) or (
                    part_rule["required"] and not given
                ):
                    found.append(f"{name}.{part}")
    return found + sorted(record.keys() - properties.keys())


@real
def test_our_records_are_valid_dutch_ones_but_for_their_language() -> None:
    for one in roundtrip.examples():
        assert errors(dutch.to_dutch(one)) == ["lang"]
        assert errors(dutch.to_dutch(one | {"language": "nl"})) == []


@real
def test_the_68_real_summaries_and_the_dutch_example_lose_nothing() -> None:
    """The file says 136 records; it holds 68."""
    for name, count in (("atrs-records-uk.json", 68), ("example-1-v1_0.json", 1)):
        format, records = files.recognised((SHARED / name).read_bytes())
        assert len(records) == count
        for one in records:
            again = format.shape.to(format.shape.from_(one))
            assert again == one
            assert list(again) == list(one)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "csv"),
        (b"{", "json"),
        (b'["a"]', "records"),
        (b'{"nothing": 1}', "shape"),
        (b"a,b\r\n1,2\r\n", "shape"),
        (b'"a\r\n1,2', "csv"),
    ],
)
def test_a_file_that_is_none_of_ours_says_why(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        files.recognised(data)
    assert refusal.value.args[0] == why


@pytest.mark.parametrize("name", list(FORMATS))
def test_each_file_of_ours_is_recognised(name: str) -> None:
    format = FORMATS[name]
    found, records = files.recognised(format.write(roundtrip.examples()))
    assert (found.shape.name, len(records)) == (name, len(roundtrip.examples()))


TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).map(str.strip).filter(bool)


@given(purpose=TEXT, necessity=TEXT)
def test_packed_texts_come_back(purpose: str, necessity: str) -> None:
    block = blocks.packed(("purpose", "necessity"))
    entry = {"purpose": purpose + "\n\nsuite", "necessity": necessity}
    assert block.into(block.out(entry)) == entry


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8))  # fmt: skip
def test_a_hostile_record_is_read_or_refused(value: Any) -> None:
    """Any value in any field: what is read goes out as it came."""
    for format in files.READ.values():
        for name in format.shape.pieces:
            source = {format.shape.title_key: "Outil", name: value}
            try:
                entry = format.shape.from_(source)
            except (AttributeError, KeyError, TypeError, ValueError):
                continue
            assert format.shape.to(entry) == source


def test_etalab_keeps_data_source_and_collection_together() -> None:
    source = {etalab.DATA: "Revenus\nRepas", etalab.SOURCE: "Caf\n", etalab.COLLECTION: "\nSaisi"}
    entry = etalab.from_etalab(source | {"Nom de l'algorithme": "Outil"})
    assert [(row["name"], row["source"], row["collection"]) for row in entry["data_uses"]] == [
        ("Revenus", "Caf", ""),
        ("Repas", "", "Saisi"),
    ]
