"""The key of one person's file (a request for a right, a case of a decision): made, wrapped, kept
in a file of its own, destroyed. Pure.

A key is 32 random bytes for AES-256-GCM. Its file holds it wrapped (AES-256-GCM too) under a key
made of PARVIS_PERSONAL_KEY; the name of what it opens is bound to it, so that a file cannot be
passed off for another's. `<folder>/<two hex digits>/<uuid>.key`, where "request" is that name:

    {"format": 1, "request": "<uuid>", "under": "<fingerprint of the wrapping key>", "sealed": "…"}

Copies are one file a day, `<folder of copies>/keys-<date>.jsonl`, a line a key. Destroying a key
takes it out of every copy. One lock, held by whoever changes keys, keeps a copy from being made
while keys go.
"""

from __future__ import annotations

import base64
import datetime as dt
import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
BYTES = 32
NONCE = 12
COPIES_KEPT = dt.timedelta(days=30)
UNFINISHED = dt.timedelta(hours=1)  # a file that is still being written is younger


class KeyAbsent(Exception):
    """The key was destroyed, or was lost: nothing can read what it sealed."""


class KeyUnreadable(Exception):
    """The key is there, wrapped under another PARVIS_PERSONAL_KEY, or damaged."""


def wrapping(secret: str) -> bytes:
    """The key that wraps others, made of PARVIS_PERSONAL_KEY."""
    return hashlib.sha256(b"parvis request keys\0" + secret.encode()).digest()


def fingerprint(secret: str) -> str:
    """Tells two wrapping keys apart, says nothing about them."""
    return hashlib.sha256(b"parvis fingerprint of\0" + wrapping(secret)).hexdigest()[:16]


def seal(key: bytes, text: bytes, about: str) -> bytes:
    """nonce + AES-GCM of `text`; `about` is bound to it and must be said again to open it."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """Raise KeyUnreadable when another key, or about something else, sealed it."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
    except InvalidTag as cause:
        raise KeyUnreadable(about) from cause


def wrapped(key: bytes, secret: str, request: UUID) -> bytes:
    """The content of a key's file."""
    sealed = seal(wrapping(secret), key, str(request))
    content = {
        "format": FORMAT,
        "request": str(request),
        "under": fingerprint(secret),
        "sealed": base64.b64encode(sealed).decode(),
    }
    return json.dumps(content).encode()


def unwrapped(content: bytes, secret: str, request: UUID) -> bytes:
    found = json.loads(content)
    if found["under"] != fingerprint(secret):
        raise KeyUnreadable(str(request))
    return unseal(wrapping(secret), base64.b64decode(found["sealed"]), str(request))


