"""Lines of figures, what was measured beside what was promised, and how busy the machine was."""

from __future__ import annotations

import os
from collections.abc import Sequence


def row(what: str, measured: str, promised: str = "") -> None:
    print(f"{what:<46} {measured:>18}  {promised}", flush=True)


def load() -> None:
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores", flush=True)


def share(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of them do not pass."""
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]
