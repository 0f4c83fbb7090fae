"""The power cut: a harvester killed in the middle, twenty times, leaves no half-written record, and
the next one finishes the work."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.catalogue.test_harvest import HEAD, item
from tests.catalogue.test_harvest_address import TURTLE
from tests.operation.test_backup import places
from tests.records.test_fetch import Site, serving

pytestmark = pytest.mark.prove
__all__ = ["places"]

KILLS, PAGES, A_PAGE = 20, 60, 50
SETUP = """
import datetime as dt, django; django.setup()
from django.db.models import F, OuterRef, Exists
from django.utils import timezone
from parvis.catalogue.models import Dataset, HarvestItem, HarvestRun
from parvis.records.audit import Audit
from parvis.records.models import HistoryEntry, Published
"""
LATER = "HarvestRun.objects.update(touched=timezone.now() - dt.timedelta(minutes=11))\n"
CONSISTENT = """
rows = Dataset.objects.all()
held = HarvestItem.objects.filter(record=OuterRef("uuid"))
shown = Published.objects.live().filter(uuid=OuterRef("uuid"), title=OuterRef("title"))
told = HistoryEntry.objects.filter(record=OuterRef("uuid"))
assert not rows.filter(live=False).exists()
assert not rows.filter(live_revision=None).exists()
assert not rows.exclude(latest_revision=F("live_revision")).exists()
assert not rows.filter(distributions=None).exists()
for each in (held, shown, told):
    assert not rows.exclude(Exists(each)).exists(), each.model
assert HarvestItem.objects.count() == rows.count()
assert HistoryEntry.objects.filter(record__in=rows.values("uuid")).count() == rows.count()
run = HarvestRun.objects.first()
assert run is None or run.created + run.unchanged <= rows.count()
faults = list(Audit().faults())
assert not faults, faults[:5]
"""
SEARCH = """
from django.conf import settings
from parvis.records.audience import VISITOR
from parvis.records.finding import HistorySource
from parvis.records.search import Follower, Index, SearchRequest
follower = Follower(settings.PARVIS_SEARCH, HistorySource())
while follower.run_once():
    pass
found = Index.open(settings.PARVIS_SEARCH).search(
    SearchRequest(audience=VISITOR, filters={"type": ["dataset"]})
)
assert found.total == Dataset.objects.count(), found.total
"""


def page(site, number):
    names = [f"jeu{number}-{n}" for n in range(A_PAGE)]
    listed = " , ".join(f"<https://portail.example/{name}>" for name in names)
    more = f"; hydra:next <{site.root}/p{number + 1}>" if number < PAGES else ""
    return f"""{HEAD}@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
<https://portail.example/> a dcat:Catalog ; dct:title "Portail" ; dcat:dataset {listed} .
<{site.root}/p{number}> a hydra:PartialCollectionView {more} .
{"".join(map(item, names))}""".encode()


@pytest.fixture
def site():
    with serving(Site()) as site:
        for number in range(1, PAGES + 1):
            site.body(f"/p{number}", page(site, number), **TURTLE)
        yield site


def harvester(place, site):
    command = [sys.executable, "-m", "parvis", "harvest", f"{site.root}/p1", "--json"]
    allowed = {"PARVIS_ALLOW_PRIVATE": site.root.removeprefix("http://")}
    return subprocess.Popen(
        command, env=place.environment | allowed, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def killed(process, site, chance):
    """Kill it a moment after it asked for one or two pages more; say that it was at work."""
    wanted = len(site.asked) + chance.randint(1, 2)
    deadline = time.monotonic() + 60
    while len(site.asked) < wanted and process.poll() is None:
        assert time.monotonic() < deadline
        alive(process, 0.01)
    alive(process, chance.uniform(0, 0.6))
    at_work = process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    return at_work


def alive(process, seconds):
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


def test_twenty_power_cuts_leave_no_half_written_record(places, site):
    place = places()
    place.done("migrate", "--verbosity", "0")
    chance = random.Random(3)
    for _round in range(KILLS):
        assert killed(harvester(place, site), site, chance), "it was done before it was killed"
        place.python(SETUP + CONSISTENT + LATER)  # one process: starting it is what takes long
    report = finish(place, site)
    assert report["archived"] == report["updated"] == 0
    assert report["refused"] == report["remarks"] == []
    assert report["created"] + report["unchanged"] == PAGES * A_PAGE
    whole = f"assert Dataset.objects.count() == {PAGES * A_PAGE}\n"
    place.python(SETUP + CONSISTENT + whole + SEARCH)
    assert finish(place, site)["unchanged"] == PAGES * A_PAGE
    assert json.loads(place.done("audit", "verify", "--json"))["ok"]


def finish(place, site):
    process = harvester(place, site)
    said, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return json.loads(said)
