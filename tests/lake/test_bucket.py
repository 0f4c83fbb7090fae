"""The store in a bucket: what `test_versions` proves of both stores, and what a network adds."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import subprocess
import sys
import traceback
from dataclasses import asdict, replace
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from parvis.lake import actions, plugs, rows, store, together
from parvis.lake.bucket import Bucket
from parvis.lake.child import ROOT
from parvis.lake.models import Version
from parvis.lake.query import odsql
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.policy import PUBLIC
from parvis.lake.refusals import Away, Damaged
from parvis.lake.shelf import stem
from parvis.lake.versions import Store, rows_name
from tests.databases import on_postgresql
from tests.lake.makers import CONTEXT, loaded, trees
from tests.lake.relay import relayed
from tests.lake.shelves import lost, machine, s3, spoilt

__all__ = ["s3"]
MIB = 2**20
COUNT = odsql.query(select="count(*) as n, max(hauteur) as h")


def bytes_of(number: int, size: int = 1000) -> bytes:
    return hashlib.shake_128(bytes([number])).digest(size)


def put(store: Store, content: bytes) -> str:
    """Its name."""
    with store.aside() as folder:
        written = folder / "rows.parquet"
        written.write_bytes(content)
        name = rows_name(hashlib.sha256(content).hexdigest())
        store.shelf.put(written, name)
    return name


@pytest.mark.once
def test_what_one_machine_puts_another_brings_whole(s3, tmp_path):
    bucket = s3.bucket()
    here, there = (machine(tmp_path / name, s3, bucket) for name in ("here", "there"))
    content = bytes_of(1, 20 * MIB)
    name = put(here, content)
    assert not (there.shelf.near / name).exists()
    assert there.shelf.fetch(name).read_bytes() == content
    assert here.shelf.fetch(name).read_bytes() == content
    there.shelf.remove(name)
    assert here.shelf.size(name) is None
    assert list(here.shelf.names("objects")) == []


@pytest.mark.once
def test_the_server_checks_what_it_receives(s3, tmp_path):
    here = machine(tmp_path, s3, s3.bucket())
    name, access = put(here, bytes_of(2, 20 * MIB)), here.shelf.access
    told = s3.client().head_object(
        Bucket=access.bucket, Key=f"{access.prefix}/{name}", ChecksumMode="ENABLED"
    )
    assert told["ChecksumSHA256"]


@pytest.mark.once
def test_a_damaged_object_is_never_read_and_nothing_of_it_stays(s3, tmp_path):
    bucket = s3.bucket()
    here, there = (machine(tmp_path / name, s3, bucket) for name in ("here", "there"))
    name = put(here, bytes_of(3))
    spoilt(here, name, bytes_of(4))
    with pytest.raises(Away, match="damaged"):
        there.shelf.fetch(name)
    assert {path.name for path in (there.shelf.near / name).parent.iterdir()} == {"lock"}
    put(here, bytes_of(3))  # loaded again, it is mended
    assert there.shelf.fetch(name).read_bytes() == bytes_of(3)


@pytest.mark.once
def test_a_missing_object_is_a_missing_file(s3, tmp_path):
    here = machine(tmp_path, s3, s3.bucket())
    with pytest.raises(FileNotFoundError):
        here.shelf.fetch(rows_name("ab" * 32))


@pytest.mark.once
def test_what_was_used_longest_ago_goes_from_the_machine_not_from_the_bucket(s3, tmp_path):
    here = machine(tmp_path, s3, s3.bucket(), room=2_500)
    names = [put(here, bytes_of(number)) for number in range(3)]
    for age, name in enumerate(reversed(names)):
        path = here.shelf.near / name
        if path.exists():
            os.utime(path, (path.stat().st_mtime - 100 * (age + 1),) * 2)
    last = put(here, bytes_of(9))
    kept = {path.stem for path in here.shelf.near.rglob("*.parquet")}
    assert kept == {stem(each) for each in (names[2], last)}
    assert here.shelf.fetch(names[0]).read_bytes() == bytes_of(0)


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"secret": "no such secret"}, "refused"),
        ({"key": "no such key"}, "refused"),
        ({"bucket": "no-such-bucket"}, "no_bucket"),
        ({"endpoint": "http://127.0.0.1:9"}, "unreachable"),
    ],
)
def test_a_storage_that_refuses_is_said_and_no_secret_is(s3, tmp_path, caplog, wrong, code):
    right = machine(tmp_path, s3, s3.bucket()).shelf.access
    caplog.set_level(logging.DEBUG)  # our own client of before says the key
    access = replace(right, **wrong)
    kept = Store(tmp_path, Bucket(access, tmp_path / "brought", MIB))
    for work in (lambda: put(kept, b"rows"), kept.versions, lambda: kept.shelf.digest("objects/a")):
        with pytest.raises(Away) as raised:
            work()
        assert raised.value.code == code
        assert raised.value.sentence()
        said = "".join(traceback.format_exception(raised.value)) + caplog.text + repr(access)
        assert access.secret not in said
        assert access.key not in said.replace(repr(access), "")


PUTTING = """
import json, sys
from pathlib import Path
from parvis.lake.bucket import Access, Bucket
root, access, written, name = Path(sys.argv[1]), json.loads(sys.argv[2]), *sys.argv[3:]
print("begun", flush=True)
Bucket(Access(**access), root, 2**30).put(Path(written), name)
"""


@pytest.mark.once
def test_killed_in_the_middle_of_an_upload_nothing_has_the_name(s3, tmp_path):
    here = machine(tmp_path / "here", s3, s3.bucket())
    content = bytes_of(5, 64 * MIB)
    name = rows_name(hashlib.sha256(content).hexdigest())
    written = tmp_path / "rows.parquet"
    written.write_bytes(content)
    with relayed(s3.endpoint, most=40 * MIB) as relay:
        access = asdict(here.shelf.access) | {"endpoint": relay.endpoint}
        process = subprocess.Popen(
            [sys.executable, "-c", PUTTING, str(tmp_path / "there"), json.dumps(access),
             str(written), name],
            stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout.readline() == b"begun\n"
        assert relay.full.wait(60)
        process.kill()
        process.communicate()
    assert here.shelf.size(name) is None
    assert list(here.shelf.names("objects")) == []
    assert list(here.verify()) == []
    assert put(here, content) == name  # the same again goes through
    assert here.shelf.digest(name) == hashlib.sha256(content).hexdigest()


@pytest.fixture
def lake(s3, settings, tmp_path):
    """The portal's own store, in a bucket."""
    settings.DATA = tmp_path
    settings.PARVIS_CACHE = tmp_path / "cache"
    settings.PARVIS_LAKE = f"s3://{s3.bucket()}/lac"
    settings.PARVIS_S3 = s3.settings
    store.forget()
    yield store.store()
    store.reader().settled()
    store.reader().close()
    store.forget()


