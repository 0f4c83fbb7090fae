"""Rows of an answer laid in a folder of their own, for files that are written aside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any

from django.conf import settings

from parvis.catalogue.explore import values
from parvis.catalogue.explore.written import Batches
from parvis.lake import quoting
from parvis.lake.query.schema import SPATIAL, Type
from parvis.lake.query.select import Field

LINES = "rows.ndjson"
PIECE = 2**18
LONGEST = 32 * 2**20  # octets of a row; the engine keeps room for two
TYPES = {
    Type.INTEGER: "BIGINT", Type.NUMBER: "DOUBLE", Type.BOOLEAN: "BOOLEAN", Type.DATE: "DATE",
    Type.DATETIME: "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip


@contextmanager
def spooled(fields: Sequence[Field], batches: Batches, zone: str = "UTC") -> Iterator[Path]:
    """A folder whose `LINES` has one JSON object a row, keys `c0`…, places as WKB in hexadecimal,
    instants by the clock of `zone`. The folder goes in the end."""
    Path(settings.PARVIS_CACHE).mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="export-", dir=settings.PARVIS_CACHE))
    try:
        write = [plain(field, zone) for field in fields]
        with (folder / LINES).open("w", encoding="utf-8") as out:
            for batch in batches:
                for row in batch:
                    told = {f"c{n}": one(row[n]) for n, one in enumerate(write)}
                    out.write(json.dumps(told, ensure_ascii=False) + "\n")
        yield folder
    finally:
        shutil.rmtree(folder)


def plain(field: Field, zone: str) -> Callable[[Any], Any]:
    if is_place(field):
        return lambda value: None if value is None else bytes(value).hex()
    (write,) = values.writers([field], zone)
    return write


def is_place(field: Field) -> bool:
    return field.type in SPATIAL and not field.many


def stored(field: Field) -> str:
    """The type of the engine that holds what `spooled` wrote."""
    kind = TYPES.get(field.type, "VARCHAR")
    return f"{kind}[]" if field.many else kind


def relation(folder: Path, fields: Sequence[Field]) -> str:
    """SQL of what was spooled, columns `c0`…"""
    columns = ", ".join(f"c{n}: '{stored(field)}'" for n, field in enumerate(fields))
    return (
        f"read_json({quoting.text(str(folder / LINES))}, format = 'newline_delimited',"
        f" columns = {{{columns}}}, maximum_object_size = {LONGEST})"
    )


def read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
