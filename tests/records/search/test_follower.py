import logging
import multiprocessing
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from parvis.records.search import (
    Follower,
    Index,
    IndexUnavailable,
    Removal,
    SearchDocument,
    SearchRequest,
)
from parvis.records.search import index as index_module
from parvis.records.search.folder import Folder
from tests.records.search.makers import History, document

RECORDS = [document(f"Arbre {n}", facets={"theme": ["nature"]}) for n in range(40)]


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "CHECK_EVERY", 0.0)
    logging.getLogger("parvis.records.search.follower").setLevel(logging.ERROR)


@pytest.fixture
def history() -> History:
    return History(*RECORDS)


def count(index: Index, text: str = "arbre") -> int:
    return index.search(SearchRequest(text)).total


def segments(root: Path) -> list[Path]:
    current = Folder(root).current()
    return [path for path in current.iterdir() if len(path.name.split(".")[0]) == 32]


def test_looked_for_a_commit_often_enough() -> None:
    assert index_module.CHECK_EVERY <= 0.25


def test_the_history_is_followed(tmp_path: Path, history: History) -> None:
    follower, index = Follower(tmp_path, history, batch=7), Index.open(tmp_path)
    assert follower.run_once() == 40
    assert (count(index), index.sequence) == (40, 40)
    assert follower.run_once() == 0
    history.add(document("Chêne", slug="Arbre 3"))
    history.remove("Arbre 4")
    history.add(document("Arbre 99"))
    assert follower.run_once() == 3
    assert (count(index), count(index, "chêne"), index.sequence) == (39, 1, 43)


def test_a_change_again_and_a_removal_of_nothing_do_no_harm(tmp_path: Path) -> None:
    history = History(*RECORDS[:2], *RECORDS[:2])
    follower = Follower(tmp_path, history)
    assert follower.run_once() == 2
    history.add(RECORDS[0])
    history.remove("never there")
    assert follower.run_once() == 2
    assert count(Index.open(tmp_path)) == 2


def test_changes_that_are_not_searched_are_passed_once(tmp_path: Path) -> None:
    class Partial(History):
        asked, last = 0, 50

        def last_sequence(self) -> int:
            return self.last

        def changes_after(self, sequence: int, limit: int) -> Iterable[SearchDocument | Removal]:
            self.asked += 1
            return super().changes_after(sequence, limit)

    source = Partial(*RECORDS[:30])
    follower, index = Follower(tmp_path, source), Index.open(tmp_path)
    assert (follower.run_once(), index.sequence) == (30, 50)
    source.last = 60
    assert (follower.run_once(), index.sequence, source.asked) == (0, 60, 1)
    asked = source.asked
    assert (follower.run_once(), source.asked) == (0, asked)


def test_a_reader_never_waits_for_the_writer(tmp_path: Path, history: History) -> None:
    Follower(tmp_path, history).run_once()
    index = Index.open(tmp_path)
    seen: list[int] = []

    class Watched(History):
        def standing(self) -> Iterable[SearchDocument]:
            for found in super().standing():
                seen.append(count(index))
                yield found

    Follower(tmp_path, Watched(*RECORDS[:9])).rebuild()
    assert (seen, count(index)) == ([40] * 9, 9)


def test_what_changes_while_an_index_is_made_is_followed_after(tmp_path: Path) -> None:
    """Changed before it was read or after: each change is told again, and its last word holds."""

    class Changing(History):
        def standing(self) -> Iterable[SearchDocument]:
            for n, found in enumerate(super().standing()):
                yield found
                if n == 20:
                    self.remove("Arbre 1")
                    self.add(document("Arbre 30"), document("Arbre neuf"))

    follower = Follower(tmp_path, Changing(*RECORDS))
    assert follower.run_once() == 40
    index = Index.open(tmp_path)
    assert index.sequence == 40
    assert follower.run_once() == 3
    assert (count(index), index.sequence) == (40, 43)


def test_a_process_that_ends_does_not_finish_a_new_index(tmp_path: Path, history: History) -> None:
    follower, index = Follower(tmp_path, history), Index.open(tmp_path)
    follower.run_once()
    assert Follower(tmp_path, History(*RECORDS[:9]), ended=lambda: True).rebuild() == 0
    assert count(index) == 40
    history.add(document("Arbre neuf"))
    assert follower.run_once() == 1
    assert Follower(tmp_path, history).rebuild() == 41
    assert [p.name for p in tmp_path.glob("index-*")] == [Folder(tmp_path).current().name]


def test_a_failing_source_leaves_the_index_as_it_is(tmp_path: Path, history: History) -> None:
    Follower(tmp_path, history).run_once()

    class Broken(History):
        def changes_after(self, sequence: int, limit: int) -> Iterable[SearchDocument | Removal]:
            raise ConnectionError("the database is away")

        def standing(self) -> Iterable[SearchDocument]:
            raise ConnectionError("the database is away")

    follower = Follower(tmp_path, Broken(*RECORDS, *RECORDS))
    for attempt in (follower.run_once, follower.rebuild):
        with pytest.raises(ConnectionError):
            attempt()
    assert count(Index.open(tmp_path)) == 40
    assert Follower(tmp_path, history).rebuild() == 40
    assert [p.name for p in tmp_path.glob("index-*")] == [Folder(tmp_path).current().name]


