"""Parquet: columns keep their types as texts that the same rules read back."""

from __future__ import annotations

from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw, check_width, fill
from parvis.lake.refusals import Unreadable


def read(path: Path, link: duckdb.DuckDBPyConnection, limits: Limits) -> Raw:
    table = f"read_parquet({quoting.text(str(path))})"
    try:
        described = link.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
        shapes = [str(row[0]) for row in described if str(row[1]).startswith("GEOMETRY")]
        fields = [str(row[0]) for row in described if str(row[0]) not in shapes]
        check_width(len(fields), limits)
        cells = [f"{quoting.name(each)}::VARCHAR" for each in fields]
        placed = fill(link, cells, table, quoting.name(shapes[0]) if shapes else "")
    except duckdb.Error as error:
        raise Unreadable("damaged", name=path.name) from error
    kinds = {str(row[0]): str(row[1]) for row in described}
    texts = frozenset(i for i, each in enumerate(fields) if kinds[each] == "VARCHAR")
    return Raw("parquet", tuple(fields), geometry=placed, texts=texts)
