"""Drafts follow newer live values, and a contradiction is a person's to settle."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from parvis.records import bulk
from parvis.records.models import Published
from parvis.records.models.conflict import Conflict
from parvis.records.rebase import STATE, merge
from tests.records.desk.forms import EDIT, filled

values = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3), max_size=6)


def test_each_side_keeps_what_it_alone_changed():
    found = merge({"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 1}, {"a": 1, "b": 2, "c": 1})
    assert found.content == {"a": 2, "b": 2, "c": 1}
    assert found.taken == ("b",)
    assert found.clashes == ()


def test_two_different_changes_of_one_field_clash_and_the_draft_keeps_its_own():
    found = merge({"a": 1}, {"a": 2}, {"a": 3})
    assert found.content == {"a": 2}
    assert [(c.name, c.base, c.draft, c.live) for c in found.clashes] == [("a", 1, 2, 3)]


def test_what_is_not_content_is_never_merged():
    found = merge({"live": False}, {"live": False}, {"live": True})
    assert found.content == {"live": False}
    assert "latest_revision" in STATE


@given(values, values, values)
def test_a_merge_loses_nothing(base, draft, live):
    found = merge(base, draft, live)
    clashing = {clash.name for clash in found.clashes}
    for name in base.keys() | draft.keys() | live.keys():
        old, ours, theirs = base.get(name), draft.get(name), live.get(name)
        kept = found.content.get(name)
        assert kept in (ours, theirs)
        if ours not in (old, theirs) and theirs != old:
            assert kept == ours
            assert name in clashing
        elif theirs != old:
            assert kept == theirs
        else:
            assert kept == ours


@given(values, values)
def test_an_unchanged_side_gives_the_other(base, other):
    assert merge(base, other, base).content == other
    assert merge(base, base, other).content == other
    assert merge(base, other, other).clashes == ()


# With records


def harvest(record, **changes):
    """What a harvest does: it loads, changes, saves in bulk."""
    fresh = type(record).objects.get(pk=record.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    bulk.save_many([fresh])


def write(browser, record, **changes):
    data = filled(browser.get(f"{EDIT}{record.pk}/"), **changes)
    assert browser.post(f"{EDIT}{record.pk}/", data).status_code == 302


def draft_of(record):
    record.refresh_from_db()
    return record.get_latest_revision_as_object()


@pytest.mark.django_db
def test_a_draft_takes_what_its_author_did_not_touch(town, signed):
    write(signed(town.writer), town.here, plain_summary="Les arbres de la ville.")
    harvest(town.here, summary="Moissonné", contact="jardins@ville.example")
    draft = draft_of(town.here)
    assert draft.plain_summary == "Les arbres de la ville."
    assert draft.summary == "Moissonné"
    assert draft.contact == "jardins@ville.example"
    assert town.here.latest_revision.user == town.writer
    assert not Conflict.objects.exists()
    assert Published.objects.get(pk=town.here.uuid).content["plain_summary"] == ""


@pytest.mark.django_db
def test_a_stale_draft_never_overwrites_newer_values_silently(town, signed):
    writer, steward = signed(town.writer), signed(town.steward)
    write(writer, town.here, summary="De l’auteur")
    harvest(town.here, summary="De la moisson")
    assert draft_of(town.here).summary == "De l’auteur"
    assert Conflict.objects.get().live == "De la moisson"
    home = writer.get("/espace-agents/").content.decode()
    assert "Brouillons contredits" in home

    page = steward.get(f"{EDIT}{town.here.pk}/")
    assert "De la moisson" in page.content.decode()
    data = filled(page) | {"action-publish": "1"}
    refused = steward.post(f"{EDIT}{town.here.pk}/", data)
    assert refused.status_code == 200
    assert "dites lequel garder" in refused.content.decode()
    with pytest.raises(ValidationError):
        town.here.latest_revision.publish(user=town.steward)
    assert Published.objects.get(pk=town.here.uuid).content["summary"] == "De la moisson"


@pytest.mark.django_db
@pytest.mark.parametrize(("choice", "kept"), [("draft", "De l’auteur"), ("live", "De la moisson")])
def test_a_person_settles_it(town, signed, choice, kept):
    write(signed(town.writer), town.here, summary="De l’auteur", plain_summary="Gardé.")
    harvest(town.here, summary="De la moisson")
    steward = signed(town.steward)
    page = steward.get(f"{EDIT}{town.here.pk}/")
    data = filled(page) | {"parvis-conflict-summary": choice, "action-publish": "1"}
    assert steward.post(f"{EDIT}{town.here.pk}/", data).status_code == 302
    content = Published.objects.get(pk=town.here.uuid).content
    assert (content["summary"], content["plain_summary"]) == (kept, "Gardé.")
    assert not Conflict.objects.exists()


@pytest.mark.django_db
def test_bulk_saving_keeps_history_and_comparison(town, signed):
    harvest(town.here, summary="Un")
    harvest(town.here, summary="Deux")
    browser = signed(town.steward)
    base = f"/espace-agents/fiches/organisation/history/{town.here.pk}/"
    assert browser.get(base).status_code == 200
    compared = browser.get(f"{base}revisions/compare/earliest...latest/").content.decode()
    assert "Un" in compared
    assert "Deux" in compared


@pytest.mark.django_db
def test_a_draft_never_published_has_nothing_to_rebase_from(town, signed):
    write(signed(town.writer), town.here, summary="Brouillon")
    harvest(town.here, title="Direction des parcs")
    harvest(town.here, title="Direction des bois")
    assert draft_of(town.here).title == "Direction des bois"
    assert draft_of(town.here).summary == "Brouillon"
