"""From what was understood to what a version is made of: Parquet, and all that is said of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from parvis.lake import quoting
from parvis.lake.place import Placed, placed
from parvis.lake.profile import profile
from parvis.lake.reading.understand import Understood


def kept(found: Understood, rows: Path) -> dict[str, object]:
    """Writes `rows`, in the workshop's folder, and says what `apart.Read` holds."""
    place = placed(found)
    found.link.execute(
        f"COPY ({place.query}) TO {quoting.text(str(rows))}"
        " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 100000)"
    )
    meanings = {each.name: each.meaning.name for each in found.columns if each.meaning}
    described = profile(found.link, rows, meanings, place.shape)
    return {
        "columns": [
            {"name": each.name, "title": each.title, "type": each.type.name,
             "meaning": each.meaning.name if each.meaning else None}
            for each in found.columns
        ],
        "doubts": [asdict(each) for each in found.doubts],
        "rows": found.rows,
        "shape": _shape(found, place, rows),
        "reading": found.raw.choices | {"format": found.raw.format, "place": place.how},
        "profile": asdict(described),
    }  # fmt: skip


def _shape(found: Understood, place: Placed, rows: Path) -> str | None:
    """`point` when no row has another geometry."""
    if not place.shape:
        return None
    other = found.link.execute(
        f"SELECT 1 FROM read_parquet({quoting.text(str(rows))})"
        " WHERE st_geometrytype(shape) <> 'POINT' LIMIT 1"
    ).fetchone()
    return "shape" if other else "point"
