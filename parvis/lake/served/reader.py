"""The one engine of a process that answers: versions attached while they are used, time bounded.

A query runs in the thread that asks it, on a cursor of that thread: the engine has no thread of
its own. Memory is bounded for all of them together.
"""

from __future__ import annotations

import atexit
import fcntl
import logging
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

import duckdb
from sqlglot import exp

from parvis.lake import engine, quoting
from parvis.lake.query import steps
from parvis.lake.query.facets_together import Groups
from parvis.lake.query.failures import EngineProblem, problem
from parvis.lake.query.policy import Policy
from parvis.lake.query.schema import Schema
from parvis.lake.query.steps import Steps
from parvis.lake.query.tree import Query
from parvis.lake.reading.limits import Limits
from parvis.lake.served import clock, layout, places, postings, stepping
from parvis.lake.served.cache import TABLE, Cache
from parvis.lake.served.lasting import Question
from parvis.lake.served.lines import SUFFIX, Lines
from parvis.lake.served.places import Places
from parvis.lake.served.postings import Damaged, Postings

logger = logging.getLogger(__name__)

LIMITS = Limits(threads=1, memory="512MB")
SPILLED = "4GB"
ATTACHED = 64  # versions kept open by a process
SECONDS = 10.0  # for one answer, or one batch of a stream
NEAR = """
    SELECT word FROM {}.main.vocabulary
    WHERE length(word) BETWEEN $length - $slack AND $length + $slack
        AND levenshtein(word, $word) <= $slack
"""
RETRIED = 30.0  # seconds before a version whose file could not be built is tried again


class Place:
    """Where a version's rows are read: a table of the cache, or a view of the Parquet. `words`: its
    rows by what they say; `lines`: by their number; `points`: by where they are; `steps`: of its
    columns, where it has them; `frequencies`: of all its rows, by column, what was asked."""

    def __init__(
        self, file: Path | None, relation: exp.Table, close: str, words: Postings | None = None,
        lines: Lines | None = None, points: Places | None = None,
        steps: Mapping[str, Steps] | None = None,
    ) -> None:  # fmt: skip
        self.file, self.relation, self.close, self.words = file, relation, close, words
        self._lines, self._points = lines, points
        self.steps = steps or {}
        self.frequencies: dict[str, Groups] = {}
        self.users = 0

    def whole(self, policy: Policy) -> bool:
        return policy.columns is None and not policy.hides_rows

    def schema(self, known: Schema, policy: Policy) -> Schema:
        """With words and points, where nothing is hidden: they tell of all rows and columns."""
        if not self.whole(policy) or not (self.words or self._points):
            return known
        return replace(known, words=self.words, places=self._points)

    def sooner(self, query: Query, schema: Schema, policy: Policy) -> Query:
        """The same rows, by the order of columns that have one: no rule stands before them."""
        if not policy.public:
            return query
        return replace(query, where=steps.sooner(query.where, schema, self.steps))

    def lines(self, policy: Policy) -> Lines | None:
        """Where nothing is hidden too: they hold all rows and columns."""
        return self._lines if self.whole(policy) else None


