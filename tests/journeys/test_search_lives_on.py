"""Search as a town's real processes serve it: two web workers and one that follows the history.

What is published is found by every one of them within two seconds; an index deleted or damaged
under them is made again, and nobody sees an error meanwhile.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.journeys import portal as portals
from tests.journeys.portal import Portal

pytestmark = pytest.mark.journey

PROMISED = 2.0  # seconds from the end of the publication to the last process that finds it
PAUSE = 0.05  # seconds between two questions of a visitor: three of them ask some 50 times a second
EACH = 40  # new connections in a row: either of two workers takes one
PUBLISH = """
import time
from parvis.catalogue.models import Dataset
from parvis.records import bulk
model = Dataset.objects.filter(live=True).first()
bulk.save_many([Dataset(title="{word} des fontaines", organisation=model.organisation)])
print("published", time.time())
"""


@pytest.fixture(scope="module")
def town(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of this story alone: its index will be mistreated."""
    folder = tmp_path_factory.mktemp("town") / "data"
    with portals.copied(demonstration, folder), portals.serving(folder, workers=2) as running:
        yield running


def found(town: Portal, word: str) -> int:
    """How many records a new visitor is told of; any other answer than 200 is a failure."""
    address, query = f"{town.address}/api/records", {"q": word}
    answer = httpx.get(address, params=query, timeout=30, verify=portals.PLAIN)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["total"])


def everywhere(town: Portal, word: str) -> bool:
    return all(found(town, word) for _time in range(EACH))


def until(condition: Callable[[], bool], within: float) -> float:
    """The instant at which it has become true."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        instant = time.time()
        if condition():
            return instant
    raise AssertionError(f"not within {within} s")


def publish(town: Portal, word: str) -> float:
    """Publish from another process; the instant at which it was done."""
    shown = town.run("admin", "shell", "-v", "0", "-c", PUBLISH.format(word=word))
    return float(shown.split("published")[1].split()[0])


def test_what_is_published_is_found_by_every_process_within_two_seconds(town):
    assert found(town, "zibeline") == 0
    answers: list[tuple[float, int]] = []
    with asking(town, "zibeline", answers):
        done = publish(town, "Zibeline")
        until(lambda: everywhere(town, "zibeline"), within=10)
    missed = [at for at, total in answers if total == 0]
    assert max(missed) - done < PROMISED


@contextmanager
def asking(town: Portal, word: str, answers: list[tuple[float, int]]) -> Iterator[None]:
    """Visitors who ask again and again until the block ends; what they were told, and when asked.

    An error of any of them is raised at the end.
    """
    stop, errors = threading.Event(), []

    def ask() -> None:
        try:
            while not stop.wait(PAUSE):
                at = time.time()
                answers.append((at, found(town, word)))
        except Exception as error:
            errors.append(error)

    visitors = [threading.Thread(target=ask) for _ in range(3)]
    for visitor in visitors:
        visitor.start()
    try:
        yield
    finally:
        stop.set()
        for visitor in visitors:
            visitor.join()
    assert errors == []


def index_files(town: Portal) -> list[Path]:
    root = town.folder / "search"
    return [path for path in root.rglob("*") if path.is_file() and path.suffix != ".lock"]


def delete(town: Portal) -> None:
    gone = town.folder / "search.gone"
    (town.folder / "search").rename(gone)  # at once: its followers write into it meanwhile
    shutil.rmtree(gone)


def scribble(town: Portal) -> None:
    for path in index_files(town):
        path.write_bytes(b"this is no index " * 20)


def empty(town: Portal) -> None:
    for path in index_files(town):
        path.write_bytes(b"")


def lose(town: Portal) -> None:
    for path in index_files(town):
        path.unlink()


@pytest.mark.once  # of the index, not of the database
@pytest.mark.parametrize("harm", [delete, scribble, empty, lose])
def test_an_index_deleted_or_damaged_under_visitors_is_made_again_without_an_error(town, harm):
    before = found(town, "arbre")
    assert before > 0
    answers: list[tuple[float, int]] = []
    with asking(town, "arbre", answers):
        harm(town)
        until(lambda: portals.lag(town.address) == 0 and healthy(town), within=60)
        word = f"Ornithorynque{harm.__name__}"
        publish(town, word)
        until(lambda: everywhere(town, word), within=60)
    assert all(total > 0 for _at, total in answers)
    assert found(town, "arbre") == before
    log = (town.folder / "serve.log").read_text(encoding="utf-8")
    assert "s’est arrêté" not in log  # no process of the portal died of it
    assert "Traceback" not in log


def healthy(town: Portal) -> bool:
    """The index on the disk is whole again, for a process that starts now."""
    return any(path.name == "meta.json" and path.stat().st_size > 20 for path in index_files(town))
