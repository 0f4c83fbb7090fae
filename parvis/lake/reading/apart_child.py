"""The process that reads one file: an order in JSON on its input, files in its own folder out."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import duckdb

from parvis.lake import child
from parvis.lake.reading.keeping import kept
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import Choices, Understood, understanding
from parvis.lake.refusals import Unreadable

_MEMORY = (MemoryError, duckdb.OutOfMemoryException)


def main() -> None:
    order = json.load(sys.stdin)
    path = Path(order["path"])
    child.end_with(order["parent"])
    child.bound(order["bounds"])
    try:
        with understanding(
            path, Choices(**order["choices"]), Limits(**order["limits"]), opened=_alone
        ) as found:
            answer = _kept(found, Path.cwd() / "rows.parquet")
    except _MEMORY:
        answer = _refusal(Unreadable("memory", name=path.name))
    except Unreadable as refused:
        wide = isinstance(refused.__cause__, _MEMORY)
        answer = _refusal(Unreadable("memory", name=path.name) if wide else refused)
    Path("answer.json").write_text(json.dumps(answer, default=str), encoding="utf-8")


def _refusal(refused: Unreadable) -> dict[str, object]:
    return {"code": refused.code, "params": refused.params}


def _alone() -> None:
    """No process and no thread more: the engine can't open without threads of its own."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _kept(found: Understood, rows: Path) -> dict[str, object]:
    place = found.folder / rows.name  # the only folder the workshop may write
    answer = kept(found, place)
    place.replace(rows)
    return answer


if __name__ == "__main__":
    main()
