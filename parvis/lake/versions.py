"""The store of versions: immutable Parquet named by its SHA-256, a manifest beside it.

    objects/ab/abcd….parquet   the rows        versions/<sha256 of the manifest>.json   the manifest

A name appears only once the whole file stands there, in a folder or in a bucket (`shelf.py`):
whatever stops the machine, what has a name is whole; what has none is swept by `collect`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from parvis.lake.reading import types
from parvis.lake.reading.apart import Read
from parvis.lake.refusals import Damaged
from parvis.lake.shelf import Folder, Shelf, digest, stem

Together = Callable[[bool], AbstractContextManager[None]]
"""A lock that machines share: alone (True) or among others."""
_OURS = {
    "objects": re.compile(r"objects/[0-9a-f]{2}/[0-9a-f]{64}\.parquet"),
    "versions": re.compile(r"versions/[0-9a-f]{64}\.json"),
}


@dataclass(frozen=True)
class Fault:
    path: str  # within the store
    cause: str  # damaged, missing


class Store:
    """`root` is this machine's, and holds what is being made; `shelf` may be of several machines,
    whose writers and collectors then keep apart by `together`."""

    def __init__(
        self, root: Path, shelf: Shelf | None = None, together: Together | None = None
    ) -> None:
        self.root = root
        self.shelf = shelf or Folder(root)
        self._together = together or (lambda _alone: nullcontext())
        self._mine = threading.local()
        (root / "aside").mkdir(parents=True, exist_ok=True)

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
            "profile": dict(read.profile), "sha256": self.adopt(rows),
        })  # fmt: skip

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While it is held nothing is collected: hold it until something points to the version.

        Held once by a thread however often it is asked: a collector who waits for the first would
        be waited for by the second.
        """
        if getattr(self._mine, "held", False):
            yield
            return
        with self._lock(alone=False):
            self._mine.held = True
            try:
                yield
            finally:
                self._mine.held = False

    @contextmanager
    def _lock(self, alone: bool) -> Iterator[None]:
        """Falls with the process that holds it."""
        with (self.root / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            with self._together(alone):
                yield

    def adopt(self, written: Path) -> str:
        """Gives a finished file, of the same file system, the name of its content: its SHA-256.

        Call it in `aside`, or in `writing`, until something names it (hook `kept_rows`).
        """
        found = digest(written)
        self.shelf.put(written, rows_name(found))
        return found

    def _state(self, manifest: dict[str, object]) -> str:
        content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, default=str).encode()
        name = hashlib.sha256(content).hexdigest()
        with NamedTemporaryFile(dir=self.root / "aside", delete=False) as out:
            out.write(content)
        self.shelf.put(Path(out.name), manifest_name(name))
        return name

    def rows_path(self, sha256: str) -> Path:
        """The rows, on this machine; ask anew before each use. Raises OSError."""
        return self.shelf.fetch(rows_name(sha256))

    def rows_size(self, sha256: str) -> int | None:
        """Bytes of the rows; None when the store has them no more."""
        return self.shelf.size(rows_name(sha256))

    def manifest(self, version: str) -> dict[str, Any]:
        path = self.shelf.fetch(manifest_name(version))
        content: dict[str, Any] = json.loads(path.read_bytes())
        return content

    def stated(self, version: str) -> bool:
        """Whether the manifest is there."""
        return self.shelf.size(manifest_name(version)) is not None

    def rows(self, version: str) -> Path:
        return self.rows_path(str(self.manifest(version)["sha256"]))

    def versions(self) -> list[str]:
        return sorted(stem(each) for each in self._ours("versions"))

    def _ours(self, folder: str) -> Iterator[str]:
        """A bucket may hold what others put: only names that we give are read, and taken away."""
        return filter(_OURS[folder].fullmatch, self.shelf.names(folder))

    def verify(self, named: Callable[[], Iterable[str]] = tuple) -> Iterator[Fault]:
        """Every byte is read again: what is damaged, what is missing. Nothing is collected then.

        `named`: rows that no version has, by their SHA-256.
        """
        with self.writing():
            yield from self._faults(named())

    def _faults(self, named: Iterable[str]) -> Iterator[Fault]:
        wanted = {rows_name(each) for each in named}
        for version in self.versions():
            name = manifest_name(version)
            if self.shelf.digest(name) != version:
                yield Fault(name, "damaged")
                continue
            wanted.add(self._names_rows(version))
        for name in sorted(wanted):
            if cause := self._cause(name):
                yield Fault(name, cause)

    def _names_rows(self, version: str) -> str:
        return rows_name(str(self.manifest(version)["sha256"]))

    def _cause(self, name: str) -> str | None:
        try:
            return None if self.shelf.digest(name) == stem(name) else "damaged"
        except FileNotFoundError:
            return "missing"

    def collect(
        self, pointed: Callable[[], Iterable[str]], named: Callable[[], Iterable[str]] = tuple
    ) -> int:
        """Forgets the versions not in `pointed()`, then what nothing names, `named()` (rows that no
        version has, by their SHA-256) included; how many files went.

        Waits for the writers at work, and asks what is pointed to once none is. Raises Damaged
        when the manifest of a version to keep can't say which rows it names: nothing goes then.
        """
        with self._lock(alone=True):
            return self._collect(set(pointed()), named())

    def _collect(self, kept: set[str], named: Iterable[str]) -> int:
        found = self.versions()
        wanted = {self._wanted(version) for version in found if version in kept}
        wanted |= {rows_name(each) for each in named}
        gone = [manifest_name(version) for version in found if version not in kept]
        gone += [name for name in self._ours("objects") if name not in wanted]
        for name in gone:  # manifests first: none is left that names rows gone
            self.shelf.remove(name)
        left = list((self.root / "aside").iterdir())
        for path in left:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return len(gone) + len(left)

    def _wanted(self, version: str) -> str:
        if self.shelf.digest(manifest_name(version)) != version:
            raise Damaged("manifest", version=version)
        return self._names_rows(version)


def rows_name(sha256: str) -> str:
    return f"objects/{sha256[:2]}/{sha256}.parquet"


def manifest_name(version: str) -> str:
    return f"versions/{version}.json"


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
