"""Rows of an answer as a Parquet file: written aside on disk, then given piece by piece."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any

from django.conf import settings

from parvis.catalogue.explore import values
from parvis.catalogue.explore.written import Batches
from parvis.lake import engine, quoting
from parvis.lake.query.schema import SPATIAL, Type
from parvis.lake.query.select import Field
from parvis.lake.reading.limits import Limits
from parvis.lake.served.reader import bounded

LIMITS = Limits(threads=1, memory="384MB")
LONGEST = 32 * 2**20  # octets of a row; the engine keeps room for two
SECONDS = 120.0
PIECE = 2**18
COMPRESSIONS = ("snappy", "zstd")
TYPES = {
    Type.INTEGER: "BIGINT", Type.NUMBER: "DOUBLE", Type.BOOLEAN: "BOOLEAN", Type.DATE: "DATE",
    Type.DATETIME: "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip


def pieces(
    fields: Sequence[Field], batches: Batches, headings: Sequence[str], compression: str
) -> Iterator[bytes]:
    """The file; its folder goes away with the iterator."""
    Path(settings.PARVIS_CACHE).mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="export-", dir=settings.PARVIS_CACHE))
    try:
        lines = folder / "rows.ndjson"
        write = [plain(field) for field in fields]
        with lines.open("w", encoding="utf-8") as out:
            for batch in batches:
                for row in batch:
                    told = {f"c{n}": one(row[n]) for n, one in enumerate(write)}
                    out.write(json.dumps(told, ensure_ascii=False) + "\n")
        yield from read(made(folder, lines, fields, headings, compression).open("rb"))
    finally:
        shutil.rmtree(folder)


def plain(field: Field) -> Callable[[Any], Any]:
    if field.type in SPATIAL and not field.many:
        return lambda value: None if value is None else bytes(value).hex()
    (write,) = values.writers([field], "UTC")
    return write


def made(
    folder: Path, lines: Path, fields: Sequence[Field], headings: Sequence[str], compression: str
) -> Path:
    columns = ", ".join(f"c{n}: '{stored(field)}'" for n, field in enumerate(fields))
    outputs = ", ".join(
        f"{output(field, f'c{n}')} AS {quoting.name(heading)}"
        for n, (field, heading) in enumerate(zip(fields, headings, strict=True))
    )
    source = quoting.text(str(lines))
    rows = (
        f"read_json({source}, format = 'newline_delimited', columns = {{{columns}}},"
        f" maximum_object_size = {LONGEST})"
    )
    file = folder / "rows.parquet"
    link = engine.workshop(folder, LIMITS)
    try:
        with bounded(link, SECONDS):
            link.execute(
                f"COPY (SELECT {outputs} FROM {rows}) TO {quoting.text(str(file))}"  # noqa: S608 - quoted
                f" (FORMAT parquet, COMPRESSION {compression})"
            )
    finally:
        link.close()
    return file


def stored(field: Field) -> str:
    kind = TYPES.get(field.type, "VARCHAR")
    return f"{kind}[]" if field.many else kind


def output(field: Field, name: str) -> str:
    return f"st_geomfromhexwkb({name})" if field.type in SPATIAL and not field.many else name


def read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
