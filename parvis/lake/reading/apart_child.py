"""The process that reads one file: an order in JSON on its input, files in its own folder out."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import Choices, Understood, understanding
from parvis.lake.refusals import Unreadable

_MEMORY = (MemoryError, duckdb.OutOfMemoryException)


def main() -> None:
    order = json.load(sys.stdin)
    path = Path(order["path"])
    _bound(order["bounds"])
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


def _bound(bounds: dict[str, int]) -> None:
    for what, most in (
        (resource.RLIMIT_DATA, bounds["data"]),
        (resource.RLIMIT_FSIZE, bounds["file"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["cpu"], bounds["cpu"] + 1))


def _alone() -> None:
    """No process and no thread more: the engine can't open without threads of its own."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _kept(found: Understood, rows: Path) -> dict[str, object]:
    place = found.folder / rows.name  # the only folder the workshop may write
    found.link.execute(
        f"COPY (SELECT {found.select()} FROM raw ORDER BY rowid)"
        f" TO {quoting.text(str(place))} (FORMAT parquet)"
    )
    place.replace(rows)
    return {
        "columns": [
            {"name": each.name, "title": each.title, "type": each.type.name,
             "meaning": each.meaning.name if each.meaning else None}
            for each in found.columns
        ],
        "doubts": [asdict(each) for each in found.doubts],
        "rows": found.rows,
    }  # fmt: skip


if __name__ == "__main__":
    main()