def synced(folder: Path) -> None:
    """The names of a folder reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(contents: Mapping[Path, bytes]) -> None:
    """Each whole or not at all, all on the disk when this returns, for our eyes only."""
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    for folder in {path.parent for path in contents}:
        synced(folder)
    for above in {path.parent.parent for path in contents}:
        synced(above)


def destroy(path: Path) -> None:
    """Write over a file, then take its name away; nothing when it is gone already."""
    try:
        with path.open("r+b") as out:
            out.write(secrets.token_bytes(path.stat().st_size))
            out.flush()
            os.fsync(out.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    synced(path.parent)


@dataclass(frozen=True)
class KeyStore:
    """Keys in `folder`, their dated copies in `copies`; `secret` is PARVIS_PERSONAL_KEY."""

    folder: Path
    copies: Path
    secret: str

    def path(self, request: UUID) -> Path:
        return self.folder / request.hex[:2] / f"{request}.key"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time destroys, copies, restores or wraps anew."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / ".lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def make(self, *names: UUID) -> dict[UUID, bytes]:
        """A new key for each, on the disk before they are returned."""
        made = {one: secrets.token_bytes(BYTES) for one in names}
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # `write` sees to what is inside
        write({self.path(one): wrapped(key, self.secret, one) for one, key in made.items()})
        return made

    def read(self, request: UUID) -> bytes:
        """Raise KeyAbsent, KeyUnreadable."""
        try:
            content = self.path(request).read_bytes()
        except FileNotFoundError as cause:
            raise KeyAbsent(str(request)) from cause
        return unwrapped(content, self.secret, request)

    def known(self) -> dict[UUID, dt.datetime]:
        """Every key of the store, with when its file was written."""
        return {
            UUID(path.stem): dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            for path in self.folder.glob("??/*.key")
        }

    def dated(self) -> list[Path]:
        """The copies, the oldest first."""
        return sorted(self.copies.glob("keys-????-??-??.jsonl"))

    def destroy(self, requests: Iterable[UUID]) -> dict[UUID, int]:
        """Destroy these keys here and in every copy; in how many places each still was."""
        gone = dict.fromkeys(requests, 0)
        with self.locked():
            self.sweep()
            for one in gone:
                path = self.path(one)
                gone[one] += path.exists()
                destroy(path)
            for copy in self.dated():
                for one in self.taken_out(copy, gone):
                    gone[one] += 1
        return gone

    def taken_out(self, copy: Path, gone: Iterable[UUID]) -> list[UUID]:
        """Rewrite one copy without these keys; those it held."""
        lines = copied(copy)
        held = [one for one in gone if one in lines]
        if held:
            kept = [line for one, line in lines.items() if one not in held]
            before = copy.with_suffix(".before")
            os.link(copy, before)
            write({copy: b"".join(line + b"\n" for line in kept)})
            destroy(before)
        return held

    def copy(self, day: dt.date) -> int:
        """Today's copy of every key; copies older than COPIES_KEPT go. How many keys it holds."""
        with self.locked():
            self.sweep()
            lines = [self.path(one).read_bytes() for one in sorted(self.known())]
            path = self.copies / f"keys-{day.isoformat()}.jsonl"
            write({path: b"".join(line + b"\n" for line in lines)})
            for old in self.dated():
                if dt.date.fromisoformat(old.stem.removeprefix("keys-")) < day - COPIES_KEPT:
                    destroy(old)
        return len(lines)

    def sweep(self) -> None:
        """Take away what a writing or a destruction that was cut left behind."""
        for left in self.copies.glob("keys-*.before"):
            if left.stat().st_nlink > 1:  # cut before the copy was written anew: it is the copy
                left.unlink()
            else:
                destroy(left)
        long_ago = (dt.datetime.now(dt.UTC) - UNFINISHED).timestamp()
        for left in [*self.folder.glob("??/.*"), *self.copies.glob(".*")]:
            if left.stat().st_mtime < long_ago:
                destroy(left)

    def in_copies(self) -> set[UUID]:
        return {one for copy in self.dated() for one in copied(copy)}

    def restore(self, wanted: Iterable[UUID]) -> set[UUID]:
        """Put back from the newest copy that has them the keys that are lost; which came back."""
        back: set[UUID] = set()
        with self.locked():
            missing = {one for one in wanted if not self.path(one).exists()}
            for copy in reversed(self.dated()):
                lines = copied(copy)
                for one in sorted(missing & lines.keys()):
                    write({self.path(one): lines[one]})
                    back.add(one)
                missing -= back
        return back

    def rewrap(self, old: str) -> int:
        """Wrap under the secret of today what was wrapped under `old`, copies too; how many keys of
        the store changed. What is wrapped anew already is left: cut, it is run again."""
        with self.locked():
            changed = 0
            for one in sorted(self.known()):
                path = self.path(one)
                if content := self.anew(path.read_bytes(), old, one):
                    write({path: content})
                    changed += 1
            for copy in self.dated():
                lines = {
                    one: self.anew(line, old, one) or line for one, line in copied(copy).items()
                }
                write({copy: b"".join(line + b"\n" for line in lines.values())})
        return changed

    def anew(self, content: bytes, old: str, request: UUID) -> bytes | None:
        if json.loads(content)["under"] == fingerprint(self.secret):
            return None
        return wrapped(unwrapped(content, old, request), self.secret, request)


def copied(copy: Path) -> Mapping[UUID, bytes]:
    """The keys of one copy, still wrapped."""
    lines = copy.read_bytes().splitlines()
    return {UUID(json.loads(line)["request"]): line for line in lines}
