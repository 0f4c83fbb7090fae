"""Where the files of deposits stand: a folder each beside the versions of the lake, out of its
backups and doors. A name appears only once what it names is whole and flushed.

    deposits/<key>/given/<name>                          the file
    deposits/<key>/<reading>/{rows.parquet,read.json}    what was read of it
    deposits/<key>/<reading>/key.json                    what was found of the key of its rows
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.text import get_valid_filename

from parvis.lake.reading import apart
from parvis.lake.reading.understand import Choices
from parvis.lake.shelf import flush
from parvis.lake.store import store

LONGEST_NAME = 120


def root() -> Path:
    folder = store().root / "deposits"
    folder.mkdir(exist_ok=True)
    return folder


def largest() -> int:
    """Octets of a file that may be brought."""
    return int(settings.PARVIS_DEPOSIT_GB * 2**30)


def folder(key: UUID) -> Path:
    return root() / str(key)


def given(key: UUID) -> Path | None:
    """The file that was brought."""
    return next((folder(key) / "given").glob("*"), None)


def take(key: UUID, name: str, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Keeps what is brought, read once, never whole in memory; its octets and SHA-256."""
    digest, size = hashlib.sha256(), 0
    with _made(folder(key), "given") as made, (made / safe(name)).open("wb") as out:
        for chunk in chunks:
            digest.update(chunk)
            size += out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()


def safe(name: str) -> str:
    """A file's name as the disk takes it, its ending kept."""
    clean = get_valid_filename(name.strip().lstrip(".") or "donnees")
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: LONGEST_NAME - 20]}{dot}{ending[:19]}" if dot else clean[:LONGEST_NAME]


def read(key: UUID, choices: Choices) -> str:
    """The name of what reading the file so gives, made unless it stands already. Raises Unreadable,
    FileNotFoundError when the file is gone."""
    path = given(key)
    if path is None:
        raise FileNotFoundError(folder(key))
    name = named(choices)
    if not (folder(key) / name).exists():
        with _made(folder(key), name) as made:
            found = apart.read(path, made / "rows.parquet", choices)
            (made / "read.json").write_text(json.dumps(asdict(found)), encoding="utf-8")
    return name


def named(choices: Choices) -> str:
    """The name of a reading so made: another choice, or decision, makes another."""
    asked = json.dumps(asdict(choices), sort_keys=True).encode()
    return f"read-{hashlib.sha256(asked).hexdigest()[:16]}"


def reading(key: UUID, name: str) -> dict[str, Any]:
    """`apart.Read` in plain values."""
    said: dict[str, Any] = json.loads((folder(key) / name / "read.json").read_bytes())
    return said


def rows(key: UUID, name: str) -> Path:
    return folder(key) / name / "rows.parquet"


def note_key(key: UUID, name: str, found: Mapping[str, Any]) -> None:
    """Beside what was read, and let go with it: it may hold values."""
    made = folder(key) / name / f".key-{uuid4()}.json"
    made.write_text(json.dumps(found), encoding="utf-8")
    made.rename(made.with_name("key.json"))


def noted_key(key: UUID, name: str) -> dict[str, Any]:
    """Empty where nothing was noted."""
    path = folder(key) / name / "key.json"
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
    return found


def keep_only(key: UUID, name: str) -> None:
    """Forgets earlier readings, of which some may tell what was since decided not to be kept."""
    for path in folder(key).glob("read-*"):
        if path.name != name:
            shutil.rmtree(path)


def standing() -> Iterator[UUID]:
    """Of the folders that stand."""
    for path in root().iterdir():
        if path.is_dir():
            yield UUID(path.name)


def age(key: UUID) -> float:
    """Seconds since something changed in its folder."""
    return time.time() - folder(key).stat().st_mtime


def forget(key: UUID) -> None:
    """The file and all that was read of it."""
    if folder(key).exists():
        shutil.rmtree(folder(key))


@contextmanager
def _made(where: Path, name: str) -> Iterator[Path]:
    """A folder that takes its name when it is whole; it replaces one that stood there."""
    where.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".made-", dir=where) as place:
        made = Path(place) / name
        made.mkdir()
        yield made
        for path in (*made.iterdir(), made):
            flush(path)
        if (where / name).exists():
            shutil.rmtree(where / name)
        made.rename(where / name)
    flush(where)


@contextmanager
def turn() -> Iterator[bool]:
    """Whether it is one's turn to read a file while a person waits: one at a time on a machine."""
    with (root() / "turn").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
