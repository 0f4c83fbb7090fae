"""The machine's search folder: which index is current, and whether its files are sound.

    <root>/lock            held by the one follower of this machine
    <root>/current         the name of the index to read, replaced in one rename
    <root>/index-<n>/      tantivy's files, and state.json: {version, origin, sequence}

Segment files never change once `meta.json` names them. A file whose size, date or inode changed
was damaged, and must not be read again: reading a shortened file that is mapped in memory kills
the process. A file that is only gone can still be read where it is mapped.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_NAME = re.compile(r"index-(\d+)\Z")
_FOOTER_MAGIC = 1337
_BLOCK = 1 << 20

Fingerprint = tuple[int, int, int]  # inode, size, date in ns
Watch = dict[str, Fingerprint]  # by path


class IndexUnavailable(Exception):
    """There is no index, or it can't be read; the follower is rebuilding it. Answer without it."""


@dataclass(frozen=True)
class State:
    """What an index holds: schema version, the history it follows, and how far."""

    version: str
    origin: str
    sequence: int


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.pointer = root / "current"

    def current(self) -> Path:
        """The folder of the index to read."""
        try:
            name = self.pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailable(f"no search index in {self.root}") from error
        if not _NAME.match(name):
            raise IndexUnavailable(f"{self.pointer} names no index")
        return self.root / name

    def point_to(self, index: Path) -> None:
        write_whole(self.pointer, index.name)

    def next(self) -> Path:
        """A new empty folder for an index."""
        found = [_NAME.match(path.name) for path in self.root.iterdir()]
        numbers = [int(name[1]) for name in found if name]
        path = self.root / f"index-{max(numbers, default=0) + 1}"
        path.mkdir()
        return path

    def sweep(self, keep: Path) -> None:
        """Remove the other indexes; who still reads them keeps their files until it lets go."""
        for path in self.root.iterdir():
            if _NAME.match(path.name) and path != keep:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Whether this process is the machine's follower for now; never waits."""
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
        finally:
            os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old one or the new one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)


def read_state(index: Path) -> State:
    try:
        return State(**json.loads((index / "state.json").read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise IndexUnavailable(f"no state in {index}") from error


def write_state(index: Path, state: State) -> None:
    write_whole(index / "state.json", json.dumps(asdict(state)))


def fingerprint(path: str | Path) -> Fingerprint | None:
    """None if the file is gone."""
    try:
        found = os.stat(path)  # noqa: PTH116  (once a file and search: Path.stat takes twice as long)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def watch(index: Path) -> Watch:
    """Fingerprints of the files that `meta.json` names."""
    try:
        meta = json.loads((index / "meta.json").read_bytes())
        heads = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
        paths = [str(path) for path in index.iterdir() if path.name.split(".")[0] in heads]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailable(f"the list of segments in {index} can't be read") from error
    return {path: found for path in paths if (found := fingerprint(path))}


def damaged(watched: Watch) -> bool:
    """Whether a watched file was written over (one that is gone does no harm)."""
    return any(
        (now := fingerprint(path)) is not None and now != then for path, then in watched.items()
    )


def gone(watched: Watch) -> bool:
    return any(fingerprint(path) is None for path in watched)


def verify(watched: Watch) -> None:
    """Read every file and compare it with the checksum that tantivy keeps at its end.

    The end of a file is a JSON footer {version, crc}, its length and a magic number (two
    little-endian 32-bit integers). Raises IndexUnavailable.
    """
    for path in watched:
        try:
            sound = _sound(Path(path))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnavailable(f"{path} can't be read") from error
        if not sound:
            raise IndexUnavailable(f"{path} is damaged")


def _sound(path: Path) -> bool:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(size - 8, 0))
        tail = file.read(8)
        length, magic = int.from_bytes(tail[:4], "little"), int.from_bytes(tail[4:], "little")
        if magic != _FOOTER_MAGIC or not 0 < length <= size - 8:
            return False
        file.seek(size - 8 - length)
        expected = json.loads(file.read(length))["crc"]
        return bool(expected == _checksum(path, size - 8 - length))


def _checksum(path: Path, length: int) -> int:
    crc = 0
    with path.open("rb") as file:
        while length > 0:
            block = file.read(min(_BLOCK, length))
            if not block:
                break
            crc = zlib.crc32(block, crc)
            length -= len(block)
    return crc
