"""DuckDB connections closed to the outside: no network, no file but the folders named."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.reading.limits import Limits

GROUP = 32_768  # rows of a kept file between two notes of the ends of each column, at most
VECTOR = 2_048  # rows that the engine works on together: a group is of some of these
KEPT = "kept file"
WIDE = 400  # columns beyond which a table is worked on by one thread, in small blocks
SMALL = "small blocks"  # the database of such a table
BLOCK, PIECE = 16_384, 8_192  # bytes of a block, rows of a group there
LATE = 1_000  # rows of a sorted page whose other columns are read once it is known which they are

if importlib.util.find_spec("pandas") is None:
    # DuckDB looks for it four times a question, which takes as long as a short answer
    sys.modules["pandas"] = None  # type: ignore[assignment]


def spatial_extension() -> Path:
    """The spatial extension of the wheel of the same version: loaded by path, offline."""
    root = resources.files("duckdb_extension_spatial")
    return next(Path(str(root)).rglob("spatial.duckdb_extension"))


def workshop(
    folder: Path,
    limits: Limits,
    allowed: tuple[Path, ...] = (),
    kept: str = "",
    group: int = GROUP,
    zone: str = "UTC",
) -> duckdb.DuckDBPyConnection:
    """A connection whose tables stay in `folder`; it reads `folder` and `allowed`, nothing else.

    `zone` is the clock by which instants become text. `kept` names the file to keep: others are not
    compressed, which takes longer than all reading. Rows of a kept file stand in groups of `group`:
    the engine passes over those that a box, a word or a range of numbers cannot be in. Numbers
    without a pattern are not packed by bits: files were no smaller for it, and reading took twice
    as long. It is of this engine's own format, whose texts are compressed in less time and read in
    less.
    """
    if kept:
        link = _connected(":memory:", folder / "spill", limits, zone)
        file, name = quoting.text(str(folder / kept)), quoting.name(KEPT)
        link.execute("SET disabled_compression_methods = 'alprd'")
        link.execute(f"ATTACH {file} AS {name} (ROW_GROUP_SIZE {group}, STORAGE_VERSION 'latest')")
        link.execute(f"USE {name}")
    else:
        link = _connected(str(folder / "work.duckdb"), folder / "spill", limits, zone)
        link.execute("SET force_compression = 'uncompressed'")
        link.execute("SET allowed_configs = ['memory_limit', 'threads']")  # for wide tables
    link.execute("PRAGMA disable_checkpoint_on_shutdown")  # nothing of it outlives the folder
    return _closed(link, (folder, *allowed))


def together(parquet: Path) -> int:
    """How many rows of a Parquet file stand in a group of a kept one: no more than in its own
    groups, whose rows are few where they are long, since a group is held whole to be written."""
    link = _closed(duckdb.connect(config={"threads": "1"}), (parquet.parent,))
    try:
        file = quoting.text(str(parquet.resolve()))
        told = link.execute(f"SELECT max(row_group_num_rows) FROM parquet_metadata({file})")  # noqa: S608
        (most,) = told.fetchone() or (None,)
    finally:
        link.close()
    return min(GROUP, max(1, (most or GROUP) // VECTOR) * VECTOR)


def widened(link: duckdb.DuckDBPyConnection, columns: int) -> None:
    """Tables made from now on, but temporary ones, are for so many columns: the engine sets a block
    aside for each column that it writes, and holds one for each that it reads, of 256 kB unless
    told. Two threads take twice the processor of one to share out a thousand rows of two thousand
    columns."""
    if columns <= WIDE:
        return
    told = link.execute("SELECT path FROM duckdb_databases() WHERE database_name = 'work'")
    (work,) = told.fetchone() or ("",)
    file, name = quoting.text(str(Path(work).with_name("wide.duckdb"))), quoting.name(SMALL)
    link.execute("SET threads = 1")
    link.execute(
        f"ATTACH {file} AS {name}"
        f" (BLOCK_SIZE {BLOCK}, ROW_GROUP_SIZE {PIECE}, STORAGE_VERSION 'latest')"
    )
    link.execute(f"USE {name}")


@contextmanager
def roomier(link: duckdb.DuckDBPyConnection, columns: int, limits: Limits) -> Iterator[None]:
    """Meanwhile so many columns are written: a row group is held whole, which takes more than to
    read them."""
    if columns <= WIDE:
        yield
        return
    link.execute(f"SET memory_limit = {quoting.text(limits.wide)}")
    yield
    link.execute(f"SET memory_limit = {quoting.text(limits.memory)}")


def counter(
    allowed: tuple[Path, ...], spill: Path, limits: Limits, spilled: str, zone: str
) -> duckdb.DuckDBPyConnection:
    """Where kept rows are asked for: nothing is kept in it; it spills `spilled` bytes at most.

    The first rows of a sorted table are found by the columns that the sorting asks for, the others
    are then read of these rows alone. Left to itself the engine does so up to 50 rows, and beyond
    reads every column of all rows that a condition keeps.
    """
    link = _connected(":memory:", spill, limits, zone)
    link.execute(f"SET max_temp_directory_size = {quoting.text(spilled)}")
    for setting in ("late_materialization_max_rows", "dynamic_or_filter_threshold"):
        link.execute(f"SET GLOBAL {setting} = {LATE}")
    return _closed(link, allowed)


def _connected(database: str, spill: Path, limits: Limits, zone: str) -> duckdb.DuckDBPyConnection:
    # To check the signature of the spatial extension takes a third of a second of processor at each
    # opening, more than most questions. The file stands beside DuckDB's own library, which nobody
    # checks, and was installed by the same locked hashes; `_closed` lets no other be loaded.
    link = duckdb.connect(
        database,
        config={
            "memory_limit": limits.memory,
            "threads": str(limits.threads),
            "allow_unsigned_extensions": "true",
        },
    )
    link.execute("SET enable_progress_bar = false")  # first: to load alone may last long enough
    link.execute(f"LOAD {quoting.text(str(spatial_extension()))}")
    link.execute(f"SET temp_directory = {quoting.text(str(spill))}")
    # of each cursor too, whatever the clock of the process is
    link.execute(f"SET GLOBAL TimeZone = {quoting.text(zone)}")
    return link


def _closed(link: duckdb.DuckDBPyConnection, allowed: Iterable[Path]) -> duckdb.DuckDBPyConnection:
    places = ", ".join(quoting.text(str(each.resolve()) + "/") for each in allowed)
    link.execute(f"SET allowed_directories = [{places}]")
    link.execute("SET enable_external_access = false")
    link.execute("SET lock_configuration = true")
    return link
