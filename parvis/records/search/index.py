"""The reader: answers questions from the machine's current index, in any number of processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Self

import tantivy

from parvis.records.search import folder, schema
from parvis.records.search.answer import Answer, Kept, Opened
from parvis.records.search.folder import Folder, IndexUnavailable
from parvis.records.search.query import SearchRequest, SearchResult
from parvis.records.search.suggest import MOST_WORDS, Vocabulary

CHECK_EVERY = 0.25  # s between two looks for a commit or another index
VOCABULARY_FOR = 60.0  # s that one list of words serves suggestions


@contextmanager
def guarded() -> Iterator[None]:
    """tantivy's errors and panics as IndexUnavailable."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnavailable(str(error)) from error
    except BaseException as error:  # a Rust panic is no Exception, and its class can't be imported
        if type(error).__name__ == "PanicException":
            raise IndexUnavailable("the search index is damaged") from error
        raise


@dataclass(frozen=True)
class Snapshot:
    """One commit of one index, opened."""

    path: Path
    marks: tuple[folder.Fingerprint | None, ...]
    state: folder.State
    searcher: tantivy.Searcher
    schema: tantivy.Schema
    watched: folder.Watch
    kept: Kept = field(default_factory=Kept)


class Index:
    """The facade: `Index.open(path).search(request)`. One for a process; threads may share it."""

    def __init__(self, root: Path) -> None:
        self._folder = Folder(root)
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._checked = 0.0
        self._vocabulary: tuple[float, Vocabulary] | None = None

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Never fails: as long as there is no index, `search` raises IndexUnavailable."""
        return cls(Path(path))

    @property
    def sequence(self) -> int:
        """How far in the history the index is. Raises IndexUnavailable.

        Nothing of its files is read: whether one was written over is for `search` to look at.
        """
        with self._lock:
            return self._newest().state.sequence

    def search(self, request: SearchRequest) -> SearchResult:
        """The answer to one question. Raises IndexUnavailable."""
        snapshot = self._fresh()
        try:
            with guarded():
                sequence = snapshot.state.sequence
                words = partial(self._words, snapshot)
                opened = Opened(snapshot.searcher, snapshot.schema, words, snapshot.kept)
                return replace(Answer(opened, request).result(), sequence=sequence)
        except IndexUnavailable:
            self._drop(snapshot)
            raise

    def _fresh(self) -> Snapshot:
        """The snapshot to search: the newest sound one."""
        with self._lock:
            if self._snapshot is not None and folder.damaged(self._snapshot.watched):
                self._snapshot = None
            return self._newest()

    def _newest(self) -> Snapshot:
        """The snapshot that is held, looked for anew at most every CHECK_EVERY."""
        now = time.monotonic()
        if self._snapshot is None or now - self._checked >= CHECK_EVERY:
            self._checked = now
            self._snapshot = self._renewed(self._snapshot)
        return self._snapshot

    def _renewed(self, held: Snapshot | None) -> Snapshot:
        try:
            path = self._folder.current()
            if held and held.path == path and held.marks == marks(path):
                return held
            return load(path)
        except IndexUnavailable:
            if held is None:
                raise
            return held  # the folder is gone or half gone: what is mapped still answers

    def _drop(self, snapshot: Snapshot) -> None:
        with self._lock:
            if self._snapshot is snapshot:
                self._snapshot = None

    def _words(self, snapshot: Snapshot) -> Vocabulary:
        now = time.monotonic()
        if self._vocabulary is None or now - self._vocabulary[0] > VOCABULARY_FOR:
            words = snapshot.searcher.terms_with_prefix("words", "", limit=MOST_WORDS)
            self._vocabulary = (now, Vocabulary(words))
        return self._vocabulary[1]


def marks(path: Path) -> tuple[folder.Fingerprint | None, ...]:
    """What changes with each commit."""
    return tuple(folder.fingerprint(path / name) for name in ("meta.json", "state.json"))


def load(path: Path) -> Snapshot:
    """Open the index at `path` as it stands. Raises IndexUnavailable."""
    for _ in range(5):
        before = marks(path)
        state = folder.read_state(path)
        if state.version != schema.VERSION:
            raise IndexUnavailable(f"{path} was made by another version")
        with guarded():
            index = schema.register(tantivy.Index.open(str(path)))
            index.config_reader("Manual")
            index.reload()
            searcher = index.searcher()
        watched = folder.watch(path)
        if before == marks(path):  # no commit in between
            return Snapshot(path, before, state, searcher, index.schema, watched)
    raise IndexUnavailable(f"{path} changes too fast to be opened")
