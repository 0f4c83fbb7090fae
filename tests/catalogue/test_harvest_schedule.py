"""Sources harvested on time: each apart, what lives left alone, what failed tried again later."""

import datetime as dt

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.catalogue.harvest import actions, due, rehearse, runs
from parvis.catalogue.harvest.report import Refused
from parvis.catalogue.jobs import carry_out_harvest, harvest_sources
from parvis.catalogue.models import Catalogue, Dataset, HarvestItem, HarvestRun, HarvestSource
from parvis.records.models import HistoryEntry, Published
from tests import makers
from tests.catalogue.test_harvest import counts, portal, source
from tests.catalogue.test_harvest import run as harvest
from tests.catalogue.test_harvest_address import TURTLE, hydra, run, site

pytestmark = pytest.mark.django_db
__all__ = ["site", "source"]

State = HarvestRun.State
HOUR = dt.timedelta(hours=1)


def added(address, every="hourly", **values):
    """A source as it is after someone added it at the desk."""
    organisation = values.pop("organisation", None) or makers.organisation()
    row = HarvestSource(address=address, every=every, organisation=organisation, **values)
    return actions.save(None, row)


def silent(**values):
    """Every run has given no sign of life for as long."""
    HarvestRun.objects.update(touched=timezone.now() - dt.timedelta(**values))


def test_a_source_added_at_the_desk_gets_its_portal_with_its_first_page(site):
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    owner = makers.organisation(title="Direction des jardins")
    row = added(f"{site.root}/p1", organisation=owner)
    assert (row.key, row.catalogue) == (None, None)
    harvest_sources.call()
    row.refresh_from_db()
    assert row.key == "https://portail.example/"
    assert row.organisation == owner
    assert row.catalogue.organisation == owner
    assert row.runs.get().created == 1
    assert timezone.now() < row.next_at <= timezone.now() + HOUR
    assert due.harvest_due() == 0


def test_a_failing_source_keeps_a_report_waits_longer_and_touches_no_other(site):
    site.body("/bad", b"", status=404, **TURTLE)
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    bad, good = added(f"{site.root}/bad"), added(f"{site.root}/p1")
    waits = []
    for _time in range(3):
        HarvestSource.objects.update(next_at=timezone.now())
        harvest_sources.call()
        bad.refresh_from_db()
        waits.append(round((bad.next_at - timezone.now()) / HOUR))
    assert waits == [1, 2, 4]
    assert bad.failures == 3
    last = bad.runs.first()
    assert (last.state, last.created) == (State.STOPPED, 0)
    assert "404" in last.error
    good.refresh_from_db()
    assert (good.failures, good.runs.first().state) == (0, State.DONE)
    site.body("/bad", hydra(site, 1, 1).replace(b"portail", b"autre"), **TURTLE)
    HarvestSource.objects.filter(pk=bad.pk).update(next_at=timezone.now())
    harvest_sources.call()
    bad.refresh_from_db()
    assert bad.failures == 0


def test_a_fault_of_ours_in_one_source_does_not_stop_the_next(site, monkeypatch):
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    first, second = added(f"{site.root}/a"), added(f"{site.root}/p1")
    real = due.harvest

    def broken(address, kind):
        if address == first.address:
            raise RuntimeError("a fault")
        return real(address, kind)

    monkeypatch.setattr(due, "harvest", broken)
    assert due.harvest_due() == 1
    assert second.runs.get().state == State.DONE


def test_the_wait_after_failures_is_bounded():
    row = HarvestSource(every="hourly", failures=400)
    assert runs.next_time(row) - timezone.now() <= runs.LONGEST_WAIT
    assert runs.next_time(HarvestSource(every="never")) is None
    weekly = runs.next_time(HarvestSource(every="weekly", failures=9))
    assert dt.timedelta(days=6) < weekly - timezone.now() <= runs.LONGEST_WAIT


@pytest.mark.parametrize("values", [{"paused": True}, {"every": "never"}])
def test_what_is_paused_or_only_on_request_is_left_alone(site, values):
    added(f"{site.root}/p1", **values)
    assert due.harvest_due() == 0
    assert site.asked == []


def test_a_living_run_is_never_taken_over(site):
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    run(f"{site.root}/p1")
    HarvestRun.objects.update(state=State.RUNNING, cursor=f"{site.root}/p1")
    holder = HarvestRun.objects.get().holder
    silent(minutes=9)
    with pytest.raises(CommandError, match="en cours"):
        run(f"{site.root}/p1")
    assert HarvestRun.objects.get().holder == holder
    silent(minutes=11)
    run(f"{site.root}/p1")
    taken = HarvestRun.objects.get()
    assert (taken.state, taken.holder != holder) == (State.DONE, True)


def test_a_living_run_is_not_taken_over_by_another_address_of_its_portal(site):
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    run(f"{site.root}/p1")
    site.body("/autre", hydra(site, 1, 1), **TURTLE)
    HarvestRun.objects.update(state=State.RUNNING, touched=timezone.now())
    with pytest.raises(CommandError, match="en cours"):
        run(f"{site.root}/autre")
    assert HarvestRun.objects.get().state == State.RUNNING


def test_a_run_that_died_is_taken_up_by_the_schedule_before_its_time(site):
    site.body("/p1", hydra(site, 1, 2), **TURTLE)
    site.body("/p2", hydra(site, 2, 2), **TURTLE)
    row = added(f"{site.root}/p1", every="daily")
    harvest_sources.call()
    died = row.runs.get()
    HarvestRun.objects.update(state=State.RUNNING, cursor=f"{site.root}/p2", ended=None)
    assert due.harvest_due() == 0
    silent(minutes=11)
    site.asked.clear()
    assert due.harvest_due() == 1
    assert [path for path, _headers in site.asked] == ["/p2"]
    assert row.runs.get().pk == died.pk


