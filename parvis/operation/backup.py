"""One file that holds a portal, and a portal from that file.

Kept: the whole database, media, the private store, folders of rooms (hook `kept_folders`); the
keys only when asked. Left out: see EXCLUDED. The database is copied first: a file that it names was
there before it was copied.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection

from parvis import __version__
from parvis.operation import archive, databases
from parvis.records import hooks
from parvis.records.kinds import KeptFolder
from parvis.records.problems import Problem, gettext_noop

# Never in a backup: personal files of rights requests, which must not outlive their erasure here;
# what is made anew from the rest (the search index and the static files are not even looked at).
EXCLUDED = ("private/rights/",)
Step = Callable[[str, int], archive.Progress]  # (name, bytes) → what to call with bytes done


class RestoreProblem(Problem):
    sentences: ClassVar[Mapping[str, str]] = {
        "not_empty": gettext_noop(
            "La place n’est pas vide (%(what)s). Restaurez ailleurs (PARVIS_DATA, DATABASE_URL), "
            "ou ajoutez --force pour remplacer tout ce qui s’y trouve. Rien n’a été changé."
        ),
        "other_engine": gettext_noop(
            "La sauvegarde vient d’une base %(theirs)s et DATABASE_URL nomme une base %(ours)s. "
            "Rien n’a été changé."
        ),
    }


def folders() -> dict[str, Path]:
    """Folders that a backup holds, by their name in it."""
    own = {"media": location("default"), "private": location("private")}
    return own | {one.name: one.folder for one in of_rooms()}


def of_rooms() -> list[KeptFolder]:
    return hooks.gather("kept_folders")


def passing() -> tuple[str, ...]:
    """Beginnings of the names of files of rooms that are there for a moment only."""
    return tuple(f"{one.name}/{start}" for one in of_rooms() for start in one.excluded)


def inside(root: str, folder: Path, left: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """(name in a backup, path) of the files of a folder, sorted, but those `left` out."""
    for path in sorted(folder.rglob("*")):
        name = f"{root}/{path.relative_to(folder).as_posix()}"
        if path.is_file() and not name.startswith(left):
            yield name, path


def location(alias: str) -> Path:
    return Path(storages[alias].path(""))


def fingerprint() -> str:
    """Tells two personal keys apart without saying anything about them."""
    secret = settings.PARVIS_PERSONAL_KEY
    return hashlib.sha256(b"parvis fingerprint\0" + secret.encode()).hexdigest()[:16]


def files() -> Iterator[tuple[str, Path]]:
    """(name in the backup, path) of every file kept, sorted."""
    for root, folder in folders().items():
        yield from inside(root, folder, EXCLUDED + passing())


def keys() -> Iterator[tuple[str, str]]:
    for name in ("PARVIS_SECRET_KEY", "PARVIS_PERSONAL_KEY"):
        value = settings.SECRET_KEY if name == "PARVIS_SECRET_KEY" else settings.PARVIS_PERSONAL_KEY
        yield name, value


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for our eyes only on the data folder's own disk."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA) as name:
        yield Path(name)


def back_up(target: Path, with_keys: bool, step: Step) -> archive.Manifest:
    """Write the backup; it is there whole or not at all, and a running portal notices nothing."""
    manifest = archive.Manifest(
        database=connection.vendor,
        version=__version__,
        made=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        keys=with_keys,
        personal_key=fingerprint(),
    )
    with workplace() as place, ExitStack() as held:
        archive.check_free(target)
        for one in of_rooms():
            held.enter_context(one.held())
        kept = [(name, place / name) for name in [databases.NAMES[connection.vendor]]]
        databases.dump(kept[0][1])
        kept += files()
        for name, value in keys() if with_keys else ():
            (place / name).write_text(value)
            kept.append((f"keys/{name}", place / name))
        total = sum(path.stat().st_size for _name, path in kept)
        with archive.writing(target, manifest, step("backup", total)) as writer:
            for name, path in kept:
                writer.add(name, path)
    return manifest


def restore(source: Path, force: bool, step: Step) -> archive.Manifest:
    """Replace the place's database and files by those of the backup, once it proved whole."""
    with workplace() as place:
        manifest = archive.unpack(source, place, step("restore", 0))
        if manifest.database != connection.vendor:
            raise RestoreProblem("other_engine", theirs=manifest.database, ours=connection.vendor)
        if not force:
            check_empty()
        databases.load(place / databases.NAMES[manifest.database])
        for name, folder in folders().items():
            replace(place / name, folder, name)
        if manifest.keys:
            for name, _value in keys():
                write_key(name, (place / "keys" / name).read_text())
    return manifest


def check_empty() -> None:
    """Refuse a place that holds anything: SQLite's file, tables or files."""
    if not databases.is_empty():
        raise RestoreProblem("not_empty", what=connection.settings_dict["NAME"])
    for root, folder in folders().items():
        if any(inside(root, folder, passing())):
            raise RestoreProblem("not_empty", what=folder)


def replace(staged: Path, folder: Path, name: str) -> None:
    """Put the staged files where the portal reads; what is never in a backup stays."""
    for _name, path in inside(name, folder, EXCLUDED + passing()):
        path.unlink()
    for path in sorted(staged.rglob("*")):
        if path.is_file():
            target = folder / path.relative_to(staged)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)


def write_key(name: str, value: str) -> None:
    path = settings.DATA / "keys" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{name}.restored")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(value)
    aside.replace(path)
