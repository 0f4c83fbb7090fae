"""Files of trees, loaded as any file is: in a process apart."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from parvis.lake import actions, store
from parvis.lake.models import Version
from parvis.lake.query.sql import Context
from parvis.lake.reading import apart
from parvis.lake.versions import Store

CONTEXT = Context(now=datetime(2026, 3, 31, 10, 0, tzinfo=UTC))
HEADER = "cle;espece;hauteur;planté le;vu à;relevé;remarquable;lon;lat\n"
LINE = "{i};{kind};{height};2020-01-{day:02};2024-07-01T12:00:00;08:30;{sign};{lon};{lat}\n"
COUNT = 2_000  # trees of `version`
KINDS = ("tilleul", "chêne", "érable", "if")


def trees(path: Path, count: int, step: int = 1) -> Path:
    """`count` trees whose heights are multiples of `step`."""
    lines = (
        LINE.format(
            i=i, kind=KINDS[i % 4], height=i % 30 * step, day=i % 28 + 1,
            sign=("oui", "non")[i % 2], lon=-1.7 + (i * 7919 % count) / count / 10,
            lat=48.1 + (i * 104729 % count) / count / 10,
        )
        for i in range(count)
    )  # fmt: skip
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


def loaded(path: Path, dataset: UUID | None = None) -> Version:
    return actions.load(dataset or uuid4(), path)


READINGS: dict[str, apart.Read] = {}


def once(read: Callable[..., apart.Read]) -> Callable[..., apart.Read]:
    """`apart.read` without a process for a file that this test process has read: what reading gives
    depends on the file and the choices alone. Refusals are read again."""

    def known(path: Path, rows: Path, *asked: Any, **named: Any) -> apart.Read:
        told = repr((path.name, apart.COMMAND, asked, named)).encode()
        key = sha256(told + path.read_bytes()).hexdigest()
        kept = Path(os.environ["TESTS_SHARED"]) / f"{key}.{os.getpid()}.parquet"
        if key in READINGS:
            shutil.copyfile(kept, rows)
        else:
            READINGS[key] = read(path, rows, *asked, **named)
            shutil.copyfile(rows, kept)
        return deepcopy(READINGS[key])

    return known


@pytest.fixture
def lake(settings, tmp_path, monkeypatch):
    """A store and a cache of the test's own; what is being built is waited for in the end. A file
    that tests load again, the same to the byte, is read once."""
    monkeypatch.setattr(apart, "read", once(apart.read))
    settings.PARVIS_LAKE = tmp_path / "lake"
    settings.PARVIS_CACHE = tmp_path / "cache"
    yield store.store()
    store.reader().settled()
    store.reader().close()
    store.forget_readers()


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """A store with one version of `COUNT` trees, read once a module."""
    folder = tmp_path_factory.mktemp("arbres")
    kept = Store(folder / "lake")
    with kept.aside() as aside:
        path, out = trees(folder / "arbres.csv", COUNT), aside / "rows.parquet"
        return kept, kept.keep(apart.read(path, out), out, "arbres.csv")


@pytest.fixture
def version(lake, read):
    """That version, recorded in a store of the test's own."""
    kept, name = read
    shutil.copytree(kept.root, lake.root, dirs_exist_ok=True)
    return actions.recorded(uuid4(), name)


def spoil(path, content):
    """A file beside a copy holds something else, or is gone, for who opens it from now on."""
    store.reader().close()
    store.forget_readers()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
