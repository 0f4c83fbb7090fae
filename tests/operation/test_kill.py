"""The power cut: writers killed in the middle, twenty times, and the history still holds."""

import os
import random
import signal
import subprocess
import sys

import pytest

from tests.operation.test_backup import WRITE_ON, Place

pytestmark = pytest.mark.prove

ROUNDS, WRITERS = 20, 2


def test_kill_9_of_writers_never_breaks_what_is_published(tmp_path):
    place = Place(tmp_path, f"sqlite:///{tmp_path}/parvis.sqlite3")
    place.done("migrate", "--verbosity", "0")
    chance = random.Random(1)
    published = 0
    for round_ in range(ROUNDS):
        code = WRITE_ON.replace("pendant-", f"tour-{round_}-{{os.getpid()}}-")
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", "import os\n" + code],
                env=place.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for _writer in range(WRITERS)
        ]  # fmt: skip
        for writer in writers:
            assert writer.stdout is not None
            for _line in range(chance.randint(1, 12)):
                writer.stdout.readline()
            os.kill(writer.pid, signal.SIGKILL)
            writer.communicate(timeout=30)
        place.done("audit", "verify", "--json")
        now = place.tables()["records_published"][0]
        assert now > published
        published = now
