"""What a thief of the database reads, what is left after an erasure, what is in no log."""

from __future__ import annotations

import base64
import datetime as dt
import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parvis.operation import backup, databases
from parvis.records import keys
from parvis.records import mail as letters
from parvis.records.models import Letter
from parvis.rights import jobs
from parvis.rights.requests import access, actions, course, erasing, files, proving, vault
from parvis.rights.requests.choices import Kind, Stage
from parvis.rights.requests.models import Event, Piece, Request
from tests import makers
from tests.rights.makers import DAY, WORDS, content, officer, received

OUTBOX = "parvis.records.mail.Outbox"
FILE = b"%PDF-1.4 attestation de Zephyrin Kerbiriou"
SECRETS = [word.encode() for word in (*WORDS, "Voici ce que la cantine garde")] + [FILE[9:]]


def lived(owner: Any = None) -> Request:
    """A request with everything: message, file, answer, note, letters."""
    owner = owner or makers.organisation()
    given = files.accepted([SimpleUploadedFile("a.pdf", FILE, "application/pdf")])
    got = received(organisation=owner, content=content(contact="mail"), files=given)
    dpo = officer(owner)
    actions.note(got.request, dpo, "Voici ce que la cantine garde : à vérifier.")
    actions.write(got.request, "Voici ce que la cantine garde", given, by=dpo)
    actions.answer(got.request, dpo, Stage.REFUSED, "Voici ce que la cantine garde. Maëlle "
                   "Kerbiriou-Essai", "others")  # fmt: skip
    return got.request


def raw_bytes(tmp_path: Path) -> bytes:
    """Every byte of the database as it lies on the disk: file and write-ahead log, or a dump."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        paths = [Path(name), Path(name + "-wal")]
        return b"".join(path.read_bytes() for path in paths if path.exists())
    target = tmp_path / "dump.sql"
    databases.run("pg_dump", "--format=plain", f"--file={target}")
    return target.read_bytes()


def private_bytes() -> bytes:
    root = Path(Piece._meta.get_field("file").storage.path(""))
    return b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
def test_a_stolen_database_reveals_no_name_address_or_message(
    tmp_path: Path, settings: Any
) -> None:
    settings.EMAIL_BACKEND = OUTBOX
    request = lived()
    assert Letter.objects.count() == 2
    found = raw_bytes(tmp_path)
    assert (
        str(request.uuid).encode() in found
        or request.uuid.bytes in found
        or (request.uuid.hex.encode() in found)
    )  # it is there, and says nothing
    for secret in SECRETS:
        assert secret not in found
        assert secret not in private_bytes()


@pytest.fixture
def outbox(settings: Any) -> Any:
    """Letters wait in the database, and leave into the tests' own mailbox."""
    settings.EMAIL_BACKEND = OUTBOX
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


@pytest.mark.django_db
def test_a_letter_to_the_person_waits_under_the_key_of_their_request(outbox: Any) -> None:
    request = lived()
    waiting = Letter.objects.filter(file=request.uuid)
    assert waiting.count() == 2
    for letter in waiting:  # what PARVIS_PERSONAL_KEY alone opens
        known = letter.message.encode() + base64.b64decode(letter.message)
        assert content()["email"].encode() not in known
        assert b"/droits/suivi/" not in known
        letters.deliver.func(str(letter.pk))
    assert [one.to for one in outbox] == [[content()["email"]]] * 2
    assert all("/droits/suivi/" in str(one.body) for one in outbox)
    assert set(waiting.values_list("state", "message")) == {("sent", "")}


@pytest.mark.django_db
def test_a_code_to_a_mailbox_waits_under_the_key_too(outbox: Any) -> None:
    request = received(content=content(contact="mail")).request
    proving.send(request)
    assert Letter.objects.filter(file=request.uuid).count() == 1
    assert not Letter.objects.filter(file=None).exists()


@pytest.mark.django_db(transaction=True)
def test_erased_its_letters_never_leave_and_a_copy_of_them_opens_nothing(outbox: Any) -> None:
    request = lived()
    stolen = Letter.objects.filter(file=request.uuid).first()
    assert stolen is not None
    erasing.erase([request])
    assert not Letter.objects.filter(file=request.uuid).exists()
    stolen.save()  # a backup brings it back
    letters.deliver.func(str(stolen.pk))
    stolen.refresh_from_db()
    assert outbox == []
    assert (stolen.state, stolen.problem) == ("waiting", "KeyAbsent")
    with pytest.raises(keys.KeyAbsent):
        letters.opened(stolen)


