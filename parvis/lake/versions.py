"""The store of versions: immutable Parquet named by its SHA-256, a manifest beside it.

    objects/ab/abcd….parquet   the rows        versions/<sha256 of the manifest>.json   the manifest

A name appears only by renaming a file that was written aside and flushed: whatever stops the
machine, what has a name is whole; what has none is swept by `collect`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from parvis.lake.reading import types
from parvis.lake.reading.apart import Read
from parvis.lake.refusals import Damaged


@dataclass(frozen=True)
class Fault:
    path: str  # within the store
    cause: str  # damaged, missing


class Store:
    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("objects", "versions", "aside"):
            (root / name).mkdir(parents=True, exist_ok=True)

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """A folder where a version is made, and `writing` meanwhile."""
        with self.writing(), TemporaryDirectory(dir=self.root / "aside") as folder:
            yield Path(folder)

    def keep(self, read: Read, rows: Path, source: str) -> str:
        """Takes in `rows`, of the same file system, as a version; its name.

        Call it in `aside`, or in `writing`.
        """
        return self._state({
            "format": 2, "rows": read.rows, "source": source, "reading": dict(read.reading),
            "columns": columns(read), "doubts": [asdict(each) for each in read.doubts],
            "profile": dict(read.profile), "sha256": self._adopt(rows),
        })  # fmt: skip

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While it is held nothing is collected: hold it until something points to the version."""
        with self._lock(fcntl.LOCK_SH):
            yield

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Falls with the process that holds it."""
        with (self.root / "lock").open("a") as file:
            fcntl.flock(file, kind)
            yield

    def _adopt(self, written: Path) -> str:
        """Renames a finished file to the name of its content."""
        digest = _digest(written)
        flush(written)
        _settle(written, self.rows_path(digest))
        return digest

    def _state(self, manifest: dict[str, object]) -> str:
        content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, default=str).encode()
        name = hashlib.sha256(content).hexdigest()
        with NamedTemporaryFile(dir=self.root / "aside", delete=False) as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        _settle(Path(out.name), self.manifest_path(name))
        return name

    def rows_path(self, digest: str) -> Path:
        return self.root / "objects" / digest[:2] / f"{digest}.parquet"

    def manifest(self, version: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.manifest_path(version).read_bytes())
        return content

    def manifest_path(self, version: str) -> Path:
        return self.root / "versions" / f"{version}.json"

    def rows(self, version: str) -> Path:
        return self.rows_path(str(self.manifest(version)["sha256"]))

    def versions(self) -> list[str]:
        return sorted(each.stem for each in (self.root / "versions").glob("*.json"))

    def verify(self) -> Iterator[Fault]:
        """Every byte is read again: what is damaged, what is missing. Nothing is collected then."""
        with self.writing():
            yield from self._faults()

    def _faults(self) -> Iterator[Fault]:
        wanted = set()
        for name in self.versions():
            path = self.manifest_path(name)
            if _digest(path) != name:
                yield Fault(str(path.relative_to(self.root)), "damaged")
                continue
            wanted.add(self.rows(name))
        for path in sorted(wanted):
            cause = "missing" if not path.exists() else None
            cause = cause or ("damaged" if _digest(path) != path.stem else None)
            if cause:
                yield Fault(str(path.relative_to(self.root)), cause)

    def _files(self) -> Iterator[Path]:
        yield from (self.root / "objects").glob("*/*")
        yield from (self.root / "aside").iterdir()

    def collect(self, pointed: Callable[[], Iterable[str]]) -> int:
        """Forgets the versions not in `pointed()`, then what nothing names; how many files went.

        Waits for the writers at work, and asks what is pointed to once none is. Raises Damaged
        when the manifest of a version to keep can't say which rows it names: nothing goes then.
        """
        with self._lock(fcntl.LOCK_EX):
            return self._collect(set(pointed()))

    def _collect(self, kept: set[str]) -> int:
        gone = [self.manifest_path(each) for each in self.versions() if each not in kept]
        names = [each for each in self.versions() if each in kept]
        for name in names:
            if _digest(self.manifest_path(name)) != name:
                raise Damaged("manifest", version=name)
        wanted = {self.rows(name) for name in names}
        for path in gone:
            path.unlink()
        extra = [path for path in self._files() if path not in wanted]
        for path in extra:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return len(gone) + len(extra)


def columns(read: Read) -> list[dict[str, str | None]]:
    """As a manifest says them: `type` is the engine's, `read_as` names how it was written."""
    said: list[dict[str, str | None]] = [
        {"name": each.name, "title": each.title, "type": types.BY_NAME[each.type].sql,
         "read_as": each.type, "meaning": each.meaning}
        for each in read.columns
    ]  # fmt: skip
    if read.shape:
        said.append({"name": "shape", "title": "shape", "type": "GEOMETRY", "read_as": read.shape,
                     "meaning": "geometry"})  # fmt: skip
    return said


def _settle(written: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    written.rename(target)
    for folder in (target.parent, target.parent.parent):
        flush(folder)


def flush(path: Path) -> None:
    """What is written of a file or a folder stands on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