def asked(version):
    found = rows.opened(version).answer(COUNT, PUBLIC, CONTEXT)
    store.reader().settled()
    return found.rows


@pytest.mark.django_db
def test_rows_are_loaded_published_and_answered_from_a_bucket(lake, tmp_path):
    version = loaded(trees(tmp_path / "arbres.csv", 300))
    actions.publish(version)
    assert asked(version) == [(300, 29)]
    newcomer(lake, version)
    assert asked(version) == [(300, 29)]  # the Parquet comes down, and answers
    assert store.rows_cache().find(version.name)
    (lake.shelf.near / rows_name(version.sha256)).unlink()
    assert asked(version) == [(300, 29)]  # the machine's DuckDB file needs nothing else
    assert not (lake.shelf.near / rows_name(version.sha256)).exists()
    assert plugs.kept_folders() == []


def newcomer(lake, version):
    """This machine is as one that was just added."""
    store.reader().close()
    store.forget_readers()
    store.rows_cache().forget(version.name)
    for path in lake.shelf.near.rglob("*.*"):
        path.unlink()


@pytest.mark.django_db
def test_rows_that_the_bucket_lost_or_spoilt_are_a_refusal_not_other_rows(lake, tmp_path):
    version = loaded(trees(tmp_path / "arbres.csv", 300))
    actions.publish(version)
    name = rows_name(version.sha256)
    whole = lake.rows_path(version.sha256).read_bytes()
    spoilt(lake, name, whole[:-1] + b"!")
    newcomer(lake, version)
    with pytest.raises(EngineProblem, match="failed"):
        asked(version)
    assert [(each.path, each.cause) for each in actions.verify().broken] == [(name, "damaged")]
    lost(lake, name)
    with pytest.raises(EngineProblem, match="failed"):
        asked(version)
    with pytest.raises(Damaged):
        actions.publish(version)
    assert [(each.path, each.cause) for each in actions.verify().broken] == [(name, "missing")]


@pytest.mark.django_db
def test_the_command_says_why_the_bucket_does_not_answer(lake, settings):
    settings.PARVIS_S3 = settings.PARVIS_S3 | {"secret": "another"}
    store.forget()
    for action in ("verify", "collect"):
        with pytest.raises(CommandError, match="PARVIS_S3_SECRET") as refused:
            call_command("lake", action, stdout=io.StringIO())
        assert refused.value.returncode == 1


@pytest.mark.django_db
def test_what_no_data_set_has_is_collected_from_the_bucket(lake, tmp_path):
    kept = loaded(trees(tmp_path / "arbres.csv", 20))
    loaded(trees(tmp_path / "arbres.csv", 30)).delete()
    assert actions.collect() == 2
    assert lake.versions() == [kept.name]
    assert list(lake.shelf.names("objects")) == [rows_name(kept.sha256)]
    assert actions.verify().broken == []


@pytest.mark.django_db
def test_a_bucket_of_another_portal_is_not_swept(lake, settings, tmp_path):
    """A copy of a portal that was given the same place knows none of its new versions."""
    mine = settings.PARVIS_BASE_URL
    assert actions.collect() == 0
    kept = loaded(trees(tmp_path / "arbres.csv", 20))
    Version.objects.all().delete()
    settings.PARVIS_BASE_URL = "https://copie.ville.example"
    with pytest.raises(Away) as refused:
        actions.collect()
    assert refused.value.params["owner"] == mine
    assert lake.versions() == [kept.name]
    with pytest.raises(CommandError, match="préfixe"):
        call_command("lake", "collect", stdout=io.StringIO())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not on_postgresql(), reason="with SQLite there is one machine")
def test_machines_keep_writers_and_collectors_apart(tmp_path):
    here, there = (Store(tmp_path / name, together=together.held) for name in ("here", "there"))

    def collect():
        try:
            there.collect(list)
        finally:
            connection.close()

    collecting = Thread(target=collect)
    with here.writing(), here.writing():  # a writer among others
        collecting.start()
        collecting.join(0.2)
        assert collecting.is_alive()
    collecting.join()
