"""Backup and restore as a person does them: by the command, into an empty place, and compared."""

import hashlib
import json
import os
import secrets
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
POPULATE = """
import django; django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from parvis.records.models import Attachment, Feedback, Published
from tests import makers
parent = makers.organisation(title="Ville d’essai")
for n in range(30):
    makers.organisation(parent=parent, contact="a@ville.example")
makers.person()
row = Published.objects.get(pk=parent.uuid)
Feedback.objects.create(record=row, text="Une erreur", email="anne@ville.example")
attachment = Attachment(record=parent.uuid, title="Plan", media_type="text/plain")
attachment.file.save("plan été.txt", ContentFile("plan".encode() * 5000))
storages["default"].save("images/vide.txt", ContentFile(b""))
storages["default"].save("images/photo.bin", ContentFile(bytes(range(256)) * 2000))
storages["private"].save("rights/identite.txt", ContentFile(b"secret"))
"""
WRITE_ON = """
import sys, threading, django; django.setup()
from django.db import transaction
from tests import makers
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
number = 0
while not stop.is_set():
    with transaction.atomic():
        makers.organisation(slug=f"pendant-{number}")
    number += 1
    print(number, flush=True)
"""

SENSED = """
import django; django.setup()
from django.utils import timezone
from parvis.observations import instants
from parvis.observations.ingest import record
from parvis.observations.models import Observation
from parvis.observations.sealing import seal_due
from tests.observations import makers
then = instants.of(timezone.now()) - 200 * makers.DAY
record(makers.measures(makers.datastream(), then, 24))
assert seal_due()
assert not Observation.objects.exists()
"""
READ = """
import django; django.setup()
from parvis.observations.models import Observation
from tests.observations import makers
assert [row.number for row in makers.rows()] == list(range(24))
assert not Observation.objects.exists()
"""


@dataclass
class Place:
    """A folder, a database, and the environment that leads to them."""

    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PARVIS_")}
        return kept | {
            "PARVIS_DATA": str(self.folder),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "parvis.settings",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "parvis", *words]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )

    def done(self, *words: str) -> str:
        made = self.run(*words)
        assert made.returncode == 0, made.stderr
        return made.stdout

    def refused(self, *words: str) -> str:
        made = self.run(*words)
        assert made.returncode == 1, made.stderr
        assert "Traceback" not in made.stderr
        return made.stderr

    def python(self, code: str) -> None:
        subprocess.run([sys.executable, "-c", code], env=self.environment, timeout=300, check=True)

    def tables(self) -> dict[str, tuple[int, str]]:
        """Each table's number of rows and the digest of all its content."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as database:
                return digests(database, "SELECT name FROM sqlite_master WHERE type = 'table'")
        import psycopg

        with psycopg.connect(self.url) as database:
            return digests(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")

    def files(self) -> dict[str, str]:
        return {
            f"{root}/{path.relative_to(self.folder / root)}": sha256(path.read_bytes())
            for root in ("media", "private", "lake/objects", "lake/versions")
            for path in (self.folder / root).rglob("*")
            if path.is_file()
        }


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digests(database, query: str) -> dict[str, tuple[int, str]]:
    found = {}
    for (name,) in database.execute(query).fetchall():
        rows = sorted(repr(row) for row in database.execute(f'SELECT * FROM "{name}"').fetchall())
        found[name] = (len(rows), sha256("\n".join(rows).encode()))
    return found


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Make empty places on the engine that this test run is about."""
    made: list[str] = []

    def make(model: str = databases.EMPTY) -> Place:
        folder = tmp_path_factory.mktemp("place")
        if not databases.on_postgresql():
            return Place(folder, f"sqlite:///{folder}/parvis.sqlite3")
        made.append(databases.created(model))
        return Place(folder, made[-1])

    yield make
    for address in made:
        databases.dropped(address)


