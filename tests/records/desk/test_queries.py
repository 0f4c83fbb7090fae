"""As many queries for sixty records as for three."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers

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


def test_the_first_screen_does_not_grow_with_the_records(town, signed):
    browser = signed(town.administrator)
    for _n in range(3):
        makers.organisation(parent=town.here, review_on="2026-01-01")
    few = queries(browser, "/espace-agents/")
    for _n in range(57):
        makers.organisation(parent=town.here, review_on="2026-01-01")
    assert queries(browser, "/espace-agents/") == few
