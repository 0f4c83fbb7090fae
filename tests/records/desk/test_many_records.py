"""Five hundred records take one value together, through the desk: all, published and told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.catalogue.models import Dataset
from parvis.records import bulk
from parvis.records.models import HistoryEntry, Published
from tests.records.desk.conftest import signed, town  # noqa: F401

pytestmark = pytest.mark.django_db
TOGETHER = "/espace-agents/fiches/dataset/ensemble/"
DAY = "2027-05-04"


@pytest.fixture
def datasets(town):  # noqa: F811
    rows = [Dataset(title=f"Jeu {n}", slug=f"jeu-{n}", organisation=town.here) for n in range(551)]
    bulk.save_many(rows)
    return rows


def change(browser, records, day=DAY):
    keys = "&".join(f"id={record.pk}" for record in records)
    return browser.post(f"{TOGETHER}?{keys}", {"field": "review_on", "review_on": day})


def test_five_hundred_change_at_once_published_and_told(town, signed, datasets):  # noqa: F811
    steward, chosen = signed(town.steward), datasets[:500]
    before = HistoryEntry.objects.count()
    assert change(steward, chosen).status_code == 302
    changed = Dataset.objects.filter(review_on=DAY)
    assert set(changed.values_list("pk", flat=True)) == {record.pk for record in chosen}
    assert not changed.filter(latest_revision=None).exists()
    assert HistoryEntry.objects.count() == before + 500
    assert Published.objects.filter(type="dataset").count() == 551


def test_ten_times_as_many_records_ask_hardly_more_of_the_database(
    town, signed, datasets,  # noqa: F811
):  # fmt: skip
    steward = signed(town.steward)
    asked = []
    for chosen in (datasets[:50], datasets[50:550]):
        with CaptureQueriesContext(connection) as seen:
            assert change(steward, chosen).status_code == 302
        asked.append(len(seen))
    few, many = asked
    assert many - few < 50


def test_one_more_is_refused_and_nothing_changes(town, signed, datasets):  # noqa: F811
    answer = change(signed(town.steward), datasets[:501])
    assert "Au plus 500 fiches à la fois." in answer.content.decode()
    assert not Dataset.objects.filter(review_on=DAY).exists()