def test_an_hourly_source_does_not_go_on_with_what_is_older_than_an_hour(site):
    site.body("/p1", hydra(site, 1, 2), **TURTLE)
    site.body("/p2", b"", status=404, **TURTLE)
    row = added(f"{site.root}/p1")
    harvest_sources.call()
    assert runs.resumable(row) is not None
    silent(minutes=61)
    assert runs.resumable(row) is None
    row.every = "daily"
    assert runs.resumable(row) is not None


def test_a_source_removed_and_added_again_doubles_nothing(site):
    site.body("/p1", hydra(site, 1, 2), **TURTLE)
    site.body("/p2", hydra(site, 2, 2), **TURTLE)
    owner = makers.organisation()
    first = added(f"{site.root}/p1", organisation=owner)
    due.harvest_due()
    uuids = set(Dataset.objects.values_list("uuid", flat=True))
    actions.remove(None, first)
    assert not HarvestItem.objects.exists()
    assert Published.objects.live().filter(type="dataset").count() == 2
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    again = added(f"{site.root}/p1", organisation=owner)
    due.harvest_due()
    last = again.runs.get()
    assert (last.created, last.updated, last.archived) == (0, 1, 1)
    assert set(Dataset.objects.values_list("uuid", flat=True)) == uuids
    assert Catalogue.objects.count() == 1
    harvested = harvest_again(again)
    assert (harvested.created, harvested.unchanged) == (0, 1)


def harvest_again(row):
    HarvestSource.objects.filter(pk=row.pk).update(next_at=timezone.now())
    due.harvest_due()
    return row.runs.first()


def test_two_sources_of_one_portal_are_refused_in_words(site):
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    run(f"{site.root}/p1")
    site.body("/twin", hydra(site, 1, 1), **TURTLE)
    owner = HarvestSource.objects.get().organisation
    twin = added(f"{site.root}/twin", organisation=owner)
    due.harvest_due()
    assert "déjà une source" in twin.runs.get().error
    assert HarvestItem.objects.count() == 1


def test_what_was_asked_is_done_once(site):
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    row = added(f"{site.root}/p1", every="never")
    asked = actions.ask(None, row)
    assert actions.ask(None, row).pk == asked.pk
    carry_out_harvest.call(asked.pk)
    site.asked.clear()
    carry_out_harvest.call(asked.pk)
    assert site.asked == []
    assert row.runs.get().created == 1


def test_a_preview_keeps_its_report_and_writes_nothing_else(site):
    page = hydra(site, 1, 1).replace(b'dct:title "Jeu jeu1"@fr ;', b"")
    site.body("/p1", page, **TURTLE)
    row = added(f"{site.root}/p1", every="never")
    carry_out_harvest.call(actions.ask(None, row, rehearsal=True).pk)
    kept = row.runs.get()
    assert (kept.state, kept.rehearsal, len(kept.refused)) == (State.DONE, True, 1)
    assert not Dataset.objects.exists()
    assert not Catalogue.objects.exists()
    assert HistoryEntry.objects.count() == 1  # the organisation of the test
    row.refresh_from_db()
    assert row.key is None


def test_a_preview_that_fails_or_dies_says_so(site):
    site.body("/p1", b"<!doctype html><title>x</title>", **TURTLE)
    row = added(f"{site.root}/p1", every="never")
    carry_out_harvest.call(actions.ask(None, row, rehearsal=True).pk)
    assert "page web" in row.runs.get().error
    row.refresh_from_db()
    assert row.failures == 0
    HarvestRun.objects.update(state=State.RUNNING)
    silent(minutes=11)
    due.harvest_due()
    assert "interrompu" in row.runs.get().error


def test_mass_loss_is_a_choice_of_who_asks(site):
    names = [f"jeu{n}" for n in range(12)]
    site.body("/p", portal(*names).encode(), **TURTLE)
    row = added(f"{site.root}/p", every="never")
    carry_out_harvest.call(actions.ask(None, row).pk)
    site.body("/p", portal(*names[:4]).encode(), **TURTLE)
    carry_out_harvest.call(actions.ask(None, row).pk)
    assert "disparu" in row.runs.first().error
    carry_out_harvest.call(actions.ask(None, row, loss_allowed=True).pk)
    assert row.runs.first().archived == 8


def test_old_runs_are_forgotten(site, monkeypatch):
    monkeypatch.setattr(runs, "KEPT", 3)
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    row = added(f"{site.root}/p1")
    for _time in range(6):
        harvest_again(row)
    assert row.runs.count() == 4  # the last one, and those before it


def test_what_lives_is_neither_asked_again_nor_removed(site):
    row = added(f"{site.root}/p1")
    HarvestRun.objects.create(source=row, state=State.RUNNING)
    for act in (actions.ask, actions.remove):
        with pytest.raises(Refused, match="en cours"):
            act(None, row)


def test_a_preview_knows_what_vanished_with_a_bit_an_item(source):
    names = [f"jeu{n}" for n in range(20)]
    harvest(source, portal(*names))
    assert counts(harvest(source, portal(*names[3:], "neuf"), dry_run=True)) == [1, 0, 17, 3]
    listed = rehearse.Listed(HarvestSource.objects.get())
    assert len(listed.bits) < 8
    listed.add([0, 10**9])
    assert listed.lacking() == 20


def test_choosing_what_is_due_asks_one_question(site):
    for _time in range(5):
        added(f"{site.root}/p1")
    with CaptureQueriesContext(connection) as seen:
        assert len(due.due()) == 5
    assert len(seen) == 1
