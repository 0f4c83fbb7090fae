"""OGC's own cases of CQL2: 274 filters counted on rows, all examples read and written back.

Needs ../shared/data; trees written back without it: test_written_back.py.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from parvis.lake.query import cql2_json, cql2_text, cql2_write
from parvis.lake.query.policy import total
from parvis.lake.query.schema import Column, Schema, Type
from parvis.lake.query.tree import Node, Query
from tests.lake.query.engine import UTC_CONTEXT, ask, engine

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "cql2"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the folder ../shared/data is not there")
CASES = DATA / "ats" / "cql2_ats_cases.csv"
EXAMPLES = (DATA / "cql2" / "standard" / "schema" / "examples", DATA / "cql2-rs" / "examples")

# The data hold three names that begin with Ch (Chicago, Chengdu, Chișinău) and one with Chis: no
# reading of the standard gives the two that these cases expect for all three.
CONTRADICTED = {
    "ACCENTI(name) LIKE accenti('Ch%')": 3,
    "ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%'))": 1,
    "ACCENTI(CASEI(name)) LIKE accenti(casei('cHis%'))": 1,
}
TYPES = {
    "VARCHAR": Type.TEXT,
    "INTEGER": Type.INTEGER,
    "BIGINT": Type.INTEGER,
    "DOUBLE": Type.NUMBER,
    "BOOLEAN": Type.BOOLEAN,
    "DATE": Type.DATE,
    "TIMESTAMP WITH TIME ZONE": Type.DATETIME,
    "GEOMETRY": Type.SHAPE,
}


def cases() -> list[tuple[str, str, int]]:
    if not CASES.exists():
        return []
    with CASES.open(newline="") as lines:
        rows = csv.DictReader(lines)
        return [(row["collection"], row["filter"], int(row["expected_count"])) for row in rows]


@cache
def schema(layer: str) -> Schema:
    """The layer as a table."""
    source = f"ST_Read('{DATA / 'ats' / 'ne110m4cql2.gpkg'}', layer='{layer}')"
    engine().execute(f"CREATE OR REPLACE TABLE {layer} AS SELECT * FROM {source}")
    columns = []
    for name, kind, *_ in engine().execute(f"DESCRIBE {layer}").fetchall():
        columns.append(Column(name, TYPES[kind.partition("(")[0]]))
    return Schema(tuple(columns))


@pytest.mark.parametrize(("layer", "text", "expected"), cases())
def test_conformance(layer: str, text: str, expected: int) -> None:
    query = total(Query(where=cql2_text.read(text)))
    found = ask(query, schema(layer), layer, context=UTC_CONTEXT)
    assert found == [(CONTRADICTED.get(text, expected),)]


@pytest.mark.parametrize(("layer", "text", "expected"), cases())
def test_conformance_through_json(layer: str, text: str, expected: int) -> None:
    node = cql2_text.read(text)
    assert cql2_json.read(json.dumps(cql2_json.write(node))) == node
    assert cql2_text.read(cql2_write.write(node)) == node


def test_contradicted_cases_are_contradicted_by_the_data() -> None:
    layer = "ne_110m_populated_places_simple"
    schema(layer)
    names = f"SELECT name FROM {layer} WHERE strip_accents(name) LIKE 'Ch%' ORDER BY name"
    found = [name for (name,) in engine().execute(names).fetchall()]
    assert found == ["Chengdu", "Chicago", "Chișinău"]
    assert set(CONTRADICTED) <= {text for _, text, _ in cases()}


def examples() -> list[Path]:
    return [
        path
        for folder in EXAMPLES
        for path in (*sorted(folder.glob("text/*.txt")), *sorted(folder.glob("json/*.json")))
    ]


def read(path: Path) -> Node:
    text = path.read_text("utf-8")
    return cql2_text.read(text) if path.suffix == ".txt" else cql2_json.read(text)


@pytest.mark.parametrize("path", examples(), ids=lambda path: f"{path.parts[-4]}-{path.name}")
def test_example_is_read_and_written_back(path: Path) -> None:
    node = read(path)
    assert cql2_text.read(cql2_write.write(node)) == node
    assert cql2_json.read(json.dumps(cql2_json.write(node))) == node


@pytest.mark.parametrize("folder", EXAMPLES, ids=["standard", "cql2-rs"])
def test_both_forms_of_an_example_are_one_tree(folder: Path) -> None:
    compared = 0
    for path in sorted(folder.glob("json/*.json")):
        text = folder / "text" / f"{path.stem}.txt"
        if text.exists():
            assert read(text) == read(path), path.name
            compared += 1
    assert compared > 100


def test_all_cases_are_there() -> None:
    assert len(cases()) == 274
    assert len(examples()) == 458
