"""Publishing never interrupts reading: no error, never rows of two versions in one answer."""

from __future__ import annotations

from threading import Event, Thread
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from parvis.lake import actions, rows, store
from parvis.lake.actions import Verified
from parvis.lake.models import Pointer
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.refusals import Damaged
from parvis.lake.served.cache import Cache
from parvis.lake.served.reader import Reader
from parvis.lake.versions import Fault, manifest_name
from tests.lake.makers import CONTEXT, lake

__all__ = ["lake"]
pytestmark = pytest.mark.django_db(transaction=True)

PUBLICATIONS, READS = 12, 150
PAGE = odsql.query(select="numero", limit=100, offset=950)
EVERY = odsql.query(select="numero")
SUMMARY = odsql.query(select="min(numero) as a, max(numero) as b, count(*) as n")


def numbered(dataset, folder, number):
    """A version of 1,000 + `number` rows that all say `number`."""
    path = folder / f"v{number}.csv"
    path.write_text("numero;texte\n" + f"{number};a\n" * (1000 + number), encoding="utf-8")
    return actions.load(dataset, path)


def read(dataset, number):
    """Whole answers of whichever version is current: of one version, or this fails."""
    version = rows.current(dataset)
    opened = rows.opened(version)
    said = version.rows - 1000
    if number % 3 == 0:
        assert opened.answer(SUMMARY, PUBLIC, CONTEXT).rows == [(said, said, version.rows)]
    elif number % 3 == 1:
        assert opened.answer(PAGE, PUBLIC, CONTEXT).rows == [(said,)] * (50 + said)
    else:
        found = [row for batch in opened.stream(EVERY, PUBLIC, CONTEXT) for row in batch]
        assert found == [(said,)] * version.rows
    assert opened.total(EVERY, PUBLIC, CONTEXT) == version.rows


def test_reading_goes_on_while_versions_are_published(lake, tmp_path):
    """By the threads of one process; `test_reading_on` has several processes."""
    dataset, wrong, enough = uuid4(), [], Event()
    versions = [numbered(dataset, tmp_path, number) for number in range(3)]
    actions.publish(versions[0])
    done = [0, 0, 0]

    def reading(me):
        try:
            while done[me] < READS // len(done) or not enough.is_set():
                read(dataset, done[me])
                done[me] += 1
        except BaseException as error:
            wrong.append(error)
            raise
        finally:
            connection.close()

    readers = [Thread(target=reading, args=(me,)) for me in range(len(done))]
    for thread in readers:
        thread.start()
    for turn in range(PUBLICATIONS):
        version = versions[turn % 3]
        if turn % 4 == 3:
            store.rows_cache().forget(version.name)  # it is then built again, and Parquet answers
        actions.publish(version)
        assert rows.current(dataset) == version
    enough.set()
    for thread in readers:
        thread.join()
    assert wrong == []
    assert sum(done) >= READS


def test_publishing_twice_changes_nothing_and_what_is_lost_is_not_published(lake, tmp_path):
    dataset = uuid4()
    first, second = (numbered(dataset, tmp_path, number) for number in range(2))
    published = actions.publish(first).published
    assert actions.publish(first).published == published
    manifest = lake.root / manifest_name(second.name)
    for lost in (lake.rows_path(second.sha256), manifest):
        kept = lost.rename(tmp_path / "lost")
        with pytest.raises(Damaged):
            actions.publish(second)
        kept.rename(lost)
    assert rows.current(dataset) == first
    assert Pointer.objects.count() == 1


def test_the_command_says_how_many_versions_are_whole_and_files_lost(lake, tmp_path, capsys):
    version = numbered(uuid4(), tmp_path, 1)
    call_command("lake", "verify")
    assert capsys.readouterr().out == "1 version vérifiée, 0 fichier à rétablir.\n"
    numbered(uuid4(), tmp_path, 2)
    (lake.root / manifest_name(version.name)).unlink()
    with pytest.raises(SystemExit):
        call_command("lake", "verify")
    assert capsys.readouterr().out == (
        f"{manifest_name(version.name)} : manquant\n2 versions vérifiées, 1 fichier à rétablir.\n"
    )


def test_a_version_whose_manifest_is_lost_is_told_missing(lake, tmp_path):
    first, second = (numbered(uuid4(), tmp_path, number) for number in range(2))
    assert actions.verify() == Verified(2, [])
    (lake.root / manifest_name(second.name)).unlink()
    assert actions.verify() == Verified(2, [Fault(manifest_name(second.name), "missing")])
    (lake.root / manifest_name(first.name)).write_bytes(b"{}")
    assert {each.cause for each in actions.verify().broken} == {"damaged", "missing"}


def test_rows_answer_before_their_copy_is_made(lake, tmp_path, monkeypatch):
    dataset, seen = uuid4(), []
    first, second = (numbered(dataset, tmp_path, number) for number in range(2))
    build = Cache.build

    def watched(cache, *asked):
        version = rows.current(dataset)
        read(dataset, version.rows - 1000)
        seen.append(version)
        return build(cache, *asked)

    monkeypatch.setattr(Cache, "build", watched)
    monkeypatch.setattr(Reader, "_build_aside", lambda *_asked: None)  # who reads makes none
    for version in (first, second):
        actions.publish(version)
        read(dataset, version.rows - 1000)
        assert store.rows_cache().find(version.name)
    assert seen == [first, second]


def test_what_is_told_of_a_publication_is_kept_with_it_or_neither_is(lake, tmp_path):
    dataset = uuid4()
    first, second = (numbered(dataset, tmp_path, number) for number in range(2))
    actions.publish(first)

    def told(_pointer):
        raise ConnectionError("the database is away")

    with pytest.raises(ConnectionError):
        actions.publish(second, told=told)
    assert rows.current(dataset) == first


def test_the_same_file_twice_is_one_version_and_another_data_set_has_its_own(lake, tmp_path):
    dataset = uuid4()
    first = numbered(dataset, tmp_path, 1)
    assert numbered(dataset, tmp_path, 1) == first
    other = numbered(uuid4(), tmp_path, 1)
    assert other != first
    assert other.name == first.name