def test_a_source_that_goes_back_is_refused(tmp_path: Path) -> None:
    class Stuck(History):
        def changes_after(self, sequence: int, limit: int) -> Iterable[SearchDocument | Removal]:
            return self.changes[:1]

    source = Stuck(*RECORDS)
    follower = Follower(tmp_path, source)
    assert follower.run_once() == 40
    source.add(document("Arbre neuf"))
    with pytest.raises(ValueError, match="went back"):
        follower.run_once()


@pytest.mark.parametrize("other", [History(*RECORDS[:3]), History(*RECORDS[:3], name="other")])
def test_another_history_or_a_restored_one_is_followed_from_its_start(
    tmp_path: Path, history: History, other: History
) -> None:
    Follower(tmp_path, history).run_once()
    index = Index.open(tmp_path)
    assert count(index) == 40
    assert Follower(tmp_path, other).run_once() == 3
    assert count(index) == 3


def test_an_index_of_another_version_is_rebuilt(
    tmp_path: Path, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("parvis.records.search.schema.VERSION", "0")
        Follower(tmp_path, history).run_once()
    index = Index.open(tmp_path)
    with pytest.raises(IndexUnavailable, match="another version"):
        count(index)
    assert Follower(tmp_path, history).run_once() == 40
    assert count(index) == 40


def test_the_folder_removed_while_serving_gives_no_error(tmp_path: Path, history: History) -> None:
    root = tmp_path / "search"
    follower, index = Follower(root, history), Index.open(root)
    follower.run_once()
    assert count(index) == 40
    shutil.rmtree(root)
    assert count(index) == 40
    with pytest.raises(IndexUnavailable):
        count(Index.open(root))
    assert follower.run_once() == 40
    assert count(index) == count(Index.open(root)) == 40


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribble(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * (path.stat().st_size // 2))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no index " * 500)


def quiet() -> None:
    """Wait until tantivy's threads rest: each index that is opened is first read once more in the
    background, and a file cut short under that reading ends the process."""
    while any(map(at_work, Path("/proc/self/task").glob("*/stat"))):
        os.sched_yield()


def at_work(stat: Path) -> bool:
    """Whether the thread of this file of /proc is one of tantivy's that may read the index."""
    try:
        name, _end, rest = stat.read_text(encoding="ascii", errors="replace").rpartition(")")
    except (FileNotFoundError, ProcessLookupError):
        return False  # it has ended
    return "watch-callbacks" in name or ("tantivy" in name and rest.split()[0] != "S")


@pytest.mark.parametrize("harm", [shorten, scribble, empty, garbage, Path.unlink])
@pytest.mark.parametrize("known", [True, False], ids=["same follower", "after a restart"])
def test_damaged_files_are_never_read_and_the_index_is_rebuilt(
    tmp_path: Path, history: History, harm: object, known: bool
) -> None:
    follower, index = Follower(tmp_path, history), Index.open(tmp_path)
    follower.run_once()
    assert count(index) == 40
    quiet()
    for path in segments(tmp_path):
        harm(path)  # type: ignore[operator]
    try:
        assert count(index) == 40  # what is only gone is still mapped
    except IndexUnavailable:
        assert harm is not Path.unlink
    follower = follower if known else Follower(tmp_path, history)
    assert follower.run_once() == 40
    assert count(index) == 40


@pytest.mark.parametrize("name", ["meta.json", "state.json", "../current", ".managed.json"])
@pytest.mark.parametrize("harm", [empty, garbage, Path.unlink])
def test_damaged_notes_of_the_index_are_mended(
    tmp_path: Path, history: History, name: str, harm: object
) -> None:
    Follower(tmp_path, history).run_once()
    index = Index.open(tmp_path)
    assert count(index) == 40
    harm(Folder(tmp_path).current() / name)  # type: ignore[operator]
    assert count(index) == 40
    history.add(document("Arbre neuf"))
    Follower(tmp_path, history).run_once()
    assert count(index) == count(Index.open(tmp_path)) == 41


def follow(root: Path, started: object, finish: object) -> None:
    class Slow(History):
        def standing(self) -> Iterable[SearchDocument]:
            started.set()  # type: ignore[attr-defined]
            finish.wait(30)  # type: ignore[attr-defined]
            return super().standing()

    Follower(root, Slow(*RECORDS)).run_once()


def test_one_follower_a_machine_and_what_it_writes_is_seen_by_other_processes(
    tmp_path: Path, history: History
) -> None:
    fork = multiprocessing.get_context("spawn")
    started, finish = fork.Event(), fork.Event()
    other = fork.Process(target=follow, args=(tmp_path, started, finish))
    other.start()
    assert started.wait(60)
    assert Follower(tmp_path, history).run_once() == 0
    finish.set()
    other.join(60)
    assert other.exitcode == 0
    assert count(Index.open(tmp_path)) == 40


def test_questions_from_many_threads_while_the_index_changes(
    tmp_path: Path, history: History
) -> None:
    follower, index = Follower(tmp_path, history), Index.open(tmp_path)
    follower.run_once()

    def ask(_: int) -> int:
        return count(index)

    with ThreadPoolExecutor(4) as pool:
        for n in range(10):
            answers = pool.map(ask, range(20))
            history.add(document(f"Arbre neuf {n}"))
            follower.run_once()
            assert set(answers) <= {40 + n, 41 + n}
    assert count(index) == 50
