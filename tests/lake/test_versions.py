"""A version is kept whole, found damaged when it is, compared with another."""

from contextlib import contextmanager
from threading import Thread

import duckdb
import pytest

from parvis.lake.changes import AmbiguousKey, Changes, changes
from parvis.lake.reading import apart
from parvis.lake.refusals import Damaged
from parvis.lake.versions import Store, manifest_name
from tests.lake.shelves import lost, s3, shelf_name, spoilt, store

__all__ = ["s3", "store"]
pytestmark = pytest.mark.once


def keep(store, tmp_path, rows):
    path = tmp_path / "arbres.csv"
    path.write_text("cle;espece;x;y\n" + rows, "utf-8")
    return taken(store, path)


def taken(store, path):
    with store.aside() as folder:
        read = apart.read(path, folder / "rows.parquet")
        return store.keep(read, folder / "rows.parquet", "essai")


FIRST = "a;tilleul;351000.5;6789000\nb;chêne;352000;6789500\nc;if;350000;6788000\n"
SECOND = "a;tilleul;351000.5;6789000\nb;hêtre;352000;6789500\nd;pin;350000;6788000\n"


def test_lambert_93_is_brought_to_wgs_84_and_kept(store, tmp_path):
    manifest = store.manifest(keep(store, tmp_path, FIRST))
    west, south, _, north = manifest["profile"]["extent"]
    assert -1.8 < west < -1.6
    assert 48 < south < north < 48.3
    assert manifest["profile"]["placeless"] == 0
    assert [each["name"] for each in manifest["columns"]] == ["cle", "espece", "x", "y", "shape"]
    assert manifest["columns"][-1]["read_as"] == "point"
    assert manifest["reading"]["place"] == "x, y EPSG:2154"


def test_the_same_file_gives_the_same_version(store, tmp_path):
    assert keep(store, tmp_path, FIRST) == keep(store, tmp_path, FIRST)
    assert list(store.verify()) == []


def test_one_byte_changed_is_found(store, tmp_path):
    rows = store.rows(keep(store, tmp_path, FIRST))
    name = shelf_name(store, rows)
    content = bytearray(rows.read_bytes())
    content[100] ^= 1
    spoilt(store, name, bytes(content))
    assert [(each.path, each.cause) for each in store.verify()] == [(name, "damaged")]
    lost(store, name)
    assert [(each.path, each.cause) for each in store.verify()] == [(name, "missing")]


def test_what_nothing_points_to_is_collected(store, tmp_path):
    kept, gone = keep(store, tmp_path, FIRST), keep(store, tmp_path, SECOND)
    (store.root / "aside" / "half").write_text("cut by a kill")
    (store.root / "aside" / "cut" / ".parvis-apart-x").mkdir(parents=True)
    assert list(store.verify()) == []  # leftovers harm nobody
    assert store.collect(lambda: [kept]) == 4
    assert list((store.root / "aside").iterdir()) == []
    assert store.versions() == [kept] != [gone]
    assert list(store.verify()) == []


def test_what_others_put_there_is_left(store, tmp_path):
    """A bucket without a prefix may be of several uses."""
    kept = keep(store, tmp_path, FIRST)
    others = ("objects/notes.parquet", "versions/notes.json")
    for name in others:
        spoilt(store, name, b"of others")
    assert store.versions() == [kept]
    assert list(store.verify()) == []
    assert store.collect(lambda: [kept]) == 0
    assert {*others} <= {*store.shelf.names("objects"), *store.shelf.names("versions")}


def test_nothing_is_collected_while_a_manifest_to_keep_is_damaged(store, tmp_path):
    kept, gone = keep(store, tmp_path, FIRST), keep(store, tmp_path, SECOND)
    spoilt(store, manifest_name(kept), b"{")
    with pytest.raises(Damaged):
        store.collect(lambda: [kept])
    assert store.rows(gone).exists()
    assert [each.cause for each in store.verify()] == ["damaged"]


def test_collecting_waits_for_the_writer_and_spares_what_it_wrote(store, tmp_path):
    pointed = [keep(store, tmp_path, FIRST)]
    collecting = Thread(target=store.collect, args=(lambda: pointed,))
    with store.writing():
        collecting.start()
        new = keep(store, tmp_path, SECOND)
        collecting.join(0.05)
        assert collecting.is_alive()
        pointed[:] = [new]
    collecting.join()
    assert store.versions() == [new]
    assert list(store.verify()) == []


def test_a_writer_within_a_writer_does_not_wait_for_who_waits_for_it(tmp_path):
    """Publishing is within what is kept; between machines, who comes after a collector waits."""
    asked = []

    @contextmanager
    def together(alone):
        asked.append(alone)
        yield

    store = Store(tmp_path / "store", together=together)
    for _time in range(2):
        with store.aside(), store.writing():
            pass
    assert asked == [False, False]
    with pytest.raises(ZeroDivisionError), store.writing():
        print(1 / 0)
    store.collect(list)
    assert asked == [False, False, False, True]


def test_one_stray_pair_leaves_the_others_their_place(store, tmp_path):
    manifest = store.manifest(keep(store, tmp_path, FIRST + "d;pin;0;0\n"))
    assert manifest["reading"]["place"] == "x, y EPSG:2154"
    many = "".join(f"{i};if;35{i:04};67{i:05}\n" for i in range(1, 300)) + "z;if;48.1;-1.6\n"
    manifest = store.manifest(keep(store, tmp_path, many))
    assert manifest["reading"]["place"] == "x, y EPSG:2154"
    assert manifest["profile"]["extent"][1] > 47


@pytest.mark.parametrize(
    ("title", "pairs"),
    [
        ("geo_point_2d", ["48.1, -1.6", "48.2,-1.7"]),
        ("coordonneesXY", ["[-1.6, 48.1]", "[-1.7,48.2]"]),
        ("Position", ["-1.6,48.1", "-1.7,48.2"]),
    ],
)
def test_a_column_of_pairs_is_a_place(store, tmp_path, title, pairs):
    path = tmp_path / "points.csv"
    path.write_text(f"nom;{title}\n" + "".join(f"a;{each}\n" for each in pairs), "utf-8")
    manifest = store.manifest(taken(store, path))
    assert manifest["profile"]["extent"] == [-1.7, 48.1, -1.6, 48.2]
    assert manifest["columns"][1]["type"] == "VARCHAR"


def test_differences_by_key(store, tmp_path):
    before, after = keep(store, tmp_path, FIRST), keep(store, tmp_path, SECOND)
    link = duckdb.connect()
    assert changes(link, store.rows(before), store.rows(after), ("cle",)) == Changes(1, 1, 1)
    link.close()


def test_a_key_that_stands_twice_is_refused(store, tmp_path):
    rows = store.rows(keep(store, tmp_path, FIRST + "a;orme;351000;6789000\n"))
    link = duckdb.connect()
    with pytest.raises(AmbiguousKey):
        changes(link, rows, rows, ("cle",))
    link.close()
