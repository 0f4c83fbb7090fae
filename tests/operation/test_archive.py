"""A backup file is believed only when every size and checksum holds."""

import io
import json
import tarfile

import pytest

from parvis.operation import archive
from parvis.operation.archive import Manifest, Refused


def quiet(_count: int) -> None:
    return None


def manifest() -> Manifest:
    return Manifest("sqlite", "1.0", "2026-03-12T10:00:00+00:00", False, "abc")


@pytest.fixture
def backup(tmp_path):
    """A backup of two files."""
    (tmp_path / "source").mkdir()
    for name, content in (("a.txt", b"bonjour" * 1000), ("b.txt", b"")):
        (tmp_path / "source" / name).write_bytes(content)
    path = tmp_path / "backup.tar.gz"
    with archive.writing(path, manifest(), quiet) as writer:
        writer.add("media/a.txt", tmp_path / "source" / "a.txt")
        writer.add("media/été/b.txt", tmp_path / "source" / "b.txt")
    return path


def rewritten(path, change):
    """The same backup with its members changed: `change` takes and gives {name: bytes}."""
    with tarfile.open(path) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}
    with tarfile.open(path, "w:gz") as tar:
        for name, content in change(members).items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def code(path, folder) -> str:
    with pytest.raises(Refused) as refusal:
        archive.unpack(path, folder, quiet)
    assert refusal.value.sentence()
    return refusal.value.code


def test_what_goes_in_comes_out(backup, tmp_path):
    target = tmp_path / "out"
    made = archive.unpack(backup, target, quiet)
    assert (target / "media" / "a.txt").read_bytes() == b"bonjour" * 1000
    assert (target / "media" / "été" / "b.txt").read_bytes() == b""
    assert sorted(made.files) == ["media/a.txt", "media/été/b.txt"]
    assert backup.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda m: m | {"media/a.txt": b"bonsoir" * 1000}, "damaged"),
        (lambda m: m | {"media/c.txt": b"en trop"}, "damaged"),
        (lambda m: {n: c for n, c in m.items() if n != "media/a.txt"}, "damaged"),
        (lambda m: {n: c for n, c in m.items() if n != "manifest.json"}, "unreadable"),
        (lambda m: m | {"manifest.json": b"[]"}, "unreadable"),
        (lambda m: m | {"manifest.json": b"{"}, "unreadable"),
        (lambda m: m | {"../escape": b"x"}, "unsafe"),
        (lambda m: m | {"/tmp/escape": b"x"}, "unsafe"),
        (
            lambda m: (
                m
                | {
                    "manifest.json": json.dumps(
                        json.loads(m["manifest.json"]) | {"format": 99}
                    ).encode()
                }
            ),
            "newer",
        ),
    ],
)
def test_a_changed_backup_is_refused(backup, tmp_path, change, refusal):
    rewritten(backup, change)
    assert code(backup, tmp_path / "out") == refusal
    assert not (tmp_path / "escape").exists()


def test_links_are_refused(backup, tmp_path):
    with tarfile.open(backup, "w:gz") as tar:
        link = tarfile.TarInfo("media/a.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert code(backup, tmp_path / "out") == "unsafe"


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9])
def test_half_a_backup_is_refused(backup, tmp_path, keep):
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * keep)])
    assert code(backup, tmp_path / "out") in {"unreadable", "damaged"}


def test_anything_else_is_refused(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<!doctype html>")
    assert code(page, tmp_path / "out") == "unreadable"
    assert code(tmp_path / "absent", tmp_path / "out") == "missing"


def test_a_backup_never_replaces_a_file(backup):
    with pytest.raises(Refused, match="exists"), archive.writing(backup, manifest(), quiet):
        pass


def test_nothing_is_left_of_a_backup_that_failed(tmp_path):
    path = tmp_path / "backup.tar.gz"
    with pytest.raises(FileNotFoundError), archive.writing(path, manifest(), quiet) as writer:
        writer.add("media/a.txt", tmp_path / "absent")
    assert list(tmp_path.iterdir()) == []
