"""Our data tables: tab-separated, with `# name: value` lines on top that name their source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "vocabularies"


@dataclass(frozen=True)
class Table:
    """`base` is the address that a code completes; each row is {column: text}."""

    source: str
    licence: str
    base: str
    rows: tuple[dict[str, str], ...]


@cache
def read_table(name: str, folder: Path = FOLDER) -> Table:
    """The table `<name>.tsv` of the folder, `vocabularies` if none is said."""
    head: dict[str, str] = {}
    body: list[list[str]] = []
    for line in (folder / f"{name}.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            key, _, value = line.removeprefix("# ").partition(": ")
            head[key] = value
        else:
            body.append(line.split("\t"))
    columns, *rows = body
    return Table(
        source=head.get("source", ""),
        licence=head.get("licence", ""),
        base=head.get("base", ""),
        rows=tuple(dict(zip(columns, row, strict=True)) for row in rows),
    )
