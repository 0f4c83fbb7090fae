"""The door to reading: in a process of its own, so that a damaged file can't end the caller's."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parvis.lake import child
from parvis.lake.reading.doubts import Doubt
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import Choices
from parvis.lake.refusals import Unreadable

logger = logging.getLogger(__name__)

COMMAND = child.command("parvis.lake.reading.apart_child")


@dataclass(frozen=True)
class Bounds:
    """What the process that reads may take, whatever the file asks.

    `data` is RLIMIT_DATA: memory that is written, as Linux counts it since 4.7. RLIMIT_AS would
    count addresses that DuckDB reserves and never touches: with 1 GiB it reads no file at all,
    and a CSV of one row peaks at 1.8 GB of them for 0.3 GB of data. Once the engine is open no
    process nor thread more is started (RLIMIT_NPROC, which Linux doesn't hold root to).
    """

    seconds: float = 600  # by the clock
    cpu: int = 1_200  # seconds, all threads together
    data: int = 3 * 2**29  # bytes; `Limits.memory` must leave room for what is not the engine's
    file: int = 16 * 2**30  # bytes of the largest file written


@dataclass(frozen=True)
class Column:
    name: str  # of the rows
    title: str  # as written in the file
    type: str  # a name of types.BY_NAME
    meaning: str | None


@dataclass(frozen=True)
class Read:
    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...]
    rows: int
    shape: str | None  # what the column `shape` of the rows holds: `point`, any `shape`, no column
    reading: Mapping[str, str]  # how the file was read: format, encoding…, where `shape` came from
    profile: Mapping[str, Any]  # of every column: `profile.Profile` in plain values
    sample: Sequence[Sequence[str | None]]  # the first rows, as texts, in the order of `columns`

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Read:
        """From `asdict` of one, as JSON gives it back."""
        return cls(
            tuple(Column(**each) for each in plain["columns"]),
            tuple(Doubt(**each) for each in plain["doubts"]),
            plain["rows"], plain["shape"], plain["reading"], plain["profile"], plain["sample"],
        )  # fmt: skip


def read(
    path: Path,
    rows: Path,
    choices: Choices | None = None,
    limits: Limits | None = None,
    bounds: Bounds | None = None,
) -> Read:
    """Reads `path` apart and puts its typed rows, Parquet, at `rows`, only on success.

    Rows are in the order of the file, or along a curve where they have a place.

    Raises Unreadable, also when the process that reads is ended by the file or by `bounds`.
    Nothing else is left behind. `rows` must be in a folder that can be written.
    """
    path, bounds = path.absolute(), bounds or Bounds()
    with TemporaryDirectory(prefix=".parvis-apart-", dir=rows.parent) as place:
        folder = Path(place).resolve()
        _run(path, folder, order(path, choices, limits, bounds), bounds)
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if "code" in answer:
            raise Unreadable(answer["code"], **answer["params"])
        (folder / "rows.parquet").replace(rows)
    return Read.of(answer)


def order(path: Path, choices: Choices | None, limits: Limits | None, bounds: Bounds) -> str:
    """What the child is told on its input."""
    return json.dumps({
        "path": str(path), "parent": os.getpid(), "choices": asdict(choices or Choices()),
        "limits": asdict(limits or Limits()), "bounds": asdict(bounds),
    })  # fmt: skip


def _run(path: Path, folder: Path, told: str, bounds: Bounds) -> None:
    try:
        code = child.run(COMMAND, folder, told, bounds.seconds)
    except subprocess.TimeoutExpired:
        raise _too_long(path, bounds.seconds) from None
    if code == -signal.SIGXCPU:
        raise _too_long(path, bounds.cpu)
    if code < 0:
        logger.warning("Reading %s was ended by signal %d", path.name, -code)
        raise Unreadable("ended", name=path.name)
    if code > 0:
        logger.error("Reading %s failed: %s", path.name, child.fault(folder))
        raise Unreadable("failed", name=path.name)


def _too_long(path: Path, seconds: float) -> Unreadable:
    return Unreadable("too_long", name=path.name, seconds=f"{seconds:g}")
