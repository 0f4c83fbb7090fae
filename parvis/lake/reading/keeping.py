"""From what was understood to what a version is made of: Parquet, and all that is said of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from parvis.lake import engine, quoting
from parvis.lake.place import Placed, placed
from parvis.lake.profile import profile
from parvis.lake.reading.understand import Understood
from parvis.lake.refusals import Unreadable

SAMPLE, SHOWN = 20, 200
GROUP = 100_000  # rows written together
HEAVY = 2**26  # bytes of their texts
HELD = 4_096_000  # cells of a row group of a wide table
WORDS = 20_000  # bytes of the words that a column of such a group may name by number


def kept(found: Understood, rows: Path) -> dict[str, object]:
    """Writes `rows`, in the workshop's folder, and says what `apart.Read` holds."""
    place = placed(found)
    columns = [
        {"name": each.name, "title": each.title, "type": each.type.name,
         "meaning": each.meaning.name if each.meaning else None}
        for each in found.columns
    ]  # fmt: skip
    query = place.query
    if found.least:
        number = _free("nombre", {each.name for each in found.columns})
        query = _counted(query, number, found.least, [str(each["name"]) for each in columns])
        columns.append({"name": number, "title": number, "type": "integer", "meaning": None})
    form = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, {_groups(len(columns), found)}"
    with engine.roomier(found.link, len(found.raw.names), found.limits):
        found.link.execute(f"COPY ({query}) TO {quoting.text(str(rows))} ({form})")
    meanings = {each.name: each.meaning.name for each in found.columns if each.meaning}
    described = profile(found.link, rows, meanings, place.shape)
    if found.least and not described.rows:
        raise Unreadable("few", least=found.least)
    return {
        "columns": columns,
        "doubts": [asdict(each) for each in found.doubts],
        "rows": described.rows,
        "shape": _shape(found, place, rows),
        "reading": found.raw.choices | _counting(found, rows, columns)
        | {"format": found.raw.format, "place": place.how},
        "profile": asdict(described),
        "sample": _sample(found, rows, [str(each["name"]) for each in columns]),
    }  # fmt: skip


def _groups(columns: int, found: Understood) -> str:
    """How many rows are written together: what writes them holds every column of a group, and words
    met again in it."""
    wide = columns > engine.WIDE
    rows = min(GROUP, HEAVY // max(found.heavy, 1), HELD // columns if wide else GROUP)
    if rows < GROUP:
        rows = max(1, rows // engine.VECTOR) * engine.VECTOR
    if not wide:
        return f"ROW_GROUP_SIZE {rows}"
    return f"ROW_GROUP_SIZE {rows}, STRING_DICTIONARY_PAGE_SIZE_LIMIT {WORDS}"


def _counted(query: str, number: str, least: int, names: list[str]) -> str:
    """Rows alike made one, with how many they are; groups of fewer than `least` are left out."""
    order = ", ".join(map(quoting.name, names)) or quoting.name(number)
    return (
        f"SELECT * FROM (SELECT *, count(*) AS {quoting.name(number)} FROM ({query})"
        f" GROUP BY ALL HAVING count(*) >= {int(least)}) ORDER BY {order}"
    )


def _counting(
    found: Understood, rows: Path, columns: list[dict[str, str | None]]
) -> dict[str, str]:
    """What is said of rows that were counted: the smallest group, and how many rows it left out."""
    if not found.least:
        return {}
    number = quoting.name(str(columns[-1]["name"]))
    told = found.link.execute(
        f"SELECT coalesce(sum({number}), 0) FROM read_parquet({quoting.text(str(rows))})"
    ).fetchone()
    return {"least": str(found.least), "left_out": str(found.rows - int(told[0] if told else 0))}


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def _sample(found: Understood, rows: Path, names: list[str]) -> list[list[str | None]]:
    """The first rows, each value as text of at most SHOWN characters."""
    cells = ", ".join(f"left({quoting.name(each)}::VARCHAR, {SHOWN})" for each in names)
    query = f"SELECT {cells} FROM read_parquet({quoting.text(str(rows))}) LIMIT {SAMPLE}"
    return [list(row) for row in found.link.execute(query).fetchall()]


def _shape(found: Understood, place: Placed, rows: Path) -> str | None:
    """`point` when no row has another geometry."""
    if not place.shape:
        return None
    other = found.link.execute(
        f"SELECT 1 FROM read_parquet({quoting.text(str(rows))})"
        " WHERE st_geometrytype(shape) <> 'POINT' LIMIT 1"
    ).fetchone()
    return "shape" if other else "point"
