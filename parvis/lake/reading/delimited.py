"""CSV in any dialect and encoding, read by the engine with every choice made beforehand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.reading import text
from parvis.lake.reading.dialect import NONE, Dialect, dialect
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw, fill, fit, titles
from parvis.lake.refusals import Unreadable

SAMPLE = 256 * 1024
ONE_THREAD = "single threaded"  # in what it says when several can not read a file
BUFFERED = 2  # longest lines of a buffer; the engine takes sixteen unless told, several times over


@dataclass(frozen=True)
class Told:
    """What a person says of a file instead of us."""

    header: bool | None = None
    encoding: str | None = None  # one of text.ENCODINGS
    separator: str | None = None  # one of dialect.SEPARATORS


def read(
    path: Path,
    folder: Path,
    link: duckdb.DuckDBPyConnection,
    limits: Limits,
    told: Told,
) -> Raw:
    name = text.encoding(path, told.encoding)
    sample, whole = text.beginning(path, name, SAMPLE)
    if not sample.strip():
        raise Unreadable("empty", name=path.name)
    found = dialect(sample, whole, told.header, told.separator)
    fit(link, found.width, limits)
    body = folder / "body.csv"
    written = text.to_utf8(path, body, name, found.first_line - 1)
    if written.returns:
        # the engine guesses line ends from the first it meets, and told of `\r\n` it loses rows
        text.straighten(body, folder / "straight.csv", found.quote)
        body = body.with_name("straight.csv")
    _load(link, body, found, limits)
    choices = {
        "encoding": name, "separator": "" if found.separator == NONE else found.separator,
        "quote": found.quote, "preamble": str(found.preamble),
        "header": str(found.header is not None).lower(),
    }  # fmt: skip
    lines = partial(_lines, link, body, found, written.lines)
    return Raw("csv", titles(found.header, found.width), choices, lines=lines)


def _lines(
    link: duckdb.DuckDBPyConnection, body: Path, found: Dialect, count: int, rows: set[int]
) -> dict[int, int]:
    """Counted; read again only when a line is blank or a row stands on several."""
    counted = link.execute("SELECT count(*) FROM raw").fetchone()
    if counted and found.first_line - 1 + counted[0] == count:
        return {row: found.first_line + row for row in rows}
    with body.open(encoding="utf-8", newline="") as file:
        kept = (
            found.first_line - 1 + line
            for cells, line in found.rows(file)
            if cells or found.width == 1
        )
        return {row: line for row, line in enumerate(islice(kept, max(rows) + 1)) if row in rows}


def _load(link: duckdb.DuckDBPyConnection, body: Path, found: Dialect, limits: Limits) -> None:
    """By several threads, or by one where the engine can not tell from the middle of the file
    where a row begins."""
    names = [f"c{index}" for index in range(found.width)]
    try:
        try:
            fill(link, names, _source(body, found, limits))
        except duckdb.Error as error:
            if ONE_THREAD not in str(error):
                raise
            fill(link, names, _source(body, found, limits, parallel=False))
    except duckdb.Error as error:
        raise _explained(str(error), found, limits) from error


def _source(body: Path, found: Dialect, limits: Limits, parallel: bool = True) -> str:
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(found.width))
    return (
        f"read_csv({quoting.text(str(body))},"
        f" auto_detect = false, header = false, columns = {{{columns}}},"
        f" delim = {quoting.text(found.separator)}, quote = {quoting.text(found.quote)},"
        f" escape = {quoting.text(found.escape)}, max_line_size = {limits.line},"
        f" buffer_size = {BUFFERED * limits.line}, parallel = {str(parallel).lower()},"
        f" new_line = '\\n', strict_mode = true,"
        f" null_padding = false, comment = '', compression = 'none')"
    )


def _explained(message: str, found: Dialect, limits: Limits) -> Unreadable:
    place = re.search(r"Line: (\d+)", message)
    line = found.first_line - 1 + (int(place[1]) if place else 1)
    if "maximum line size" in message.lower() or "max_line_size" in message.split("\n")[0]:
        return Unreadable("huge_field", line=line, limit=limits.line)
    if "Expected Number of Columns" in message:
        return Unreadable("ragged", line=line, expected=found.width)
    cause = message.split("\n")[1 if "\n" in message else 0].strip()
    return Unreadable("malformed", line=line, detail=cause[:120])
