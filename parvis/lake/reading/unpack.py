"""From a file as it came to plain bytes on disk: decompression watched piece by piece."""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

import zstandard

from parvis.lake.reading.limits import Limits
from parvis.lake.refusals import Unreadable

PIECE = 2**20
ENCRYPTED = 0x1  # of a member of a zip
BROKEN = (
    EOFError, OSError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, zstandard.ZstdError,
    NotImplementedError,  # a way of compressing that zipfile does not know
)  # fmt: skip
_OPENERS: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
    b"\x28\xb5\x2f\xfd": zstandard.open,
}


def head(path: Path, size: int = 65536) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def unpack(path: Path, folder: Path, limits: Limits) -> Path:
    """`path` itself, or what its compression holds, written in `folder`; Unreadable."""
    first = head(path, 8)
    for magic, opener in _OPENERS.items():
        if first.startswith(magic):
            target = folder / "unpacked" / (path.stem or "content")  # apart from what we name
            target.parent.mkdir(exist_ok=True)
            try:
                with opener(path, "rb") as source:
                    copy(source, target, path.stat().st_size, limits)
            except BROKEN as error:
                raise Unreadable("damaged", name=path.name) from error
            return target
    return path


def members(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """The plain files of an archive, without what systems add; a password, a link or a way out is
    refused."""
    found = []
    if len(archive.infolist()) > limits.members:
        raise Unreadable("bomb", limit=limits.members, ratio=limits.ratio)
    for info in archive.infolist():
        parts = PurePosixPath(info.filename.replace("\\", "/"))
        if info.flag_bits & ENCRYPTED:
            raise Unreadable("encrypted", member=info.filename)
        if stat.S_ISLNK(info.external_attr >> 16) or parts.is_absolute() or ".." in parts.parts:
            raise Unreadable("archive_unsafe", member=info.filename)
        if not info.is_dir() and parts.parts[0] != "__MACOSX" and not parts.name.startswith("."):
            found.append(info)
    return found


def extract(path: Path, folder: Path, limits: Limits) -> list[Path]:
    """The files of a zip, flat in `folder`; names are reduced to their last part."""
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_extracted(archive, path, folder, limits))
    except BROKEN as error:
        raise Unreadable("damaged", name=path.name) from error


def _extracted(
    archive: zipfile.ZipFile, path: Path, folder: Path, limits: Limits
) -> Iterator[Path]:
    room, taken = limits.bytes, dict[str, PurePosixPath]()
    for info in members(archive, limits):
        target = folder / _free(PurePosixPath(info.filename.replace("\\", "/")), taken)
        with archive.open(info) as source:
            room -= copy(source, target, path.stat().st_size, limits, room)
        yield target


def _free(path: PurePosixPath, taken: dict[str, PurePosixPath]) -> str:
    """Its last part, with as many of its folders as tell it from files of other folders: parts of a
    Shapefile stay together."""
    for many in range(1, len(path.parts) + 1):
        name = " ".join(path.parts[-many:])
        if taken.setdefault(PurePosixPath(name).stem, path.parent) == path.parent:
            return name
    return path.name


def copy(
    source: IO[bytes], target: Path, packed: int, limits: Limits, room: int | None = None
) -> int:
    """Copies at most `room` bytes and `ratio` times `packed`; the size written."""
    written, most = 0, limits.bytes if room is None else room
    with target.open("wb") as out:
        while piece := source.read(PIECE):
            written += len(piece)
            swollen = written > limits.innocent and written > limits.ratio * packed
            if written > most or swollen:
                raise Unreadable("bomb", limit=most, ratio=limits.ratio)
            out.write(piece)
    return written
