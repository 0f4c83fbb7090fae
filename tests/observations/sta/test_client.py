"""A program of others reads and writes the sensors: FROST's client, unchanged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parvis.observations.models import Key
from tests.observations.sta.conftest import SECRET

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
PYTHON = Path(sys.prefix) / "reusers" / "bin" / "python"


def test_frost_client_creates_reads_changes_and_deletes(
    live_server: Any, key: Key, settings: Any
) -> None:
    settings.PARVIS_BASE_URL = live_server.url
    done = subprocess.run(
        [str(PYTHON), "-m", "tools.sensorthings", live_server.url, SECRET],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert json.loads(done.stdout) == {"frost-sta-client": 250}
