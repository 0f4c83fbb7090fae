"""A connection of the lake: the extension of its own wheel and none besides, closed to the rest."""

import shutil

import duckdb
import pytest

from parvis.lake import engine
from parvis.lake.reading.limits import Limits

ONE = Limits(threads=1)


@pytest.fixture(params=["workshop", "counter"])
def link(request, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    if request.param == "workshop":
        made = engine.workshop(folder, ONE)
    else:
        made = engine.counter((folder,), folder / "spill", ONE, "1GB", "UTC")
    with made:
        yield made


def test_places_are_understood(link):
    assert link.execute("SELECT ST_AsText(ST_Point(-1.68, 48.11))").fetchone() == (
        "POINT (-1.68 48.11)",
    )


@pytest.mark.parametrize("where", ["work", "elsewhere"])
@pytest.mark.parametrize("how", ["LOAD", "INSTALL"])
def test_no_extension_more_is_loaded_wherever_it_stands(link, tmp_path, how, where):
    """Not even a signed one, nor from a folder that the connection reads and writes."""
    (tmp_path / where).mkdir(exist_ok=True)
    other = tmp_path / where / "other.duckdb_extension"
    shutil.copyfile(engine.spatial_extension(), other)
    with pytest.raises(duckdb.Error, match=r"disabled (through|by) configuration"):
        link.execute(f"{how} '{other}'")
    with pytest.raises(duckdb.Error, match=r"disabled (through|by) configuration"):
        link.execute(f"{how} httpfs")


@pytest.mark.parametrize(
    "change",
    ["enable_external_access = true", "extension_directory = '/tmp'",
     "autoload_known_extensions = true", "allowed_directories = ['/']"],
)  # fmt: skip
def test_what_was_closed_is_not_opened_again(link, change):
    with pytest.raises(duckdb.Error, match="locked"):
        link.execute(f"SET {change}")


def test_other_columns_of_a_sorted_page_are_read_once_its_rows_are_known(tmp_path):
    with engine.counter((tmp_path,), tmp_path / "spill", ONE, "1GB", "UTC") as link:
        rows = "SELECT i, hash(i) AS h, i % 9 AS k FROM range(9000) r(i)"
        link.execute(f"CREATE TABLE kept AS {rows}")
        page = "SELECT * FROM kept WHERE k = 3 ORDER BY h DESC, i LIMIT {}"
        for limit, late in ((100, True), (engine.LATE, True), (engine.LATE + 1, False)):
            plan = link.execute(f"EXPLAIN {page.format(limit)}").fetchone()[1]
            assert ("SEMI" in plan) is late, plan
            every = link.execute("SELECT * FROM kept WHERE k = 3 ORDER BY h DESC, i").fetchall()
            assert link.execute(page.format(limit)).fetchall() == every[:limit]


def test_numbers_without_a_pattern_are_not_packed_by_bits(tmp_path):
    """As they are, or in vectors of which the engine's own format keeps some as they are."""
    with engine.workshop(tmp_path, ONE, kept="rows.duckdb") as link:
        rows = "SELECT random() AS b, i / 100 AS c FROM range(9000) r(i)"
        link.execute(f"CREATE TABLE kept AS {rows}")
        link.execute("CHECKPOINT")
        stored = link.execute(
            "SELECT DISTINCT column_name, compression FROM pragma_storage_info('kept')"
            " WHERE segment_type = 'DOUBLE'"
        ).fetchall()
        assert {how for column, how in stored if column == "b"} <= {"Uncompressed", "ALP"}
        assert ("c", "ALP") in stored
        assert "ALPRD" not in {how for _column, how in stored}


@pytest.mark.parametrize(("rows", "group", "most"), [
    (70_000, 100_000, engine.GROUP), (40_000, 6_144, 6_144), (50, 100_000, engine.VECTOR),
    (0, 100_000, engine.GROUP),
])  # fmt: skip
def test_rows_that_parquet_holds_in_small_groups_stand_so_in_a_copy(tmp_path, rows, group, most):
    path = tmp_path / "rows.parquet"
    form = f"FORMAT parquet, ROW_GROUP_SIZE {group}"
    duckdb.sql(f"COPY (SELECT i FROM range({rows}) r(i)) TO '{path}' ({form})")
    assert engine.together(path) == most
