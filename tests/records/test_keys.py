"""The keys of one person's files: made, copied, restored, wrapped anew, destroyed everywhere."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from parvis.records import keys
from parvis.records.keys import KeyAbsent, KeyStore, KeyUnreadable

pytestmark = pytest.mark.once
DAY = dt.date(2026, 3, 1)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys", tmp_path / "copies", "un secret")


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_key_is_read_again_and_stands_nowhere_in_clear(store: KeyStore, tmp_path: Path) -> None:
    one = uuid4()
    key = store.make(one)[one]
    assert len(key) == 32
    assert store.read(one) == key
    assert key not in every_byte(tmp_path)
    assert oct(store.path(one).stat().st_mode)[-3:] == "600"


def test_no_other_request_opens_with_it(store: KeyStore) -> None:
    one, other = uuid4(), uuid4()
    store.make(one)
    store.make(other)
    store.path(other).write_bytes(store.path(one).read_bytes())
    with pytest.raises(KeyUnreadable):
        store.read(other)


def test_another_secret_does_not_open_it(store: KeyStore) -> None:
    one = uuid4()
    store.make(one)
    with pytest.raises(KeyUnreadable):
        KeyStore(store.folder, store.copies, "un autre").read(one)


def test_a_text_is_bound_to_what_it_is_about() -> None:
    key = os.urandom(32)
    sealed = keys.seal(key, b"texte", "request/1")
    assert keys.unseal(key, sealed, "request/1") == b"texte"
    for wrong in (("request/2", sealed), ("request/1", sealed[:-1] + bytes([sealed[-1] ^ 1]))):
        with pytest.raises(KeyUnreadable):
            keys.unseal(key, wrong[1], wrong[0])


def test_destroyed_it_is_gone_from_the_store_and_from_every_copy(
    store: KeyStore, tmp_path: Path
) -> None:
    one, other = uuid4(), uuid4()
    store.make(one)
    kept = store.make(other)[other]
    wrapped = json.loads(store.path(one).read_bytes())["sealed"].encode()
    for n in range(3):
        store.copy(DAY + dt.timedelta(days=n))
    assert wrapped in every_byte(tmp_path)
    assert store.destroy([one]) == {one: 4}
    assert wrapped not in every_byte(tmp_path)
    assert str(one).encode() not in every_byte(tmp_path)
    with pytest.raises(KeyAbsent):
        store.read(one)
    assert store.restore([one, other]) == set()
    assert store.read(other) == kept
    assert store.destroy([one]) == {one: 0}


def test_copies_live_thirty_days(store: KeyStore) -> None:
    store.make(uuid4())
    for n in range(0, 40, 5):
        store.copy(DAY + dt.timedelta(days=n))
    ages = [int((DAY + dt.timedelta(days=35) - day_of(copy)).days) for copy in store.dated()]
    assert ages == [30, 25, 20, 15, 10, 5, 0]


def day_of(copy: Path) -> dt.date:
    return dt.date.fromisoformat(copy.stem.removeprefix("keys-"))


def test_a_lost_key_comes_back_from_the_newest_copy(store: KeyStore) -> None:
    one, never = uuid4(), uuid4()
    key = store.make(one)[one]
    store.copy(DAY)
    store.path(one).unlink()
    assert store.restore([one, never]) == {one}
    assert store.read(one) == key


def test_wrapped_anew_under_another_secret_and_again_after_a_cut(store: KeyStore) -> None:
    found = {uuid4() for _ in range(5)}
    known = store.make(*found)
    store.copy(DAY)
    fresh = KeyStore(store.folder, store.copies, "le nouveau secret")
    first = min(found)
    keys.write({store.path(first): keys.wrapped(known[first], fresh.secret, first)})  # as if cut
    assert fresh.rewrap("un secret") == 4
    assert fresh.rewrap("un secret") == 0
    assert {one: fresh.read(one) for one in found} == known
    store.path(first).unlink()
    assert fresh.restore(found) == {first}
    assert fresh.read(first) == known[first]


def test_what_a_cut_left_is_swept(store: KeyStore, tmp_path: Path) -> None:
    one = uuid4()
    store.make(one)
    store.copy(DAY)
    copy = store.dated()[0]
    before = copy.with_suffix(".before")
    os.link(copy, before)  # cut before the copy was written anew
    assert store.copy(DAY) == 1
    assert not before.exists()
    before.write_bytes(copy.read_bytes())  # cut once it was
    left = store.path(one).parent / ".tmpxyz"
    left.write_bytes(b"cut")
    os.utime(left, (0, 0))
    store.destroy([one])
    assert str(one).encode() not in every_byte(tmp_path)
    assert not left.exists()
    assert not before.exists()


MAKE = """
import sys; from pathlib import Path; from uuid import uuid4
from parvis.records.keys import KeyStore
store = KeyStore(Path(sys.argv[1]), Path(sys.argv[2]), "un secret")
while True:
    one = uuid4(); store.make(one); print(one, flush=True)
"""


def test_kill_9_loses_no_key_that_was_acknowledged(store: KeyStore) -> None:
    maker = subprocess.Popen(
        [sys.executable, "-c", MAKE, str(store.folder), str(store.copies)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert maker.stdout is not None
    said = [UUID(maker.stdout.readline().strip()) for _ in range(20)]
    maker.kill()
    maker.communicate()
    assert all(len(store.read(one)) == 32 for one in said)
    assert all(len(store.read(one)) == 32 for one in store.known())


def test_nobody_else_of_the_machine_reads_keys_nor_their_names(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "deep" / "keys", tmp_path / "deep" / "copies", "secret")
    store.make(uuid4())
    store.copy(dt.date(2026, 3, 1))
    for place in (store.folder, store.copies):
        found = [place, *place.rglob("*")]
        assert len(found) > 1
        for path in found:
            if path.name != ".lock":  # it holds nothing
                assert path.stat().st_mode & 0o077 == 0, path
