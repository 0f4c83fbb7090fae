"""The table of the catalogue is kept for processes to come: they read again what changed."""

import os
import time

import duckdb
import pytest

from parvis.catalogue.explore import prepared, table_kept
from parvis.catalogue.explore.table import tables
from parvis.catalogue.explore.table_rows import SHAPE
from parvis.lake import actions
from parvis.records import publishing
from parvis.records.audience import Audience
from parvis.records.kinds import Circle
from tests import makers
from tests.catalogue.explore.makers import ask, dataset, read
from tests.lake.makers import lake

__all__ = ["lake", "read"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(lake):
    begins()
    town = makers.organisation(title="Ville")
    return [dataset(one.title(), slug=one, organisation=town) for one in ("arbres", "bancs", "bus")]


def prepare():
    """As the worker does, which has kept nothing yet."""
    prepared.Preparer(lambda: False).run_once()


def begins():
    """As a process that has asked nothing yet."""
    tables.kept.clear()


def names():
    asked = tables.of(Audience())
    found = asked.reader.cursor().execute(f"SELECT dataset_id FROM {asked.rows}").fetchall()
    return {name for (name,) in found}


def kept():
    return table_kept.file(SHAPE)


def words():
    """All that the file says, as text: its bytes are compressed."""
    rows = duckdb.sql(f"SELECT kept::text FROM {table_kept.rows_of(kept())} AS kept").fetchall()
    return str(rows)


def test_a_process_that_begins_reads_what_changed_since(client, city, read):
    prepare()
    assert sorted(read) == ["arbres", "bancs", "bus"]
    assert names() == {"arbres", "bancs", "bus"}
    begins()
    read.clear()
    dataset("Zones calmes", slug="zones", organisation=city[0].organisation)
    assert names() == {"arbres", "bancs", "bus", "zones"}
    assert read == ["zones"]
    assert ask(client, "datasets", where='"calmes"')["total_count"] == 1


def test_nothing_stays_of_a_data_set_that_went(client, city, read):
    prepare()
    assert "Bancs" in words()
    publishing.withdraw_many([city[1]])
    prepare()
    assert "Bancs" not in words()
    begins()
    read.clear()
    assert (names(), read) == ({"arbres", "bus"}, [])


def test_what_is_damaged_or_of_another_history_is_read_again(city, read, monkeypatch):
    prepare()
    whole = kept().read_bytes()
    inside = whole[:40] + bytes(400) + whole[440:]
    for content in (b"", whole[:-9], b"PAR1" + bytes(90), inside):
        kept().write_bytes(content)
        begins()
        read.clear()
        assert names() == {"arbres", "bancs", "bus"}
        assert sorted(read) == ["arbres", "bancs", "bus"]
        assert not kept().exists()
        prepare()
        assert kept().read_bytes()[-4:] == b"PAR1"
    monkeypatch.setattr(table_kept.Followed, "of", classmethod(lambda *_a: another()))
    begins()
    read.clear()
    assert names() == {"arbres", "bancs", "bus"}
    assert sorted(read) == ["arbres", "bancs", "bus"]


def another():
    """As a backup of this morning, put back, tells it."""
    return table_kept.Followed(1, b"of other bytes", {})


def test_what_agents_see_is_kept_nowhere(lake, city):
    dataset("Budget", slug="budget", circle=Circle.AGENTS, organisation=city[0].organisation)
    tables.of(Audience(Circle.AGENTS))
    assert not kept().exists()
    prepare()
    assert "Arbres" in words()
    assert "Budget" not in words()


def test_rows_that_move_make_the_file_anew_once_a_minute_at_most(city, tmp_path, monkeypatch):
    old = kept().with_name(table_kept.NAMES.format("old"))
    old.parent.mkdir(exist_ok=True)
    killed = old.with_suffix(".1-1.aside")
    for left in (old, killed):
        left.touch()
    os.utime(killed, (0, 0))
    worker = prepared.Preparer(lambda: False)
    worker.run_once()
    first = kept().stat().st_mtime_ns
    assert not old.exists()  # of another release
    assert not killed.exists()
    moved(city[0], tmp_path, 1)
    worker.run_once()
    assert kept().stat().st_mtime_ns == first
    later = time.time() + table_kept.PATIENCE + 1
    monkeypatch.setattr(table_kept.time, "time", lambda: later)
    moved(city[0], tmp_path, 2)
    worker.run_once()
    assert kept().stat().st_mtime_ns > first
    assert not list(kept().parent.glob("*.aside"))


def test_what_could_not_be_kept_waits_a_minute(city, read, monkeypatch):
    """Else all data sets are read each second, as long as a disk is full."""
    path = kept().parent / "absent" / kept().name
    monkeypatch.setattr(table_kept, "file", lambda _shape: path)
    worker = prepared.Preparer(lambda: False)
    for _ in range(3):
        worker.run_once()
    assert sorted(read) == ["arbres", "bancs", "bus"]
    path.parent.mkdir()
    worker.again = 0.0  # a minute later
    worker.run_once()
    assert path.exists()
    read.clear()
    worker.run_once()
    assert read == []


def moved(record, folder, number):
    """Other rows of a data set are published."""
    path = folder / "a.csv"
    path.write_text(f"a;b\n{number};2\n", encoding="utf-8")
    actions.publish(actions.load(record.uuid, path))