@pytest.mark.django_db
def test_a_letter_whose_key_is_lost_leaves_once_the_key_is_back(outbox: Any) -> None:
    request = lived()
    vault.store().copy(course.today())
    vault.store().path(request.uuid).unlink()
    letters.deliver_due.func()
    assert outbox == []
    assert vault.store().restore([request.uuid]) == {request.uuid}
    Letter.objects.update(next_try=timezone.now())
    letters.deliver_due.func()
    assert len(outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_is_in_tasks_or_logs(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.EMAIL_BACKEND = OUTBOX
    caplog.set_level(logging.DEBUG)
    request = lived()
    erasing.erase([request])
    tasks = "".join(str(row.args_kwargs) for row in DBTaskResult.objects.all())
    assert DBTaskResult.objects.exists()
    for secret in SECRETS:
        assert secret.decode() not in caplog.text
        assert secret.decode() not in tasks


@pytest.mark.django_db(transaction=True)
def test_erased_nobody_reads_it_again_here_or_in_a_backup(tmp_path: Path) -> None:
    request = lived()
    store = vault.store()
    store.copy(course.today())
    stolen = tmp_path / "before"
    databases.dump(stolen)
    event, piece = Event.objects.filter(kind=Kind.ANSWERED).get(), Piece.objects.first()
    assert piece is not None
    stored, name = piece.file.storage, str(piece.file.name)
    sealed = bytes(Request.objects.get().sealed)
    erasing.erase([request])
    request.refresh_from_db()
    assert request.erased
    assert request.proof.endswith(" 2")  # the store and one copy
    assert bytes(request.sealed) == b""
    assert not Event.objects.exclude(sealed=b"").exists()
    assert not Piece.objects.exists()
    assert not stored.exists(name)
    with pytest.raises(keys.KeyAbsent):
        access.opened(request)
    assert store.restore([request.uuid]) == set()
    if connection.vendor == "sqlite":  # the row of the copy is there, and stays sealed
        with closing(sqlite3.connect(stolen)) as copy:
            rows = copy.execute("SELECT sealed FROM rights_request").fetchall()
        assert rows == [(sealed,)]
    assert event.pk in Event.objects.values_list("pk", flat=True)
    assert (request.stage, request.refusal) == (Stage.REFUSED, "others")
    with pytest.raises(actions.RequestProblem, match="erased"):
        actions.write(request, "Encore là ?")


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_sealed_files_and_no_key(tmp_path: Path, settings: Any) -> None:
    """As an installation has them: keys and copies in the data folder."""
    settings.PARVIS_REQUEST_KEYS = live.DATA / "request-keys"
    settings.PARVIS_REQUEST_KEY_COPIES = live.DATA / "request-key-copies"
    request = lived()
    vault.store().copy(course.today())
    kept = [name for name, _path in backup.files()]
    assert any(name.startswith("private/requests/") for name in kept)
    assert not any("request-key" in name or name.endswith(".key") for name in kept)
    assert not any(str(request.uuid) in name for name in kept)
    everything = b"".join(path.read_bytes() for _name, path in backup.files())
    wrapped = vault.store().path(request.uuid).read_bytes()
    assert wrapped not in everything
    erasing.erase([request])


@pytest.mark.django_db(transaction=True)
def test_what_a_cut_left_is_taken_away_and_what_is_young_stays() -> None:
    owner = makers.organisation()
    kept, erased = received(organisation=owner).request, received(organisation=owner).request
    store = vault.store()
    orphan, young = kept.uuid.__class__(int=1), kept.uuid.__class__(int=2)
    store.make(orphan, young)
    two_days = (timezone.now() - dt.timedelta(days=2)).timestamp()

    os.utime(store.path(orphan), (two_days, two_days))
    erasing.blank(erased, timezone.now())  # killed before its key is destroyed
    jobs.look_after_keys.func()
    assert set(store.known()) == {kept.uuid, young}
    erased.refresh_from_db()
    assert erased.proof
    jobs.look_after_keys.func()
    assert set(store.known()) == {kept.uuid, young}


@pytest.mark.django_db
def test_a_key_that_is_lost_is_noticed_and_comes_back() -> None:
    request = received().request
    store = vault.store()
    store.copy(course.today())
    store.path(request.uuid).unlink()
    with pytest.raises(CommandError, match=request.number):
        call_command("request_keys", "check")
    assert store.restore([request.uuid]) == {request.uuid}
    call_command("request_keys", "check")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("days", "stays"), [(364, True), (365, True), (366, False)])
def test_it_is_forgotten_when_its_retention_ends(days: int, stays: bool) -> None:
    owner = makers.organisation()
    request = received(organisation=owner).request
    actions.answer(request, officer(owner), Stage.ACCEPTED, "Voici.")
    Request.objects.update(answered=course.today() - days * DAY)
    old_and_open = received(organisation=owner).request
    Request.objects.filter(pk=old_and_open.pk).update(received=course.today() - 900 * DAY)
    for _again in range(2):
        jobs.erase_requests.func()
    request.refresh_from_db()
    old_and_open.refresh_from_db()
    assert (request.erased is None) is stays
    assert old_and_open.erased is None


@pytest.mark.django_db(transaction=True)
def test_erased_by_who_asked_before_an_answer_it_is_withdrawn() -> None:
    request = received().request
    erasing.erase([request])
    erasing.erase([request])
    request.refresh_from_db()
    assert (request.stage, request.withdrawn) == (Stage.WITHDRAWN, course.today())
    assert request.events.filter(kind=Kind.ERASED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_sealed_file_that_no_row_names_goes(tmp_path: Path) -> None:

    kept = lived().pieces.first()
    assert kept is not None
    root = Path(kept.file.storage.path(""))
    lost = root / "requests" / "ab" / "abandonne"
    lost.parent.mkdir(parents=True, exist_ok=True)
    lost.write_bytes(b"sealed")
    assert erasing.look_after_files() == 0
    two_days = (timezone.now() - dt.timedelta(days=2)).timestamp()
    os.utime(lost, (two_days, two_days))
    os.utime(kept.file.path, (two_days, two_days))
    assert erasing.look_after_files() == 1
    assert not lost.exists()
    assert Path(kept.file.path).exists()


def test_only_the_log_s_road_opens_a_request() -> None:
    """`vault.unseal` is called where nobody reads, or where it is written who does."""
    callers = {
        path.relative_to("parvis").as_posix()
        for path in Path("parvis").rglob("*.py")
        if "vault.unseal" in path.read_text(encoding="utf-8")
    }
    assert callers == {
        "rights/requests/access.py",  # read, read_by_link, read_piece
        "rights/requests/actions.py",  # the address of a letter
        "rights/requests/proving.py",  # the address of a code
        "rights/requests/receiving.py",  # the same form sent twice
    }
