"""A machine's copies: built by one, within a budget, none lost that matters."""

from __future__ import annotations

import fcntl
import os
from threading import Thread

import duckdb
import pytest

from parvis.lake.served import cache as copies
from parvis.lake.served import layout, lines, postings
from parvis.lake.served.cache import Cache

pytestmark = pytest.mark.once

COLUMNS = [
    {"name": "i", "title": "i", "type": "BIGINT", "read_as": "integer", "meaning": None},
    {"name": "t", "title": "t", "type": "VARCHAR", "read_as": "text", "meaning": None},
]
BUDGET = 2**30


@pytest.fixture
def parquet(tmp_path):
    path = tmp_path / "objects" / "rows.parquet"
    path.parent.mkdir()
    duckdb.sql("SELECT i, 'texte ' || i AS t FROM range(20000) r(i)").write_parquet(str(path))
    return path


def cache(tmp_path, budget=BUDGET):
    return Cache(tmp_path / "cache", budget, "Europe/Paris")


def files(kept, name):
    """A copy, its lines and its words."""
    path = kept.path(name)
    return path, *map(path.with_suffix, (lines.SUFFIX, postings.SUFFIX))


def aged(paths, seconds):
    for path in paths:
        at = path.stat().st_mtime - seconds
        os.utime(path, (at, at))


def test_a_copy_holds_every_row_in_its_order(tmp_path, parquet):
    kept = cache(tmp_path)
    assert kept.find("a") is None
    assert kept.build("a", COLUMNS, parquet)
    link = duckdb.connect(str(kept.find("a")), read_only=True)
    found = link.execute(f'SELECT i, t, "{layout.SEQUENCE}" FROM {copies.TABLE}').fetchall()
    link.close()
    assert found == [(i, f"texte {i}", i) for i in range(20_000)]
    assert not list(kept.folder.glob("*.aside"))


def test_those_used_longest_ago_go_first(tmp_path, parquet):
    kept = cache(tmp_path)
    for number, name in enumerate("abc"):
        kept.build(name, COLUMNS, parquet)
        aged(files(kept, name), 1000 - 300 * number)
    kept.find("a")  # used now
    size = sum(path.stat().st_size for path in files(kept, "a"))
    small = cache(tmp_path, int(size * 2.5))
    small.build("d", COLUMNS, parquet)
    assert [name for name in "abcd" if small.path(name).exists()] == ["a", "d"]
    assert all(path.exists() for name in "ad" for path in files(small, name))
    assert len(list(small.folder.glob(f"*{lines.SUFFIX}"))) == 2


def test_a_copy_beyond_the_budget_is_not_kept_nor_tried_again(tmp_path, parquet):
    kept = cache(tmp_path, parquet.stat().st_size + 1)
    assert not kept.build("a", COLUMNS, parquet)
    assert kept.find("a") is None
    assert not kept.wanted("a", COLUMNS, parquet)
    assert cache(tmp_path).wanted("a", COLUMNS, parquet)  # a larger budget is another matter
    assert not cache(tmp_path, 10).wanted("a", COLUMNS, parquet)


def test_one_builds_at_a_time_and_a_killed_builders_work_is_done_again(tmp_path, parquet):
    kept = cache(tmp_path)
    kept.folder.mkdir()
    left = kept.path("a").with_suffix(".aside")
    left.mkdir()
    (left / "rows.duckdb").write_bytes(b"half")
    with kept.path("a").with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not kept.build("a", COLUMNS, parquet)
        assert left.exists()
    assert kept.build("a", COLUMNS, parquet)
    assert not left.exists()


def test_a_copy_that_is_there_is_not_made_again(tmp_path, parquet, monkeypatch):
    kept = cache(tmp_path)
    assert kept.build("a", COLUMNS, parquet)
    monkeypatch.setattr(copies, "_write", lambda *_asked: pytest.fail("made again"))
    assert kept.build("a", COLUMNS, parquet)


def test_what_stands_beside_a_copy_goes_with_it_but_not_while_it_is_built(tmp_path, parquet):
    kept = cache(tmp_path)
    kept.build("a", COLUMNS, parquet)
    aside, beside = (kept.path("b").with_suffix(form) for form in (".aside", lines.SUFFIX))
    aside.mkdir()
    beside.touch()
    kept.shrink(keep=kept.path("a"))
    assert beside.exists()
    aside.rmdir()
    kept.shrink(keep=kept.path("a"))
    assert not beside.exists()


def test_what_was_just_made_stays_even_as_the_oldest(tmp_path, parquet):
    kept = cache(tmp_path)
    for name in "ab":
        kept.build(name, COLUMNS, parquet)
    aged(files(kept, "a"), 1000)
    cache(tmp_path, kept.path("a").stat().st_size).shrink(keep=kept.path("a"))
    assert [name for name in "ab" if kept.path(name).exists()] == ["a"]


def test_many_builders_make_one_copy(tmp_path, parquet, monkeypatch):
    kept, written = cache(tmp_path), []
    write = copies._write
    monkeypatch.setattr(copies, "_write", lambda *a: written.append(1) or write(*a))
    threads = [Thread(target=kept.build, args=("a", COLUMNS, parquet)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert written == [1]
    assert kept.find("a")


def test_a_builder_that_fails_leaves_nothing(tmp_path, parquet):
    kept = cache(tmp_path)
    parquet.write_bytes(b"not parquet")
    with pytest.raises(duckdb.Error):
        kept.build("a", COLUMNS, parquet)
    assert {path.suffix for path in kept.folder.iterdir()} == {".lock"}
