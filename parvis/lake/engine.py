"""DuckDB connections closed to the outside: no network, no file but the folders named."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import duckdb

from parvis.lake import quoting
from parvis.lake.reading.limits import Limits


def spatial_extension() -> Path:
    """The spatial extension of the wheel of the same version: loaded by path, offline."""
    root = resources.files("duckdb_extension_spatial")
    return next(Path(str(root)).rglob("spatial.duckdb_extension"))


def workshop(
    folder: Path, limits: Limits, allowed: tuple[Path, ...] = ()
) -> duckdb.DuckDBPyConnection:
    """A connection whose tables stay in `folder`; it reads `folder` and `allowed`, nothing else."""
    link = duckdb.connect(
        str(folder / "work.duckdb"),
        config={"memory_limit": limits.memory, "threads": str(limits.threads)},
    )
    link.execute(f"LOAD {quoting.text(str(spatial_extension()))}")
    link.execute(f"SET temp_directory = {quoting.text(str(folder / 'spill'))}")
    link.execute("PRAGMA disable_checkpoint_on_shutdown")  # nothing of it outlives the folder
    link.execute("SET TimeZone = 'UTC'")
    link.execute("SET enable_progress_bar = false")
    places = ", ".join(quoting.text(str(each.resolve()) + "/") for each in (folder, *allowed))
    link.execute(f"SET allowed_directories = [{places}]")
    link.execute("SET enable_external_access = false")
    link.execute("SET lock_configuration = true")
    return link
