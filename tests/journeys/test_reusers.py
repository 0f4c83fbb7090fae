"""Programs of others over a portal as a town runs it: those that read Opendatasoft's portals,
unchanged, and one that tries whatever a description says may be asked."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalogue.explore.shapes import DESCRIPTION

pytestmark = [pytest.mark.prove, pytest.mark.once]
ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(sys.prefix) / "reusers" / "bin" / "python"


def asked(module: str, *words: str) -> str:
    """What a tool prints, run by the environment of re-users; it must end well."""
    done = subprocess.run(
        [str(PYTHON), "-m", module, *words], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    return done.stdout


def cases(told: str) -> int:
    found = re.search(r"(\d+) generated", told)
    assert found is not None, told[-2000:]
    return int(found[1])


def test_clients_of_the_old_portal_change_only_the_host(portal):
    counted = json.loads(asked("tools.reusers", portal.address))
    assert set(counted) == {"odsclient", "portalkit"}
    assert min(counted.values()) > 10


def test_every_address_answers_as_it_is_described(portal):
    assert cases(asked("tools.fuzz_doors", portal.address)) > 1_000


def test_the_explore_api_answers_as_opendatasoft_describes_it(portal):
    if not DESCRIPTION.exists():
        pytest.skip("the description is not beside the repository")
    assert cases(asked("tools.fuzz_doors", portal.address, str(DESCRIPTION))) > 500
