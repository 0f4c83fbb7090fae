"""The door to reading: in a process of its own, so that a damaged file can't end the caller's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from parvis.lake.reading.doubts import Doubt
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import Choices
from parvis.lake.refusals import Unreadable


@dataclass(frozen=True)
class Bounds:
    """What the process that reads may take, whatever the file asks."""

    seconds: float = 600  # by the clock
    cpu: int = 1_200  # seconds, all threads together
    address: int = 4 * 2**30  # bytes of address space, a multiple of what is resident
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


def read(
    path: Path,
    rows: Path,
    choices: Choices | None = None,
    limits: Limits | None = None,
    bounds: Bounds | None = None,
) -> Read:
    """Reads `path` apart and puts its typed rows, Parquet, at `rows`, only on success.

    Raises Unreadable, also when the process that reads is ended by the file or by `bounds`.
    Nothing else is left behind. `rows` must be in a folder that can be written.
    """
    path, bounds = path.absolute(), bounds or Bounds()
    with TemporaryDirectory(prefix=".parvis-apart-", dir=rows.parent) as place:
        folder = Path(place).resolve()
        order = {
            "path": str(path), "choices": asdict(choices or Choices()),
            "limits": asdict(limits or Limits()), "bounds": asdict(bounds),
        }  # fmt: skip
        _run(path, folder, json.dumps(order), bounds.seconds)
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if "code" in answer:
            raise Unreadable(answer["code"], **answer["params"])
        (folder / "rows.parquet").replace(rows)
    return Read(
        tuple(Column(**each) for each in answer["columns"]),
        tuple(Doubt(**each) for each in answer["doubts"]),
        answer["rows"],
    )


def _run(path: Path, folder: Path, order: str, seconds: float) -> None:
    """Starts the child in its own session, and ends all of it if the clock runs out."""
    root = str(Path(__file__).resolve().parents[3])
    command = [sys.executable, "-B", "-P", "-m", "parvis.lake.reading.apart_child"]
    kept = {"TMPDIR": str(folder), "PYTHONPATH": root, "LANG": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        command, cwd=folder, env=kept, stdin=subprocess.PIPE, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    ) as child:  # fmt: skip
        try:
            child.communicate(order, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Unreadable("too_long", name=path.name, seconds=f"{seconds:g}") from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode == -signal.SIGXCPU:
        raise Unreadable("too_long", name=path.name, seconds=f"{seconds:g}")
    if child.returncode != 0 or not (folder / "answer.json").is_file():
        raise Unreadable("ended", name=path.name)
