"""Reading in a process of its own: answers, refusals, an end that never reaches the caller."""

import json
import logging
import os
import subprocess
from collections import Counter

import duckdb
import pytest

from parvis.lake import child, engine
from parvis.lake.reading import apart
from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable

ONE = Limits(threads=1)


def test_the_rows_and_what_was_understood_come_back_and_nothing_else_stays(tmp_path):
    path, rows = tmp_path / "a.csv", tmp_path / "rows.parquet"
    path.write_text("nom;age\nAnne;3\nLéo;4\n", encoding="utf-8")
    found = apart.read(path, rows, limits=ONE)
    assert [(each.name, each.type) for each in found.columns] == [
        ("nom", "text"),
        ("age", "integer"),
    ]
    assert found.rows == 2
    assert duckdb.read_parquet(str(rows)).fetchall() == [("Anne", 3), ("Léo", 4)]
    assert {each.name for each in tmp_path.iterdir()} == {"a.csv", "rows.parquet"}


@pytest.mark.parametrize(
    ("content", "bounds", "limits", "code"),
    [
        (b"a;b\n1;\x00\n", apart.Bounds(), ONE, "nul"),
        (b"a;b\n1;2\n", apart.Bounds(seconds=0.001), ONE, "too_long"),
        (b"a;b\n" + b"1;2\n" * 2_000_000, apart.Bounds(cpu=1), ONE, "too_long"),
        (b"a;b\n" + b"x;y\n" * 50_000, apart.Bounds(), Limits(threads=1, memory="2MB"), "memory"),
    ],
)
def test_a_refusal_or_a_bound_is_a_refusal_and_leaves_nothing(
    tmp_path, content, bounds, limits, code
):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        apart.read(path, tmp_path / "rows.parquet", limits=limits, bounds=bounds)
    assert refused.value.code == code
    assert refused.value.sentence()
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("import os; os.abort()", "ended", "ended by signal 6"),
        ("import missing_module", "failed", "line 1, in <module>, ModuleNotFoundError"),
        ("raise ValueError('bad\\nJeanne: x')", "failed", "line 1, in <module>, ValueError"),
        ("raise SystemExit(3)", "failed", "nothing was said"),
    ],
)
def test_a_crash_and_a_fault_of_ours_are_told_apart_and_logged(
    tmp_path, monkeypatch, caplog, program, code, said
):
    monkeypatch.setattr(apart, "COMMAND", (apart.COMMAND[0], "-c", program))
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b\n1;2\n")
    with caplog.at_level(logging.WARNING), pytest.raises(Unreadable) as refused:
        apart.read(path, tmp_path / "rows.parquet")
    assert refused.value.code == code
    assert said in caplog.text
    assert "Jeanne" not in caplog.text  # a value of the file stays out of the log
    assert said not in refused.value.sentence()
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_the_child_imports_no_django_and_starts_no_process(tmp_path):
    path, told = tmp_path / "a.csv", tmp_path / "told.py"
    path.write_bytes(b"a;b\n1;2\n")
    told.write_text(
        "import os, resource, sys\n"
        "from parvis.lake.reading import apart_child\n"
        "apart_child.main()\n"
        "heads = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(heads & {'django', 'wagtail', 'jinja2', 'sqlalchemy', 'parvis'}))\n"
        "print(resource.getrlimit(resource.RLIMIT_NPROC))\n"
    )
    said = subprocess.run(
        [apart.COMMAND[0], "-B", "-P", str(told)], cwd=tmp_path, text=True, check=True,
        env=child.surroundings(tmp_path), input=apart.order(path, None, ONE, apart.Bounds()),
        stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    assert said == "['parvis']\n(0, 0)\n"
    assert (tmp_path / "answer.json").is_file()


def test_no_secret_of_the_caller_is_in_the_childs_surroundings(tmp_path, monkeypatch):
    monkeypatch.setenv("PARVIS_SECRET_KEY", "hidden")
    assert "hidden" not in child.surroundings(tmp_path).values()
    assert len(child.surroundings(tmp_path)) < len(os.environ)


@pytest.mark.prove
@pytest.mark.parametrize("attempt", range(5))
def test_a_million_rows_are_read_in_what_a_process_may_take(tmp_path, attempt):
    """Five times: how much an allocator keeps differs from one run to the next."""
    path = tmp_path / "a.csv"
    duckdb.connect().execute(
        "COPY (SELECT i AS id, 'Rue ' || hash(i) % 9000 AS voie, -1.9 + random() / 2 AS longitude,"
        " 48 + random() / 3 AS latitude, uuid() AS a, uuid() AS b, uuid() AS c, random() AS d,"
        f" random() AS e, hash(i) AS f FROM range(1000000) t(i)) TO '{path}' (DELIMITER ';')"
    )
    assert apart.read(path, tmp_path / "rows.parquet").rows == 1_000_000


@pytest.mark.prove
@pytest.mark.parametrize(
    "shape", ["", "st_buffer(st_point(-2 + random(), 48 + random()), 0.01, 80)"]
)
def test_half_a_gigabyte_of_heavy_rows_is_read_in_what_a_process_may_take(tmp_path, shape):
    """Texts of 5 kB, with a place in columns; shapes of 320 points."""
    made = engine.workshop(tmp_path, Limits())
    rows = "SELECT i AS n, -2 + random() AS longitude, 48 + random() AS latitude"
    words, form = "repeat('mot ' || (random() * 1e9)::INTEGER || ' ', 350) AS texte", "FORMAT csv"
    if shape:
        words, form = f"{shape} AS geom", "FORMAT gdal, DRIVER 'GPKG', SRS 'EPSG:4326'"
    path = tmp_path / ("a.gpkg" if shape else "a.csv")
    made.execute(f"COPY ({rows}, {words} FROM range(100000) t(i)) TO '{path}' ({form})")
    made.close()
    assert path.stat().st_size > 450 * 2**20
    assert apart.read(path, tmp_path / "rows.parquet").rows == 100_000


def test_as_many_columns_as_there_may_be_are_typed_and_profiled_as_one_would_be(tmp_path):
    made = (
        ("integer", str), ("french_decimal", "{},5".format), ("text", "rue {}".format),
        ("date", lambda n: f"2024-01-{n % 28 + 1:02d}"),
        ("integer", lambda n: "NA" if n % 50 == 0 else str(n % 7)),
    )  # fmt: skip
    most, count = Limits().columns, 250
    path = tmp_path / "a.csv"
    lines = [";".join(made[c % 5][1](n) for c in range(most)) for n in range(count)]
    path.write_text("\n".join([";".join(f"v{c}" for c in range(most)), *lines]), encoding="utf-8")
    found = apart.read(path, tmp_path / "rows.parquet")
    assert [each.type for each in found.columns] == [made[c % 5][0] for c in range(most)]
    told = found.profile["columns"]
    assert all({**told[c], "name": ""} == {**told[c % 5], "name": ""} for c in range(most))
    parts = Counter(n * 20 // (count - 1) for n in range(count - 1))
    parts[19] += 1  # the last number ends the last part
    assert told[0]["histogram"] == [parts[part] for part in range(20)]
    assert (told[0]["distinct"], told[4]["nulls"], told[4]["distinct"]) == (count, 5, 7)
    assert told[4]["frequent"] == [[str(each), 35] for each in range(7)]  # 5 of 250 say nothing
    assert {each.reason for each in found.doubts} == {"markers"}
    assert len(found.doubts) == most // 5


@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_a_thousand_objects_of_many_keys_are_read(tmp_path, name):
    """A key may hold what separates keys in a pointer; one that an object lacks has no value."""
    made = (lambda n: n, str, lambda n: {"n": n}, lambda n: None, lambda n: f"rue {n % 9}")
    keys = [f"k{number}/~" for number in range(450)]
    told = [{key: made[c % 5](n) for c, key in enumerate(keys) if n or c % 5 > 1}
            for n in range(1_000)]  # fmt: skip
    path = tmp_path / name
    lines = map(json.dumps, told)
    path.write_text(f"[{','.join(lines)}]" if name == "a.json" else "\n".join(lines), "utf-8")
    found = apart.read(path, tmp_path / "rows.parquet")
    order = sorted(range(450), key=lambda c: (c % 5 < 2, c))  # as objects say them, one by one
    assert [each.title for each in found.columns] == [keys[c] for c in order]
    kinds = ("integer", "text", "text", "text", "text")
    assert [each.type for each in found.columns] == [kinds[c % 5] for c in order]
    rows = duckdb.read_parquet(str(tmp_path / "rows.parquet")).fetchall()
    assert [tuple(row[order.index(c)] for c in range(5)) for row in rows[:2]] == [
        (None, None, '{"n":0}', None, "rue 0"), (1, "1", '{"n":1}', None, "rue 1"),
    ]  # fmt: skip


@pytest.mark.prove
def test_twenty_thousand_rows_of_as_many_columns_as_there_may_be_are_typed_from_all(tmp_path):
    """Within what the process that reads may take; the last row alone makes a text of a column."""
    most, count = Limits().columns, 20_000
    path, rows = tmp_path / "a.csv", tmp_path / "rows.parquet"
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(f"v{c}" for c in range(most)) + "\n")
        for n in range(count - 1):
            file.write(";".join((str(n), f"rue {n % 9}")[c % 2] for c in range(most)) + "\n")
        file.write(";".join(["autre", "rue 9", *(str(c) for c in range(2, most))]) + "\n")
    found = apart.read(path, rows)
    assert (found.rows, len(found.columns)) == (count, most)
    assert [each.type for each in found.columns[:4]] == ["text", "text", "integer", "text"]
    assert found.profile["columns"][2]["most"] == str(count - 2)
    kept = duckdb.read_parquet(str(rows))
    assert kept.select("v1999").limit(1).fetchall() == [("rue 0",)]
    assert kept.aggregate("sum(v2)").fetchone() == (sum(range(count - 1)) + 2,)


def test_texts_that_weigh_more_than_memory_are_read(tmp_path):
    """In groups of few rows, of which few are looked at together."""
    path, rows = tmp_path / "a.csv", tmp_path / "rows.parquet"
    with path.open("w", encoding="utf-8") as file:
        file.write("numero;deliberation\n")
        file.writelines(f"{n};{f'le conseil {n} ' * 300}\n" for n in range(30_000))
    assert path.stat().st_size > 120 * 2**20
    found = apart.read(path, rows, limits=Limits(threads=1, memory="250MB"))
    assert [each.type for each in found.columns] == ["integer", "text"]
    told = duckdb.sql(f"SELECT count(DISTINCT deliberation), max(numero) FROM '{rows}'").fetchone()
    assert told == (30_000, 29_999)
    assert engine.together(rows) < engine.GROUP
