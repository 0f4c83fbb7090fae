"""A machine's DuckDB files of versions, built from the store's Parquet: quick, and never the truth.

A file is written aside, flushed and renamed: what has its name is whole. One process builds a
version at a time; beyond the budget those used longest ago go (whoever reads one keeps it open).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from parvis.lake import engine
from parvis.lake.reading.limits import Limits
from parvis.lake.served import budget, layout, lines, places, postings, stepping
from parvis.lake.shelf import flush

FORMAT = 9  # of the table: another number makes every file anew
LIMITS = Limits(threads=2, memory="400MB")
TABLE = "kept"
WORDED = 3_000_000  # rows; beyond, the files beside a copy take longer than they save
BESIDE = (lines.SUFFIX, places.SUFFIX, postings.SUFFIX)


@dataclass(frozen=True)
class Cache:
    folder: Path
    budget: int  # bytes
    zone: str  # of instants that name none

    def path(self, version: str) -> Path:
        told = f"{version} {FORMAT} {duckdb.__version__} {self.zone}"
        return self.folder / f"{hashlib.sha256(told.encode()).hexdigest()[:40]}.duckdb"

    def find(self, version: str) -> Path | None:
        """The file of a version, noted as used now."""
        path = self.path(version)
        try:
            if budget.used(path):
                for beside in BESIDE:
                    with suppress(FileNotFoundError):  # not every copy has it
                        os.utime(path.with_suffix(beside))
        except FileNotFoundError:
            return None
        return path

    def wanted(self, version: str, columns: layout.Columns, parquet: Path) -> bool:
        """Whether the version's file is to be built: it is not there and could be kept. None is of
        a wide table, whose every column would be written beside its folded text: the Parquet,
        where few rows are read together, answers."""
        if len(columns) > engine.WIDE:
            return False
        if self.path(version).exists() or self._too_large(version).exists():
            return False
        return parquet.stat().st_size <= self.budget

    def build(self, version: str, columns: layout.Columns, parquet: Path) -> bool:
        """True when the file is there in the end; False when another process is at it, or when it
        takes more than the budget. Raises duckdb.Error or OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone(version) as mine:
            if not mine or not self.wanted(version, columns, parquet):
                return self.path(version).exists()
            return self._built(version, columns, parquet)

    def _built(self, version: str, columns: layout.Columns, parquet: Path) -> bool:
        path = self.path(version)
        aside = path.with_suffix(".aside")
        shutil.rmtree(aside, ignore_errors=True)  # of a builder that was killed: the lock is ours
        aside.mkdir()
        try:
            written = _write(aside, columns, parquet, self.zone)
            if written.stat().st_size > self.budget:
                self._too_large(version).touch()
                return False
            size = written.stat().st_size
            for suffix in BESIDE:  # first: a copy is read at once
                beside = written.with_suffix(suffix)
                if beside.exists() and size + beside.stat().st_size <= self.budget:
                    size += beside.stat().st_size
                    flush(beside)
                    beside.rename(path.with_suffix(suffix))
            flush(written)
            written.rename(path)
            flush(self.folder)
        finally:
            shutil.rmtree(aside)
        self.shrink(keep=path)
        return path.exists()

    @contextmanager
    def _alone(self, version: str) -> Iterator[bool]:
        """Whether this process alone may build; falls with the process. The lock files, empty,
        stay: to take one away would let two builders in."""
        with self.path(version).with_suffix(".lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _too_large(self, version: str) -> Path:
        return self.path(version).with_suffix(f".over-{self.budget}")

    def forget(self, version: str) -> None:
        path = self.path(version)
        for each in (path, *map(path.with_suffix, BESIDE)):
            each.unlink(missing_ok=True)

    def shrink(self, keep: Path) -> None:
        """Takes away the files used longest ago, never `keep`, until the budget holds, and what
        stands beside a copy that went, unless it is being built."""
        beside = [path for suffix in BESIDE for path in self.folder.glob(f"*{suffix}")]
        budget.shrink([*self.folder.glob("*.duckdb"), *beside], self.budget, keep)
        for path in beside:
            if not any(path.with_suffix(form).exists() for form in (".duckdb", ".aside")):
                path.unlink(missing_ok=True)


def _write(folder: Path, columns: layout.Columns, parquet: Path, zone: str) -> Path:
    group = engine.together(parquet)
    link = engine.workshop(folder, LIMITS, (parquet.parent,), "rows.duckdb", group, zone)
    try:
        steps = stepping.chosen(link, columns, parquet)
        select = stepping.beside(layout.select(columns, parquet, zone), steps)
        rows = stepping.kept(link, TABLE, select, steps)
        stepping.write(link, TABLE, steps)
        if rows <= WORDED:
            postings.write(link, columns, TABLE, rows, folder / f"rows{postings.SUFFIX}")
        link.execute("CHECKPOINT")
        lines.write(link, columns, TABLE, rows, folder / f"rows{lines.SUFFIX}")
        if rows <= WORDED:
            places.write(link, columns, TABLE, folder / f"rows{places.SUFFIX}")
    finally:
        link.close()
    return folder / "rows.duckdb"
