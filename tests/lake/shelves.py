"""The two places a store can be in, and what may happen to a file of either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.lake.bucket import Access, Bucket
from parvis.lake.versions import Store
from tests import s3 as servers

ROOM = 2**30


@pytest.fixture(scope="module")
def s3() -> Iterator[servers.Server]:
    with servers.serving() as server:
        yield server


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return Store(tmp_path / "store")
    server: servers.Server = request.getfixturevalue("s3")
    return machine(tmp_path / "store", server, server.bucket())


def machine(root: Path, server: servers.Server, bucket: str, room: int = ROOM) -> Store:
    """A store in a bucket, as one machine has it."""
    access = Access(bucket, "lac/essai", **server.settings)
    return Store(root, Bucket(access, root / "brought", room))


def shelf_name(store: Store, path: Path) -> str:
    return path.relative_to(store.shelf.near).as_posix()


def spoilt(store: Store, name: str, content: bytes) -> None:
    """Other bytes stand there, by no doing of ours."""
    if isinstance(store.shelf, Bucket):
        access = store.shelf.access
        s3_client(access).put_object(
            Bucket=access.bucket, Key=f"{access.prefix}/{name}", Body=content
        )
    else:
        (store.root / name).write_bytes(content)


def lost(store: Store, name: str) -> None:
    if isinstance(store.shelf, Bucket):
        access = store.shelf.access
        s3_client(access).delete_object(Bucket=access.bucket, Key=f"{access.prefix}/{name}")
    else:
        (store.root / name).unlink()


def s3_client(access: Access):
    return servers.client("s3", access.endpoint, access.key, access.secret)
