"""Exports of a whole version: made once, given whole or by ranges, gone with their version."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue import loading
from parvis.catalogue.explore import files, kept
from parvis.lake import actions, store
from parvis.lake.models import Version
from parvis.lake.served import files as served
from parvis.lake.served.files import Files, TooLarge
from parvis.records import bulk
from tests.catalogue.explore.makers import ROOT, dataset
from tests.lake.makers import lake, trees

__all__ = ["lake"]
COUNT = 300
CSV = f"{ROOT}datasets/arbres/exports/csv"
database = pytest.mark.django_db


@pytest.fixture
def arbres(lake, tmp_path):
    record = dataset("Arbres", slug="arbres")
    loading.published(actions.load(record.uuid, trees(tmp_path / "arbres.csv", COUNT)))
    return record


@pytest.fixture
def made(monkeypatch):
    """What was written by the engine: one entry a time."""
    times, make = [], files.made

    def counted(*args, **named):
        times.append(args)
        return make(*args, **named)

    monkeypatch.setattr(files, "made", counted)
    return times


def kept_files():
    return sorted(path.name for path in store.files().folder.glob("*.*.*"))


@database
@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "geojson", "parquet?use_labels=true"])
def test_a_whole_version_is_written_once_and_is_what_a_question_gives(client, arbres, made, form):
    address = f"{ROOT}datasets/arbres/exports/{form}"
    first, again = client.get(address), client.get(address)
    body = first.getvalue()
    assert body == again.getvalue()
    assert len(made) == 1
    assert first["ETag"] == again["ETag"]
    assert first["Content-Length"] == str(len(body))
    if "parquet" not in form:  # a condition that every row fulfils: streamed, not kept
        assert client.get(f"{address}?where=cle>=0").getvalue() == body
        assert len(made) == 2
    assert len(kept_files()) == 1


@database
def test_what_changes_the_file_is_another_file(client, arbres, made):
    asked = ["", "?delimiter=,", "?use_labels=true", "?with_bom=false", "?quote_all=true",
             "?lang=en", "?timezone=Europe/Paris"]  # fmt: skip
    for _ in range(2):
        for query in asked:
            client.get(CSV + query).getvalue()
    assert len(made) == len(asked)
    assert client.get(f"{CSV}?delimiter=,").getvalue().startswith(b"\xef\xbb\xbfcle,espece")


@database
@pytest.mark.parametrize(
    "query", ["limit=3", "offset=1", "select=cle", "where=cle<9", "refine=espece:if",
              "order_by=cle", "list_separator=/", "timezone=Asia/Tokyo"],
)  # fmt: skip
def test_a_part_or_a_rare_way_is_not_kept(client, arbres, query):
    response = client.get(f"{CSV}?{query}")
    assert response.status_code == 200
    assert "Content-Length" not in response
    response.close()
    assert kept_files() == []


@database
def test_a_very_long_version_or_no_room_is_streamed(client, arbres, settings, monkeypatch):
    whole = client.get(CSV).getvalue()
    for name in kept_files():
        (store.files().folder / name).unlink()
    settings.PARVIS_EXPORTS_GB = 0
    assert client.get(CSV).getvalue() == whole
    settings.PARVIS_EXPORTS_GB = 100 / 2**30  # a hundred octets
    assert client.get(CSV).getvalue() == whole
    settings.PARVIS_EXPORTS_GB = 1
    monkeypatch.setattr(kept, "MOST", COUNT - 1)
    assert client.get(CSV).getvalue() == whole
    assert kept_files() == []
    assert list((store.files().folder / "aside").iterdir()) == []


@database
@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-0", 0, 1), ("bytes=10-99", 10, 100), ("bytes=50-", 50, None),
     ("bytes=-20", -20, None), ("bytes=0-99999999", 0, None), ("bytes=-99999999", 0, None)],
)  # fmt: skip
def test_a_range_gives_that_piece(client, arbres, form, asked, start, stop):
    address = f"{ROOT}datasets/arbres/exports/{form}"
    whole = client.get(address)
    body = whole.getvalue()
    assert whole["Accept-Ranges"] == "bytes"
    piece = client.get(address, headers={"range": asked})
    found = piece.getvalue()
    assert (piece.status_code, found) == (206, body[start:stop])
    first = start % len(body)
    told = f"bytes {first}-{first + len(found) - 1}/{len(body)}"
    assert (piece["Content-Range"], piece["Content-Length"]) == (told, str(len(found)))
    assert piece["ETag"] == whole["ETag"]


@database
def test_ranges_outside_and_ranges_that_are_none(client, arbres):
    whole = client.get(CSV).getvalue()
    for asked in (f"bytes={len(whole)}-", "bytes=-0"):
        refused = client.get(CSV, headers={"range": asked})
        assert (refused.status_code, refused["Content-Range"]) == (416, f"bytes */{len(whole)}")
        assert refused.content == b""
    for asked in ("bytes=0-1,5-6", "lines=0-1", "bytes=9-2", "bytes=-", "bytes=a-b", "bytes=²-3"):
        response = client.get(CSV, headers={"range": asked})
        assert (response.status_code, response.getvalue()) == (200, whole), asked


@database
def test_a_download_goes_on_only_with_the_same_file(client, arbres):
    whole = client.get(CSV)
    etag, body = whole["ETag"], whole.getvalue()

    def going_on(known):
        response = client.get(CSV, headers={"range": "bytes=5-9", "if-range": known})
        return response.status_code, response.getvalue()

    assert going_on(etag) == (206, body[5:10])
    for other in ('"other"', f"W/{etag}", "Sun, 29 Nov 2026 10:00:00 GMT"):
        assert going_on(other) == (200, body)
    known = client.get(CSV, headers={"if-none-match": etag})
    assert (known.status_code, known["ETag"], known.content) == (304, etag, b"")


@database
def test_head_tells_the_length(client, arbres):
    head, whole = client.head(CSV), client.get(CSV)
    assert whole.getvalue()
    for name in ("Content-Length", "ETag", "Content-Type", "Content-Disposition", "Accept-Ranges"):
        assert head[name] == whole[name]
    assert head.getvalue() == b""


@database
def test_a_text_is_sent_packed_to_who_reads_it(client, arbres):
    plain = client.get(CSV)
    text = plain.getvalue()
    packed = client.get(CSV, headers={"accept-encoding": "br, gzip;q=0.8"})
    assert packed["Content-Encoding"] == "gzip"
    body = packed.getvalue()
    assert gzip.decompress(body) == text
    assert packed["Content-Length"] == str(len(body))
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in packed["Vary"]
    refusing = client.get(CSV, headers={"accept-encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refusing
    assert refusing.getvalue() == text
    asked = client.get(f"{CSV}?compressed=true", headers={"accept-encoding": "gzip"})
    assert asked["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in asked
    assert gzip.decompress(asked.getvalue()) == text


@database
def test_rows_that_close_are_not_given_from_what_was_kept(client, arbres):
    assert client.get(CSV).getvalue()
    arbres.access_level = "restricted"
    bulk.save_many([arbres])
    assert client.get(f"{ROOT}datasets/arbres/records").status_code == 403
    assert client.get(CSV).status_code == 403


@database
def test_files_go_when_their_version_is_collected(client, arbres, lake, tmp_path):
    client.get(CSV).getvalue()
    assert len(kept_files()) == 1
    actions.collect()
    assert len(kept_files()) == 1  # still read
    gone = f"{'0' * 64}.{'1' * 32}.{'2' * 32}"
    (store.files().folder / gone).write_bytes(b"rows of before")
    assert not Version.objects.filter(name="0" * 64).exists()
    assert actions.collect() >= 1
    assert gone not in kept_files()
    assert len(kept_files()) == 1


def pieces(*parts):
    yield from parts


@pytest.fixture
def folder(tmp_path):
    return Files(tmp_path, 1000)


def test_twenty_at_once_write_once(folder):
    start, wrote = Barrier(20), []

    def ask(_):
        start.wait(30)
        with folder.alone("ab", wait=True):
            held = folder.find("v", "ab")
            if held is None:
                wrote.append(1)
                held = folder.write("v", "ab", pieces(b"a" * 10, b"b"))
        with closing(held.file):
            return held.file.read()

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(ask, range(20))) == {b"a" * 10 + b"b"}
    assert len(wrote) == 1


def stuck(folder, started):
    def endless():
        yield b"half"
        started.set()
        signal.pause()

    with folder.alone("ab", wait=True):
        folder.write("v", "ab", endless())


def test_a_killed_writer_leaves_nothing_that_is_read_and_no_lock(folder):
    context = multiprocessing.get_context("fork")
    started = context.Event()
    writer = context.Process(target=stuck, args=(folder, started))
    writer.start()
    assert started.wait(30)
    with folder.alone("ab", wait=False) as mine:
        assert not mine
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(30)
    assert folder.find("v", "ab") is None
    with folder.alone("ab", wait=False) as mine:
        assert mine
        with closing(folder.write("v", "ab", pieces(b"whole")).file) as file:
            assert file.read() == b"whole"


def test_what_fails_or_is_too_large_leaves_nothing(folder):
    def failing():
        yield b"half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        folder.write("v", "ab", failing())
    with pytest.raises(TooLarge):
        folder.write("v", "ab", pieces(b"a" * 1001))
    assert folder.find("v", "ab") is None
    assert list((folder.folder / "aside").iterdir()) == []


def test_those_used_longest_ago_go_and_who_reads_goes_on(folder):
    held = {}
    for age, key in enumerate(("a1", "b2", "c3")):
        held[key] = folder.write("v", key, pieces(key.encode() * 150))
        (path,) = folder.folder.glob(f"v.{key}.*")
        os.utime(path, (time.time() - 1000 + age,) * 2)
    with closing(folder.find("v", "a1").file):  # used again now: "b2" is the oldest
        pass
    folder.write("v", "d4", pieces(b"d" * 300)).file.close()
    assert sorted(path.name.split(".")[1] for path in folder.folder.glob("v.*.*")) == [
        "a1", "c3", "d4",
    ]  # fmt: skip
    assert folder.find("v", "b2") is None
    assert held["b2"].file.read() == b"b2" * 150
    for one in held.values():
        one.file.close()


def test_what_a_killed_writer_left_long_ago_is_swept(folder):
    aside = folder.folder / "aside"
    aside.mkdir()
    old, young = aside / "v.00", aside / "v.01"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - served.LOST - 10,) * 2)
    folder.write("v", "ab", pieces(b"whole")).file.close()
    assert list(aside.iterdir()) == [young]


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_any_content_comes_back(tmp_path_factory, parts):
    files = Files(tmp_path_factory.mktemp("files"), 2000)
    with closing(files.write("v", "ab", parts).file) as file:
        assert file.read() == b"".join(parts)
    found = files.find("v", "ab")
    with closing(found.file):
        assert found.size == len(b"".join(parts))


def test_the_key_tells_every_fact_apart():
    facts = json.loads('[["csv", "a"], ["csv", "b"], ["json", "a"], ["csv", ["a"]], ["csv"]]')
    assert len({kept.key(*one) for one in facts}) == len(facts)
