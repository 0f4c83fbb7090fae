"""Rows of an answer as a Parquet file: written aside on disk, then given piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from parvis.catalogue.explore import spool
from parvis.catalogue.explore.written import Batches
from parvis.lake import engine, quoting
from parvis.lake.query.select import Field
from parvis.lake.reading.limits import Limits
from parvis.lake.served.reader import bounded

LIMITS = Limits(threads=1, memory="384MB")
SECONDS = 120.0
COMPRESSIONS = ("snappy", "zstd")


def pieces(
    fields: Sequence[Field], batches: Batches, headings: Sequence[str], compression: str
) -> Iterator[bytes]:
    """The file; its folder goes away with the iterator."""
    with spool.spooled(fields, batches) as folder:
        yield from spool.read(made(folder, fields, headings, compression).open("rb"))


def made(folder: Path, fields: Sequence[Field], headings: Sequence[str], compression: str) -> Path:
    outputs = ", ".join(
        f"{output(field, f'c{n}')} AS {quoting.name(heading)}"
        for n, (field, heading) in enumerate(zip(fields, headings, strict=True))
    )
    file = folder / "rows.parquet"
    link = engine.workshop(folder, LIMITS)
    try:
        with bounded(link, SECONDS):
            link.execute(
                f"COPY (SELECT {outputs} FROM {spool.relation(folder, fields)})"  # noqa: S608 - quoted
                f" TO {quoting.text(str(file))} (FORMAT parquet, COMPRESSION {compression})"
            )
    finally:
        link.close()
    return file


def output(field: Field, name: str) -> str:
    return f"st_geomfromhexwkb({name})" if spool.is_place(field) else name