@pytest.fixture(scope="module")
def source(places, pytestconfig):
    if databases.on_postgresql():
        place = places(databases.name_of(databases.migrated()))
    else:
        place = places()
        databases.seed(pytestconfig.cache.mkdir("databases"), place.folder / "parvis.sqlite3")
    place.done("migrate", "--verbosity", "0")
    place.python(POPULATE)
    rows = place.folder / "arbres.csv"
    rows.write_text("essence;nombre\nchêne;12\nhêtre;7\n", "utf-8")
    place.done("load", str(rows), "--dataset", "arbres", "--publish")
    return place


def kept(files: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if not name.startswith("private/rights")}


def test_a_restored_portal_is_the_one_that_was_backed_up(source, places, tmp_path):
    archive = tmp_path / "parvis.tar.gz"
    said = source.done("backup", str(archive))
    assert "clés n’y sont pas" in said
    place = places()
    made = place.run("restore", str(archive))
    assert made.returncode == 0, made.stderr
    assert "Tout se tient" in made.stdout
    assert "PARVIS_PERSONAL_KEY" in made.stderr  # sealed text needs the key of before
    before, after = source.tables(), place.tables()
    assert before["records_published"][0] >= 31
    assert after == before
    assert len(kept(source.files())) == 5  # rows and their manifest are two of them
    assert place.files() == kept(source.files())
    assert json.loads(place.done("lake", "verify", "--json")) == {
        "ok": True, "checked": 1, "broken": []
    }  # fmt: skip


def test_a_backup_made_while_others_write_is_consistent(source, places, tmp_path):
    archive = tmp_path / "parvis.tar.gz"
    with subprocess.Popen(
        [sys.executable, "-c", WRITE_ON], env=source.environment, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    ) as writer:  # fmt: skip
        assert writer.stdout is not None
        first = int(writer.stdout.readline())
        source.done("backup", str(archive), "--with-keys")
        said, _nothing = writer.communicate(timeout=60)
    assert writer.returncode == 0
    assert int(said.split()[-1]) > first  # it wrote all along
    place = places()
    assert "Les clés sont restaurées aussi" in place.done("restore", str(archive))
    assert 31 <= place.tables()["records_published"][0] <= source.tables()["records_published"][0]
    for name in ("PARVIS_SECRET_KEY", "PARVIS_PERSONAL_KEY"):
        restored = place.folder / "keys" / name
        assert restored.read_text() == (source.folder / "keys" / name).read_text()
        assert restored.stat().st_mode & 0o777 == 0o600


def test_a_place_that_holds_something_is_left_alone_unless_forced(source, places, tmp_path):
    archive = tmp_path / "parvis.tar.gz"
    source.done("backup", str(archive))
    saved, expected = source.tables(), kept(source.files())
    (source.folder / "media" / "apres.txt").write_text("écrit après la sauvegarde")
    source.python(
        "import django; django.setup(); from tests import makers; makers.person(username='x')"
    )
    changed = source.tables()
    assert "--force" in source.refused("restore", str(archive))
    assert source.tables() == changed
    source.done("restore", str(archive), "--force")
    assert source.tables() == saved
    assert kept(source.files()) == expected
    assert "private/rights/identite.txt" in source.files()


def test_a_damaged_backup_changes_nothing(places, tmp_path):
    archive = tmp_path / "parvis.tar.gz"
    archive.write_bytes(secrets.token_bytes(10_000))
    place = places()
    assert "Rien n’a été changé" in place.refused("restore", str(archive))
    assert place.tables() == {}


def test_an_existing_file_is_not_overwritten(source, tmp_path):
    archive = tmp_path / "parvis.tar.gz"
    archive.write_text("autre chose")
    assert "existe déjà" in source.refused("backup", str(archive))
    assert archive.read_text() == "autre chose"


def test_a_restored_portal_reads_its_sealed_months(source, places, tmp_path):
    source.python(SENSED)
    archive = tmp_path / "parvis.tar.gz"
    source.done("backup", str(archive))
    place = places()
    place.done("restore", str(archive))
    place.python(READ)
    told = json.loads(place.done("lake", "verify", "--json"))
    assert told["ok"]
    assert told["checked"] >= 2  # the rows of a data set, and those of a month
