"""The writer: follows the history into the machine's index; lost or damaged, rebuilds it aside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import tantivy

from parvis.records.search import folder, schema
from parvis.records.search.documents import Removal, SearchDocument, Source
from parvis.records.search.folder import Folder, IndexUnavailable, State
from parvis.records.search.index import guarded

BATCH = 2_000  # changes asked of the source at a time, and at most in one commit
WRITER_BYTES = 64_000_000
LOOK_UP_EVERY = 100  # records put into a new index between two looks for the end

log = logging.getLogger(__name__)

Changes = list[SearchDocument | Removal]


class Ended(Exception):
    """A new index was left unfinished; what it had is swept by the next one."""


def never() -> bool:
    return False


class Follower:
    """`Follower(path, source).run_once()` brings the index up to date.

    Any number of processes may call it: one at a time works, the others return at once. Only one
    is needed on a machine. Errors of the source go through to the caller, the index unchanged.
    Making a new index may last minutes: it is left when `ended` says so.
    """

    def __init__(
        self,
        path: str | Path,
        source: Source,
        *,
        batch: int = BATCH,
        ended: Callable[[], bool] = never,
    ) -> None:
        self._folder = Folder(Path(path))
        self._source = source
        self._batch = batch
        self._ended = ended
        self._verified: tuple[Path, folder.Watch] | None = None

    def run_once(self) -> int:
        """The number of changes written; 0 too when another process is at work, or at the end."""
        return self._alone(self._follow)

    def rebuild(self) -> int:
        """Make the index anew, whatever state it is in; the old one serves meanwhile."""
        return self._alone(self._rebuild)

    def _alone(self, work: Callable[[], int]) -> int:
        with self._folder.lock() as mine:
            try:
                return work() if mine else 0
            except Ended:
                log.info("search index left unfinished: the process ends")
                return 0

    def _follow(self) -> int:
        try:
            index, state = self._sound()
        except IndexUnavailable as why:
            log.warning("search index rebuilt: %s", why)
            return self._rebuild()
        last = self._source.last_sequence()
        return self._catch_up(index, state, last) if state.sequence < last else 0

    def _sound(self) -> tuple[Path, State]:
        """The current index, if it is of this schema and history and its files are as written."""
        index = self._folder.current()
        state = folder.read_state(index)
        if state.version != schema.VERSION:
            raise IndexUnavailable(f"made by version {state.version}, this is {schema.VERSION}")
        if state.origin != self._source.origin() or state.sequence > self._source.last_sequence():
            raise IndexUnavailable("it follows another history")
        watched = folder.watch(index)
        if self._verified and self._verified[0] == index:
            self._unchanged(watched, self._verified[1])
        else:
            folder.verify(watched)
            with guarded():
                tantivy.Index.open(str(index))
        self._verified = (index, watched)
        return index, state

    def _unchanged(self, now: folder.Watch, then: folder.Watch) -> None:
        if folder.damaged(then) or folder.gone(then):
            raise IndexUnavailable("its files were changed by something else")
        folder.verify({path: mark for path, mark in now.items() if path not in then})

    def _catch_up(self, index: Path, state: State, last: int) -> int:
        written, sequence = 0, state.sequence
        for changes in self._batches(state.sequence):
            try:
                with guarded():
                    writing = _Writing(tantivy.Index.open(str(index)))
                    writing.put(changes)
                    writing.commit()
            except IndexUnavailable as why:
                log.warning("search index rebuilt: %s", why)
                return self._rebuild()
            written, sequence = written + len(changes), changes[-1].sequence
            self._stamp(index, state.origin, sequence)
        if sequence < last:  # the last changes concern nothing that is searched
            self._stamp(index, state.origin, last)
        return written

    def _rebuild(self) -> int:
        """Build beside, then swap by one rename of the pointer. What changed since `last` was asked
        is followed by the next run: telling a change twice does no harm."""
        index = self._folder.next()
        origin, last = self._source.origin(), self._source.last_sequence()
        with guarded():
            writing = _Writing(tantivy.Index(schema.schema(), str(index)))
        written = 0
        for document in self._source.standing():
            if written % LOOK_UP_EVERY == 0 and self._ended():
                raise Ended
            with guarded():
                writing.add(document)
            written += 1
        with guarded():
            writing.commit()
        self._stamp(index, origin, last)
        self._folder.point_to(index)
        self._folder.sweep(keep=index)
        return written

    def _stamp(self, index: Path, origin: str, sequence: int) -> None:
        folder.write_state(index, State(schema.VERSION, origin, sequence))
        self._verified = (index, folder.watch(index))

    def _batches(self, sequence: int) -> Iterator[Changes]:
        """The changes after `sequence` in batches, until there are none."""
        while changes := list(self._source.changes_after(sequence, self._batch)):
            if any(change.sequence <= sequence for change in changes):
                raise ValueError(f"the source went back: a change not after {sequence}")
            yield changes
            sequence = changes[-1].sequence


class _Writing:
    """What goes into one commit."""

    def __init__(self, index: tantivy.Index) -> None:
        schema.register(index).config_reader("Manual")
        self._schema = index.schema
        self._writer = index.writer(WRITER_BYTES, 1)

    def put(self, changes: Iterable[SearchDocument | Removal]) -> None:
        for change in changes:
            self._writer.delete_documents_by_term("uuid", str(change.uuid))
            if isinstance(change, SearchDocument):
                self.add(change)

    def add(self, document: SearchDocument) -> None:
        """A record that the index does not hold yet."""
        fields = schema.fields(document)
        self._writer.add_document(tantivy.Document.from_dict(fields, self._schema))

    def commit(self) -> None:
        """Returns when merges are done too: nothing writes to the folder between two runs."""
        self._writer.commit()
        self._writer.wait_merging_threads()
