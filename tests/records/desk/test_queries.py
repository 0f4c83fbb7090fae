"""As many queries for sixty records as for three."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.records.desk.viewset import viewsets
from tests import makers
from tests.records.desk.test_scope import draft

pytestmark = pytest.mark.django_db
BASE = "/espace-agents/fiches/organisation/"


def queries(browser, path):
    browser.get(path)  # content types and the like are kept
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = browser.get(path)
        if answer.streaming:
            b"".join(answer.streaming_content)
        assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["", "results/", "export.csv"])
def test_the_number_of_queries_does_not_grow(town, signed, path):
    browser = signed(town.administrator)
    few = queries(browser, BASE + path)
    for number in range(57):
        child = makers.organisation(parent=town.here, review_on="2026-01-01")
        if number % 3 == 0:
            child.title = "Brouillon"
            child.save_revision(user=town.chief)
    assert queries(browser, BASE + path) == few


@pytest.mark.parametrize("path", ["", "export.csv"])
@pytest.mark.parametrize("record_type", sorted(set(viewsets) - {"organisation"}))
def test_every_type_s_list_and_export_ask_as_much_for_many(town, signed, record_type, path):
    browser = signed(town.administrator)
    address = f"/espace-agents/fiches/{record_type}/{path}"
    for _n in range(2):
        draft(record_type, town.here, town.writer)
    few = queries(browser, address)
    for _n in range(10):
        draft(record_type, makers.organisation(), town.writer)
    assert queries(browser, address) == few


def test_the_first_screen_does_not_grow_with_the_records(town, signed):
    browser = signed(town.administrator)
    for _n in range(3):
        makers.organisation(parent=town.here, review_on="2026-01-01")
    few = queries(browser, "/espace-agents/")
    for _n in range(57):
        makers.organisation(parent=town.here, review_on="2026-01-01")
    assert queries(browser, "/espace-agents/") == few
