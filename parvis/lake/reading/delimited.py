"""CSV in any dialect and encoding, read by the engine with every choice made beforehand."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from parvis.lake import engine
from parvis.lake.reading import text
from parvis.lake.reading.dialect import Dialect, dialect
from parvis.lake.reading.limits import Limits
from parvis.lake.reading.raw import Raw, check_width, titles
from parvis.lake.refusals import Unreadable

SAMPLE = 256 * 1024


def read(
    path: Path,
    folder: Path,
    link: duckdb.DuckDBPyConnection,
    limits: Limits,
    header: bool | None = None,
) -> Raw:
    name = text.encoding(path)
    plain = folder / "plain.csv"
    text.to_utf8(path, plain, name)
    sample, whole = _sample(plain)
    if not sample.strip():
        raise Unreadable("empty", name=path.name)
    found = dialect(sample, whole, header)
    check_width(found.width, limits)
    _load(link, plain, found, limits)
    plain.unlink()
    choices = {"encoding": name, "separator": found.separator, "quote": found.quote}
    choices |= {"preamble": str(found.preamble), "header": str(found.header is not None).lower()}
    return Raw("csv", titles(found.header, found.width), found.first_line, choices)


def _sample(plain: Path) -> tuple[str, bool]:
    with plain.open("rb") as file:
        sample = file.read(SAMPLE)
        return sample.decode("utf-8", errors="ignore"), not file.read(1)


def _load(link: duckdb.DuckDBPyConnection, plain: Path, found: Dialect, limits: Limits) -> None:
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(found.width))
    query = (
        f"CREATE TABLE raw AS SELECT * FROM read_csv({engine.text(str(plain))},"
        f" auto_detect = false, header = false, columns = {{{columns}}},"
        f" delim = {engine.text(found.separator)}, quote = {engine.text(found.quote)},"
        f" escape = {engine.text(found.escape)}, skip = {found.first_line - 1},"
        f" max_line_size = {limits.line}, strict_mode = true, null_padding = false,"
        f" comment = '', compression = 'none')"
    )
    try:
        link.execute(query)
    except duckdb.Error as error:
        raise _explained(str(error), found, limits) from error


def _explained(message: str, found: Dialect, limits: Limits) -> Unreadable:
    place = re.search(r"Line: (\d+)", message)
    line = int(place[1]) if place else found.first_line
    if "maximum line size" in message.lower() or "max_line_size" in message.split("\n")[0]:
        return Unreadable("huge_field", line=line, limit=limits.line)
    if "Expected Number of Columns" in message:
        return Unreadable("ragged", line=line, expected=found.width)
    cause = message.split("\n")[1 if "\n" in message else 0].strip()
    return Unreadable("malformed", line=line, detail=cause[:120])
