"""What the search index is fed with: the history a change at a time, or what stands now."""

from dataclasses import replace

import pytest

from parvis.records import finding, publishing
from parvis.records.search import Removal
from tests import makers

pytestmark = pytest.mark.django_db


def told(source):
    """The last word of the history on each record, without its place in the history."""
    last = {change.uuid: change for change in source.changes_after(0, 100)}
    return {
        key: replace(change, sequence=0)
        for key, change in last.items()
        if not isinstance(change, Removal)
    }


def test_what_stands_is_the_last_word_of_the_history_on_each_record(monkeypatch):
    monkeypatch.setattr(finding, "BATCH", 2)  # several pages
    parent = makers.organisation(title="Métropole")
    made = [makers.organisation(title=f"Service {n}", organisation=parent) for n in range(5)]
    makers.organisation(live=False)
    made[0].title = "Service renommé"
    publishing.publish_many([made[0]])
    publishing.withdraw_many([made[1]])
    source = finding.HistorySource()
    standing = list(source.standing())
    assert len(standing) == 5
    assert {each.uuid: each for each in standing} == told(source)
