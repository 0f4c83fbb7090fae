"""A process of its own for what may be damaged or heavy: no fault of it, and no memory, is its
caller's. The caller's half and the process's own."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TAIL = 4_096  # bytes of what the process complained of that are looked at
COMPLAINTS = "complaints.txt"


def command(module: str) -> tuple[str, ...]:
    return (sys.executable, "-B", "-P", "-m", module)


def surroundings(folder: Path) -> dict[str, str]:
    """The whole environment of the process: no secret of the caller's is in it."""
    return {"TMPDIR": str(folder), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


def run(command: Sequence[str], folder: Path, told: str, seconds: float) -> int:
    """Its exit code; it works in `folder`, in its own session, all of which is ended when the clock
    runs out. Raises subprocess.TimeoutExpired."""
    with (
        (folder / COMPLAINTS).open("wb") as out,
        subprocess.Popen(  # noqa: S603 - our own module, no shell
            command, cwd=folder, env=surroundings(folder), stdin=subprocess.PIPE,
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=out, text=True,
        ) as process,
    ):  # fmt: skip
        try:
            process.communicate(told, timeout=seconds)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode


def fault(folder: Path) -> str:
    """Where our code failed and the kind of error; its message may quote a value of the rows."""
    complaints = folder / COMPLAINTS
    with complaints.open("rb") as file:
        file.seek(max(0, complaints.stat().st_size - TAIL))
        said = file.read().decode(errors="replace")
    found = re.findall(r"^  (File .+)\n(?:    .*\n)*(\w[\w.]*)", said, re.MULTILINE)
    return ", ".join(found[-1]) if found else "nothing was said"


def end_with(parent: int) -> None:
    """A parent that is killed can't end its child: Linux does (prctl, PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before
        raise SystemExit(1)


def bound(bounds: Mapping[str, int]) -> None:
    """`data` (RLIMIT_DATA) and `file`, bytes; `cpu`, seconds of all threads."""
    for what, most in (
        (resource.RLIMIT_DATA, bounds["data"]),
        (resource.RLIMIT_FSIZE, bounds["file"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["cpu"], bounds["cpu"] + 1))
