"""The process that reads one file: an order in JSON on its input, files in its own folder out."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from parvis.lake import quoting
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.understand import Choices, Understood, understanding
from parvis.lake.refusals import Unreadable


def main() -> None:
    order = json.load(sys.stdin)
    _bound(order["bounds"])
    try:
        with understanding(
            Path(order["path"]), Choices(**order["choices"]), Limits(**order["limits"])
        ) as found:
            answer = _kept(found, Path.cwd() / "rows.parquet")
    except Unreadable as refused:
        answer = {"code": refused.code, "params": refused.params}
    Path("answer.json").write_text(json.dumps(answer, default=str), encoding="utf-8")


def _bound(bounds: dict[str, int]) -> None:
    for what, most in (
        (resource.RLIMIT_AS, bounds["address"]),
        (resource.RLIMIT_FSIZE, bounds["file"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["cpu"], bounds["cpu"] + 1))


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
