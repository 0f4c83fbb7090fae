"""JSON as APIs answer: the rows are in a list somewhere inside an object."""

import json

import pytest

from parvis.lake.reading import envelope, objects
from parvis.lake.reading.understand import Choices, understanding
from tests.lake.reading.test_files import read, refused

ROWS = [{"nom": "été", "n": 1}, {"nom": "hiver", "n": 22, "tags": [{"a": "]}"}]}]
ANSWER = [("été", 1, None), ("hiver", 22, '[{"a":"]}"}]')]
ENVELOPES = {
    "results": lambda rows: {"total_count": 2, "results": rows, "next": None},
    "data": lambda rows: {"meta": {"pages": [1, 2]}, "links": [], "data": rows},
    "result.records": lambda rows: {
        "success": True, "result": {"fields": [{"id": f"c{i}" * 99} for i in range(9)],
                                    "records": rows},
    },
    "data.stations": lambda rows: {"last_updated": 1, "ttl": 60, "data": {"stations": rows}},
    "écoles": lambda rows: {"écoles": rows},
    "records": lambda rows: {
        "nhits": 2,
        "records": [{"recordid": f"r{i}", "fields": row} for i, row in enumerate(rows)],
    },
}  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ENVELOPES)
def test_the_rows_of_an_answer_are_read(tmp_path, name, indent):
    told = json.dumps(ENVELOPES[name](ROWS), indent=indent, ensure_ascii=False)
    titles, kinds, rows, _ = read(tmp_path, told, "a.json")
    assert (titles, kinds) == (["nom", "n", "tags"], ["text", "integer", "text"])
    assert rows == ANSWER
    with understanding(tmp_path / "a.json") as found:
        assert found.raw.choices["sheet"] == name


def test_records_of_older_and_newer_portals_are_their_fields(tmp_path):
    older = [{"datasetid": "d", "recordid": str(i), "fields": row} for i, row in enumerate(ROWS)]
    newer = [{"links": [], "record": {"id": "z", "fields": row}} for row in ROWS]
    base = [{"id": "r", "createdTime": "2024-01-01T00:00:00Z", "fields": row} for row in ROWS]
    for each in (older, newer, base):
        assert read(tmp_path, json.dumps(each), "a.json")[2] == ANSWER
    own = [{"recordid": 1, "fields": {"a": 1}}, {"recordid": 2, "fields": "b"}]
    assert read(tmp_path, json.dumps(own), "a.json")[0] == ["recordid", "fields"]


def test_of_several_lists_a_person_may_choose(tmp_path):
    told = json.dumps({"agences": [{"a": 1}], "lignes": [{"b": 1}, {"b": 2}], "n": [1, {}]})
    assert read(tmp_path, told, "a.json")[0] == ["b"]
    assert read(tmp_path, told, "a.json", Choices(sheet="agences"))[0] == ["a"]
    wrong = refused(tmp_path, told, "a.json", Choices(sheet="arrêts"))
    assert (wrong.code, wrong.params["names"]) == ("sheet", "agences, lignes")


def test_an_answer_without_rows_is_empty(tmp_path):
    assert refused(tmp_path, '{"total_count": 0, "results": []}', "a.json").code == "empty"


def test_objects_that_are_rows_stay_rows(tmp_path):
    line = json.dumps({"nom": "a", "data": [{"b": 1}]})
    assert read(tmp_path, f"{line}\n{line}\n", "a.ndjson")[0] == ["nom", "data"]
    assert read(tmp_path, '{"nom": "a", "n": [1, 2]}', "a.json")[2] == [("a", "[1,2]")]


def test_what_is_cut_between_two_pieces_is_whole(tmp_path, monkeypatch):
    """A number is one wherever it is cut."""
    path = tmp_path / "a.json"
    told = {"n": 123456789, "results": [{"v": n * 12345, "t": 'é"\\ ]'} for n in range(50)], "z": 1}
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    for piece in range(1, 9):
        monkeypatch.setattr(envelope, "PIECE", piece)
        found = envelope.found(path, tmp_path)
        assert found is not None
        assert [json.loads(line) for line in found.path.read_text("utf-8").splitlines()] == told[
            "results"
        ]


def test_an_answer_larger_than_an_object_may_be_is_read(tmp_path):
    row = json.dumps({"nom": "a" * 1000})
    told = f'{{"results": [{", ".join([row] * 17_000)}]}}'
    assert len(told) > envelope.OBJECT
    assert len(read(tmp_path, told, "a.json")[2]) == 17_000


def test_json_of_other_encodings_is_read(tmp_path):
    told = json.dumps(ROWS, ensure_ascii=False)
    for name in ("utf-8-sig", "utf-16", "utf-32", "cp1252"):
        assert read(tmp_path, told.encode(name), "a.json")[2] == ANSWER
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    assert read(tmp_path, lines.encode("utf-8-sig"), "a.ndjson")[2] == ANSWER


def test_a_shape_inside_a_row_makes_no_layer_of_the_answer(tmp_path):
    shape = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-1.6, 48.1]}}
    rows = [{"n": n, "geo_shape": shape, "t": "a" * 200} for n in range(500)]
    for indent in (None, 1):
        told = json.dumps({"total_count": 500, "results": rows}, indent=indent)
        titles, _kinds, read_rows, _doubts = read(tmp_path, told, "a.json")
        assert (titles, len(read_rows)) == (["n", "geo_shape", "t"], 500)


def test_a_collection_says_its_type_after_its_shapes(tmp_path):
    line = [[-1.6 + n / 1e5, 48.1] for n in range(5_000)]
    feature = {
        "geometry": {"coordinates": line, "type": "LineString"}, "properties": {"n": 1},
        "type": "Feature",
    }  # fmt: skip
    told = json.dumps({"features": [feature] * 2, "type": "FeatureCollection"})
    assert read(tmp_path, told, "a.json")[2] == [(1,), (1,)]


def test_a_topology_is_refused(tmp_path):
    told = '{"type": "Topology", "objects": {}, "arcs": []}'
    assert refused(tmp_path, told, "a.json").code == "unknown_format"


@pytest.mark.parametrize("beyond", [-6, -5, -4, 0])
def test_a_long_list_may_be_cut_anywhere(tmp_path, beyond):
    """The engine refuses a comma that begins what it reads next, so some bytes `beyond` a row."""
    row, begins = '\n,{"n": 1, "t": "' + "x" * 150 + '"}', '[ {"n": 0, "t": "'
    before = (2 * objects.OBJECT - 1_000) // len(row)
    left = 2 * objects.OBJECT + beyond - before * len(row) - len(begins) - 2
    told = begins + "y" * left + '"}' + row * (before + 9) + "]"
    assert len(read(tmp_path, told, "a.json")[2]) == before + 10


def test_one_row_of_a_file_of_lines_is_a_row(tmp_path):
    """A feed has a day with one: its columns stay."""
    row = json.dumps({"nom": "a", "tags": [{"b": 1}]})
    assert read(tmp_path, row, "a.ndjson")[0] == ["nom", "tags"]
    assert read(tmp_path, row, "a.json")[0] == ["b"]


def test_what_is_wrong_names_no_file_of_ours(tmp_path):
    found = refused(tmp_path, '{"results": [{"a": 1}, {"a": tru}]}', "a.json")
    assert found.code == "malformed"
    assert str(tmp_path) not in found.params["detail"]
    assert refused(tmp_path, '[{"a\\u0000b": 1}]', "a.json").code == "nul"