class Reader:
    """`cache` and the Parquet files under `objects` are all it can open."""

    def __init__(self, cache: Cache, objects: Path) -> None:
        self.cache = cache
        cache.folder.mkdir(parents=True, exist_ok=True)
        self._spill, self._held = _spill(cache.folder)
        self._link = engine.counter(
            (cache.folder, objects), self._spill / "engine", LIMITS, SPILLED, cache.zone
        )
        self._places: OrderedDict[tuple[str, Path | None], Place] = OrderedDict()
        self._lock = threading.Lock()
        self._own = threading.local()
        self._building: dict[str, threading.Thread] = {}
        self._failed: dict[str, float] = {}
        self._number = 0
        atexit.register(self.close)

    def close(self) -> None:
        atexit.unregister(self.close)
        self._link.close()
        self._held.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Of this thread."""
        if not hasattr(self._own, "cursor"):
            self._own.cursor = self.fresh()
        own: duckdb.DuckDBPyConnection = self._own.cursor
        return own

    def fresh(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            return self._link.cursor()

    @contextmanager
    def reading(
        self, version: str, columns: layout.Columns, parquet: Callable[[], Path]
    ) -> Iterator[Place]:
        """Where the version's rows are, which stays while this is open.

        `parquet` gives the file of the store, which may have to come from afar: it is asked for
        only when the cache has no file.
        """
        place = self._cached(version, columns) or self._stored(version, columns, parquet())
        try:
            yield place
        finally:
            with self._lock:
                place.users -= 1
                self._let_go()

    def _cached(self, version: str, columns: layout.Columns) -> Place | None:
        file = self.cache.find(version)
        if file is None:
            return None
        try:
            return self._place((version, file), lambda name: self._attached(name, columns, file))
        except (duckdb.Error, Damaged) as error:  # or just taken away: Parquet is the truth
            logger.warning("A file of the cache is left: %s", type(error).__name__)
            self.cache.forget(version)
            return None

    def _stored(self, version: str, columns: layout.Columns, parquet: Path) -> Place:
        self._build_aside(version, columns, parquet)
        return self._place((version, None), lambda name: self._viewed(name, columns, parquet))

    def _place(self, key: tuple[str, Path | None], opened: Callable[[str], Place]) -> Place:
        """One more reads there."""
        with self._lock:
            if key not in self._places:
                self._number += 1
                self._places[key] = opened(f"v{self._number}")
            self._places.move_to_end(key)
            self._places[key].users += 1
            return self._places[key]

    def _viewed(self, name: str, columns: layout.Columns, parquet: Path) -> Place:
        select = layout.select(columns, parquet, self.cache.zone)
        self._link.execute(f"CREATE VIEW {quoting.name(name)} AS {select}")
        return Place(None, exp.to_table(name), f"DROP VIEW {quoting.name(name)}")

    def _attached(self, name: str, columns: layout.Columns, file: Path) -> Place:
        words = _words(file, self._near(name))  # first: nothing is attached where it is damaged
        self._link.execute(f"ATTACH {quoting.text(str(file))} AS {quoting.name(name)} (READ_ONLY)")
        relation = exp.table_(TABLE, db="main", catalog=name)
        close, known = f"DETACH {quoting.name(name)}", stepping.read(self._link, name)
        beside = (words, _lines(file, columns), _points(file))
        return Place(file, relation, close, *beside, known)

    def _near(self, name: str) -> Callable[[str, int], list[str]]:
        """The words of the database `name` that differ from one by so many letters at most."""
        asked = NEAR.format(quoting.name(name))

        def near(word: str, slack: int) -> list[str]:
            cursor = self.cursor()
            with bounded(cursor):
                cursor.execute(asked, {"word": word, "length": len(word), "slack": slack})
                return [one for (one,) in cursor.fetchall()]

        return near

    def _let_go(self) -> None:
        """Closes what is beyond the number kept, and Parquet as soon as the cache has the rows."""
        built = {version for version, file in self._places if file is not None}
        for key in list(self._places):
            place = self._places[key]
            beyond = len(self._places) > ATTACHED or (place.file is None and key[0] in built)
            if beyond and not place.users:
                del self._places[key]
                self._link.execute(place.close)

    def _build_aside(self, version: str, columns: layout.Columns, parquet: Path) -> None:
        """Starts the version's file in a thread: the answer waits for nothing."""
        with self._lock:
            tried = version in self._building or self._failing(version)
            if tried or not self.cache.wanted(version, columns, parquet):
                return
            thread = threading.Thread(
                target=self._build, args=(version, columns, parquet), name="lake-cache"
            )
            self._building[version] = thread
        thread.start()

    def _build(self, version: str, columns: layout.Columns, parquet: Path) -> None:
        try:
            self.cache.build(version, columns, parquet)
        except (duckdb.Error, OSError) as error:  # Parquet goes on answering
            logger.warning("A file of the cache was not built: %s", type(error).__name__)
            self._failed[version] = time.monotonic()
        finally:
            with self._lock:
                del self._building[version]

    def awaits(self, version: str, columns: layout.Columns, parquet: Path) -> bool:
        """Whether the version's file is worth waiting for: another process may be building it, or
        have just built it."""
        if self.cache.find(version):
            return True
        return self.cache.wanted(version, columns, parquet) and not self._failing(version)

    def _failing(self, version: str) -> bool:
        return self._failed.get(version, 0.0) > time.monotonic() - RETRIED

    def settled(self) -> None:
        """Waits for the files that are being built."""
        for thread in list(self._building.values()):
            thread.join()


def _words(file: Path, near: Callable[[str, int], list[str]]) -> Postings | None:
    try:
        return Postings(file.with_suffix(postings.SUFFIX), near)
    except FileNotFoundError:  # no column has a word, or there was no place for it
        return None


def _lines(file: Path, columns: layout.Columns) -> Lines | None:
    try:
        return Lines(file.with_suffix(SUFFIX), columns)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # the copy has all that they say
        logger.warning("Lines of the cache are left: %s", type(error).__name__)
        return None


def _points(file: Path) -> Places | None:
    try:
        return Places(file.with_suffix(places.SUFFIX))
    except FileNotFoundError:  # rows are no points, or there was no place for it
        return None
    except (OSError, ValueError) as error:  # the copy has all that it says
        logger.warning("Points of the cache are left: %s", type(error).__name__)
        return None


@contextmanager
def bounded(cursor: duckdb.DuckDBPyConnection, seconds: float | None = None) -> Iterator[None]:
    """What runs on `cursor` ends after `seconds`; without, it is one of the questions that people
    ask, of which few may last. Raises EngineProblem for the engine's errors."""
    one = Question(cursor.interrupt, SECONDS) if seconds is None else None
    watched = one or clock.watch(cursor.interrupt, seconds or SECONDS)
    try:
        yield
    except duckdb.Error as error:
        if one and one.crowded and isinstance(error, duckdb.InterruptException):
            raise EngineProblem("crowded") from error
        raise problem(error) from error
    finally:
        watched.end()


def _spill(folder: Path) -> tuple[Path, IO[str]]:
    """A folder of this process for what outgrows memory; those of dead processes go."""
    with (folder / "spill.lock").open("a") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        for left in folder.glob("spill-*"):
            with suppress(OSError), (left / "lock").open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left)
        place = Path(mkdtemp(prefix="spill-", dir=folder))
        held = (place / "lock").open("a")
        fcntl.flock(held, fcntl.LOCK_EX)
    return place, held
