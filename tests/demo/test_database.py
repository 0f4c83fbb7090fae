"""The made-up application of the demonstration, scanned for real and once."""

from __future__ import annotations

import pytest

from parvis.catalogue.models import ScannedSource
from parvis.catalogue.scanned.run import scan
from parvis.demo import database
from parvis.records.models import Published
from tests.demo.test_load import loaded, territory  # noqa: F401

pytestmark = pytest.mark.django_db


def test_attendance_is_kept_listed_and_not_open(loaded):  # noqa: F811
    assert loaded.databases == 1
    tables = ScannedSource.objects.get().tables
    kept = tables.get(decision="kept")
    shown = Published.objects.get(uuid=kept.dataset.uuid)
    assert (kept.name, shown.slug) == (database.KEPT, database.DATASET)
    assert kept.dataset.access_level == "personal"
    assert kept.dataset.why_not_open
    assert tables.get(decision="discarded").name == database.DISCARDED
    named = set(kept.columns.values_list("name", flat=True))
    assert named == set(kept.dataset.dictionary.values_list("name", flat=True))
    assert kept.rows == 4 * 3 * database.DAYS


def test_it_is_scanned_once_and_again_without_a_change(loaded):  # noqa: F811
    assert database.load() == 0
    run = scan(ScannedSource.objects.get())
    assert (run.state, run.changes) == ("done", [])
