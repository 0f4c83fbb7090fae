"""The store in a bucket of any S3-compatible storage; what is read of it comes down first.

An upload is visible once its last byte is acknowledged, and the server checks its SHA-256. What
comes down is checked again before it has a name here, under `near`, which is a cache: those
used longest ago go beyond `budget` bytes.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from parvis.lake.refusals import Away
from parvis.lake.served import budget
from parvis.lake.shelf import flush, settle, stem

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

PART = 8 * 2**20  # bytes of a part of an upload, or of a piece that comes down
OWNER = "owner"  # an object that says which portal sweeps the bucket
PARTS = 4  # parts of an upload on their way together


@dataclass(frozen=True)
class Access:
    """`endpoint`: address of the service, empty for Amazon's own of `region`."""

    bucket: str
    prefix: str
    endpoint: str
    region: str
    key: str
    secret: str = field(repr=False)

    def opened(self) -> S3Store:
        config: S3Config = {
            "region": self.region, "access_key_id": self.key, "secret_access_key": self.secret,
            "virtual_hosted_style_request": False, "checksum_algorithm": "SHA256",
        }  # fmt: skip
        if self.endpoint:
            config["endpoint"] = self.endpoint
        client: ClientConfig = {
            "allow_http": self.endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "read_timeout": timedelta(seconds=30),
            "timeout": timedelta(hours=1),  # of a whole answer, however large
        }
        retries: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
        return S3Store(
            self.bucket, prefix=self.prefix or None, config=config, client_options=client,
            retry_config=retries,
        )  # fmt: skip


class Bucket:
    def __init__(self, access: Access, near: Path, budget: int) -> None:
        self.access, self.near, self.budget = access, near, budget
        self._there = access.opened()
        for name in ("objects", "versions"):
            (near / name).mkdir(parents=True, exist_ok=True)

    def put(self, written: Path, name: str) -> None:
        """Sent even when the bucket has the name: what stands there may be damaged."""
        with self._asked(name):
            obstore.put(
                self._there, name, written, chunk_size=PART, max_concurrency=PARTS
            )  # whole when it returns
        flush(written)
        settle(written, self.near / name)  # who published reads it first: nothing to bring
        self._shrink(name)

    def fetch(self, name: str) -> Path:
        path = self.near / name
        if not self._used(path):
            path.parent.mkdir(exist_ok=True)
            with (path.parent / "lock").open("a") as one_at_a_time:
                fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
                if not self._used(path):
                    self._bring(name, path)
            self._shrink(name)
        return path

    def _used(self, path: Path) -> bool:
        """Whether it is here; noted as used now."""
        try:
            budget.used(path)
        except FileNotFoundError:
            return False
        return True

    def _bring(self, name: str, path: Path) -> None:
        part = path.with_suffix(".part")  # of who was killed too: the lock is ours
        read = hashlib.sha256()
        with part.open("wb") as out:
            for piece in self._pieces(name):
                read.update(piece)
                out.write(piece)
        if read.hexdigest() != stem(name):
            part.unlink()
            raise Away("damaged", name=name, bucket=self.access.bucket)
        flush(part)
        settle(part, path)

    def _pieces(self, name: str) -> Iterator[memoryview]:
        with self._asked(name):
            for piece in obstore.get(self._there, name).stream(min_chunk_size=PART):
                yield memoryview(piece)

    def _shrink(self, keep: str) -> None:
        budget.shrink((self.near / "objects").glob("*/*.parquet"), self.budget, self.near / keep)

    def size(self, name: str) -> int | None:
        try:
            with self._asked(name):
                return int(obstore.head(self._there, name)["size"])
        except FileNotFoundError:
            return None

    def digest(self, name: str) -> str:
        read = hashlib.sha256()
        for piece in self._pieces(name):
            read.update(piece)
        return read.hexdigest()

    def names(self, folder: str) -> Iterator[str]:
        with self._asked(folder):
            for page in obstore.list(self._there, folder):
                yield from (str(each["path"]) for each in page)

    def remove(self, name: str) -> None:
        with self._asked(name):
            obstore.delete(self._there, name)
        (self.near / name).unlink(missing_ok=True)

    def claim(self, mine: str) -> str:
        with self._asked(OWNER), suppress(FileNotFoundError):
            return bytes(obstore.get(self._there, OWNER).bytes()).decode()
        with self._asked(OWNER):
            obstore.put(self._there, OWNER, mine.encode())
        return mine

    @contextmanager
    def _asked(self, name: str) -> Iterator[None]:
        """The library's errors as ours. Its own words stay out of logs: they quote the key."""
        try:
            yield
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise Away("no_bucket", bucket=self.access.bucket) from None
            raise FileNotFoundError(name) from None
        except BaseError as error:
            place = self.access.endpoint or self.access.region
            raise Away(_why(error), bucket=self.access.bucket, place=place) from None


def _why(error: BaseError) -> str:
    """Listing has no error of its own for a refusal: the server's answer is in its text."""
    said = str(error)
    if "NoSuchBucket" in said:
        return "no_bucket"
    denied = isinstance(error, (PermissionDeniedError, UnauthenticatedError))
    return "refused" if denied or re.search(r"status code: 40[13]\b", said) else "unreachable"
