"""The file that `parvis backup` makes: a compressed tar whose last member lists all others.

    database.sqlite3 (or database.pgdump) · media/… · private/… · [keys/…] · manifest.json

Nothing of it is believed before every size and checksum was compared. Pure.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, ClassVar

from parvis.records.problems import Problem, gettext_noop

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
LONGEST_MANIFEST = 1 << 30  # bytes

Progress = Callable[[int], object]


class Refused(Problem):
    """A backup that cannot be made, or a file that is not a whole backup."""

    sentences: ClassVar[Mapping[str, str]] = {
        "exists": gettext_noop(
            "Le fichier « %(file)s » existe déjà : choisissez un autre nom. Rien n’a été écrit."
        ),
        "nowhere": gettext_noop("Le dossier « %(folder)s » n’existe pas : créez-le d’abord."),
        "missing": gettext_noop("Le fichier « %(file)s » n’existe pas."),
        "unreadable": gettext_noop(
            "« %(file)s » n’est pas une sauvegarde de Parvis, ou elle est abîmée (%(why)s). "
            "Rien n’a été changé."
        ),
        "damaged": gettext_noop(
            "La sauvegarde est abîmée : « %(name)s » n’est pas tel qu’il a été sauvegardé. "
            "Rien n’a été changé."
        ),
        "unsafe": gettext_noop(
            "La sauvegarde contient un nom dangereux, « %(name)s ». Rien n’a été changé."
        ),
        "newer": gettext_noop(
            "La sauvegarde vient d’une version plus récente de Parvis (format %(format)s) : "
            "mettez d’abord Parvis à jour. Rien n’a été changé."
        ),
        "moved": gettext_noop(
            "Le fichier « %(name)s » a changé pendant la sauvegarde : recommencez."
        ),
    }


@dataclass
class Manifest:
    """What a backup holds: `files` by name in the archive → {"size", "sha256"}."""

    database: str
    version: str
    made: str
    keys: bool
    personal_key: str  # a fingerprint, not the key
    format: int = FORMAT
    files: dict[str, dict[str, int | str]] = field(default_factory=dict)

    def encode(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()


class Writer:
    """Adds files to a backup; the manifest is written when all went well."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest, progress: Progress) -> None:
        self.tar, self.manifest, self.progress = tar, manifest, progress

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = size, 0o600, int(path.stat().st_mtime)
            reader = Hashing(file, self.progress)
            try:
                self.tar.addfile(info, reader)
            except OSError as error:
                raise Refused("moved", name=name) from error
        self.manifest.files[name] = {"size": size, "sha256": reader.digest}

    def finish(self) -> None:
        data = self.manifest.encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(data), 0o600
        self.tar.addfile(info, io.BytesIO(data))


class Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        self.file, self.progress, self.hasher = file, progress, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.hasher.update(data)
        self.progress(len(data))
        return data

    @property
    def digest(self) -> str:
        return self.hasher.hexdigest()


def check_free(path: Path) -> None:
    """Refuse a name that is taken or a folder that is not there."""
    if path.exists():
        raise Refused("exists", file=path)
    if not path.parent.is_dir():
        raise Refused("nowhere", folder=path.parent)


@contextmanager
def writing(path: Path, manifest: Manifest, progress: Progress) -> Iterator[Writer]:
    """A backup at `path`, for its owner only; there whole or not at all."""
    check_free(path)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=4) as tar:
                writer = Writer(tar, manifest, progress)
                yield writer
                writer.finish()
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)


def unpack(path: Path, folder: Path, progress: Progress) -> Manifest:
    """Write all members into `folder` and compare each with the manifest.

    Raises Refused when anything is missing, added, changed or named to escape the folder.
    """
    if not path.is_file():
        raise Refused("missing", file=path)
    found: dict[str, dict[str, int | str]] = {}
    manifest = b""
    try:
        with tarfile.open(path, "r|gz") as tar:
            for member in tar:
                if member.name == MANIFEST and member.size <= LONGEST_MANIFEST:
                    manifest = content_of(tar, member).read()
                else:
                    found[member.name] = extract(tar, member, folder, progress)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Refused("unreadable", file=path, why=error) from error
    return compared(path, manifest, found)


def content_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member) if member.isreg() else None
    if file is None:
        raise Refused("unsafe", name=member.name)
    return file


def extract(
    tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, progress: Progress
) -> dict[str, int | str]:
    parts = PurePosixPath(member.name).parts
    if not parts or member.name.startswith("/") or ".." in parts or "\\" in member.name:
        raise Refused("unsafe", name=member.name)
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    reader = Hashing(content_of(tar, member), progress)
    with target.open("xb") as file:
        while chunk := reader.read(CHUNK):
            file.write(chunk)
    return {"size": member.size, "sha256": reader.digest}


def compared(path: Path, data: bytes, found: dict[str, dict[str, int | str]]) -> Manifest:
    try:
        fields = json.loads(data)
        if fields["format"] > FORMAT:
            raise Refused("newer", format=fields["format"])
        manifest = Manifest(**fields)
        names = manifest.files.keys() | found.keys()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused("unreadable", file=path, why=error) from error
    for name in sorted(names):
        if manifest.files.get(name) != found.get(name):
            raise Refused("damaged", name=name)
    return manifest
