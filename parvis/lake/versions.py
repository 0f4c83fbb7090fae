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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from parvis.lake import quoting
from parvis.lake.place import placed
from parvis.lake.profile import profile
from parvis.lake.reading.understand import Understood


@dataclass(frozen=True)
class Fault:
    path: str  # within the store
    cause: str  # damaged, missing, extra


class Store:
    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("objects", "versions", "aside"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def keep(self, found: Understood, source: str) -> str:
        """Writes a version and returns its name; the same rows and choices give the same name."""
        written = found.folder / "rows.parquet"
        place = placed(found)
        found.link.execute(
            f"COPY ({place.query}) TO {quoting.text(str(written))}"
            " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"
        )
        meanings = {c.name: c.meaning.name for c in found.columns if c.meaning}
        described = profile(found.link, written, meanings, place.shape)
        manifest = {
            "format": 1, "rows": found.rows, "source": source,
            "reading": found.raw.choices | {"format": found.raw.format, "place": place.how},
            "columns": [
                {"name": c.name, "title": c.title, "type": c.type.sql, "read_as": c.type.name,
                 "meaning": c.meaning.name if c.meaning else None}
                for c in found.columns
            ],
            "profile": asdict(described),
        }  # fmt: skip
        with self.writing():
            return self._state(manifest | {"sha256": self._adopt(written)})

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
        """Copies a finished file in under the name of its content."""
        hashed = hashlib.sha256()
        with NamedTemporaryFile(dir=self.root / "aside", delete=False) as out:
            with written.open("rb") as source:
                while piece := source.read(2**20):
                    hashed.update(piece)
                    out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        digest = hashed.hexdigest()
        _settle(Path(out.name), self.rows_path(digest))
        return digest

    def _state(self, manifest: dict[str, object]) -> str:
        content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, default=str).encode()
        name = hashlib.sha256(content).hexdigest()
        with NamedTemporaryFile(dir=self.root / "aside", delete=False) as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        _settle(Path(out.name), self.root / "versions" / f"{name}.json")
        return name

    def rows_path(self, digest: str) -> Path:
        return self.root / "objects" / digest[:2] / f"{digest}.parquet"

    def manifest(self, version: str) -> dict[str, object]:
        content: dict[str, object] = json.loads(
            (self.root / "versions" / f"{version}.json").read_bytes()
        )
        return content

    def rows(self, version: str) -> Path:
        return self.rows_path(str(self.manifest(version)["sha256"]))

    def versions(self) -> list[str]:
        return sorted(each.stem for each in (self.root / "versions").glob("*.json"))

    def verify(self) -> Iterator[Fault]:
        """Every byte is read again: what is damaged, what is missing, what nothing names."""
        wanted = set()
        for name in self.versions():
            path = self.root / "versions" / f"{name}.json"
            if _digest(path) != name:
                yield Fault(str(path.relative_to(self.root)), "damaged")
                continue
            wanted.add(self.rows(name))
        for path in sorted(wanted):
            cause = "missing" if not path.exists() else None
            cause = cause or ("damaged" if _digest(path) != path.stem else None)
            if cause:
                yield Fault(str(path.relative_to(self.root)), cause)
        for path in sorted({*self._files()} - wanted):
            yield Fault(str(path.relative_to(self.root)), "extra")

    def _files(self) -> Iterator[Path]:
        yield from (self.root / "objects").glob("*/*")
        yield from (self.root / "aside").glob("*")

    def collect(self, pointed: Callable[[], Iterable[str]]) -> int:
        """Forgets the versions not in `pointed()`, then the files nothing names; how many went.

        Waits for the writers at work, and asks what is pointed to once none is.
        """
        with self._lock(fcntl.LOCK_EX):
            return self._collect(set(pointed()))

    def _collect(self, kept: set[str]) -> int:
        gone = [self.root / "versions" / f"{v}.json" for v in self.versions() if v not in kept]
        for path in gone:
            path.unlink()
        wanted = {self.rows(version) for version in self.versions()}
        extra = [path for path in self._files() if path not in wanted]
        for path in extra:
            path.unlink()
        return len(gone) + len(extra)


def _settle(written: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    written.rename(target)
    for folder in (target.parent, target.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
