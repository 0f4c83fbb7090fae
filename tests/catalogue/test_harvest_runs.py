"""A harvest that stops goes on where it was; an item that changed its name stays one record."""

from uuid import uuid4

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.catalogue.harvest import run as engine
from parvis.catalogue.harvest.report import Refused
from parvis.catalogue.models import Dataset, HarvestItem, HarvestRun
from parvis.records.models import HistoryEntry, Published
from tests.catalogue.test_harvest import counts, portal, source
from tests.catalogue.test_harvest import run as harvest
from tests.catalogue.test_harvest_address import TURTLE, hydra, run, site

pytestmark = pytest.mark.django_db
__all__ = ["site", "source"]

State = HarvestRun.State


def asked(site):
    """Pages asked since the last time."""
    paths = [path for path, _headers in site.asked]
    site.asked.clear()
    return paths


def test_a_stopped_harvest_keeps_what_it_read_and_goes_on_there(site):
    site.body("/p1", hydra(site, 1, 3), **TURTLE)
    site.body("/p2", b"", status=404, **TURTLE)
    site.body("/p3", hydra(site, 3, 3), **TURTLE)
    with pytest.raises(CommandError, match="404"):
        run(f"{site.root}/p1")
    stopped = HarvestRun.objects.get()
    assert (stopped.state, stopped.created, stopped.cursor) == ("stopped", 1, f"{site.root}/p2")
    assert "404" in stopped.error
    site.body("/p2", hydra(site, 2, 3), **TURTLE)
    asked(site)
    assert counts(run(f"{site.root}/p1")) == [3, 0, 0, 0]
    assert asked(site) == ["/p2", "/p3"]
    done = HarvestRun.objects.get()
    assert (done.state, done.cursor, done.error) == ("done", "", "")
    assert Published.objects.live().filter(type="dataset").count() == 3


def test_a_page_that_fails_twice_lets_the_next_harvest_begin_anew(site):
    site.body("/p1", hydra(site, 1, 2), **TURTLE)
    site.body("/p2", b"", status=404, **TURTLE)
    for _time in range(2):
        with pytest.raises(CommandError, match="404"):
            run(f"{site.root}/p1")
    site.body("/p2", hydra(site, 2, 2), **TURTLE)
    asked(site)
    assert counts(run(f"{site.root}/p1")) == [1, 0, 1, 0]
    assert asked(site) == ["/p1", "/p2"]


def test_an_item_given_on_two_pages_comes_in_once_and_is_told(site):
    site.body("/p1", hydra(site, 1, 2), **TURTLE)
    site.body("/p2", hydra(site, 1, 1), **TURTLE)
    report = run(f"{site.root}/p1")
    assert counts(report) == [1, 0, 0, 0]
    assert "deux fois" in report["remarks"][0]["sentences"][0]


def test_an_item_with_a_new_identifier_at_its_old_address_stays_one_record(source):
    harvest(source, portal("arbres", "bus"))
    uuid = Dataset.objects.get(slug="arbres").uuid
    text = portal("arbres", "bus").replace('identifier "arbres"', 'identifier "A-1"')
    report = harvest(source, text)
    assert counts(report) == [0, 1, 1, 0]
    assert "« arbres »" in report["remarks"][0]["sentences"][0]
    assert Dataset.objects.get(identifier="A-1").uuid == uuid
    assert counts(harvest(source)) == [0, 0, 2, 0]


def moved(text):
    """The set "arbres" under another address and identifier, its title and text as they were."""
    address, new = "<https://portail.example/arbres>", "<https://portail.example/neuf>"
    return text.replace(address, new).replace('identifier "arbres"', 'identifier "A-1"')


def test_an_item_that_moved_is_recognised_by_its_title_and_text(source):
    harvest(source, portal("arbres", "bus"))
    uuid = Dataset.objects.get(slug="arbres").uuid
    assert counts(harvest(source, moved(portal("arbres", "bus")))) == [0, 1, 1, 0]
    record = Dataset.objects.get(identifier="A-1")
    assert (record.uuid, record.slug) == (uuid, "arbres")


def test_an_item_that_only_looks_like_another_one_does_not_take_its_place(source):
    harvest(source, portal("arbres", "bus"))
    first = Dataset.objects.get(slug="arbres").uuid
    listed = portal("neuf", "arbres", "bus")
    listed = listed.replace('identifier "neuf"', 'identifier "A-1"')
    listed = listed.replace("Jeu neuf", "Jeu arbres").replace("dit neuf", "dit arbres")
    assert counts(harvest(source, listed)) == [1, 0, 2, 0]
    assert Dataset.objects.get(identifier="arbres").uuid == first
    assert Dataset.objects.get(identifier="A-1").uuid != first


def test_what_waits_for_the_end_is_bounded(source, monkeypatch):
    harvest(source, portal("arbres", "bus"))
    monkeypatch.setattr(engine, "MOST_WAITING", 0)
    assert counts(harvest(source, moved(portal("arbres", "bus")))) == [1, 0, 1, 1]


def test_a_record_that_another_portal_gave_is_not_doubled(source, tmp_path):
    harvest(source, portal("arbres", "bus"))
    other = portal("arbres", "velos").replace(
        "<https://portail.example/> a", "<https://agregateur.example/> a"
    )
    report = harvest(tmp_path / "agregateur.ttl", other)
    assert counts(report) == [1, 0, 0, 0]
    assert "déjà reprise de Portail" in report["refused"][0]["errors"][0]
    assert Dataset.objects.filter(title="Jeu arbres").count() == 1


def test_a_harvest_that_another_one_took_over_writes_nothing_more(site, monkeypatch):
    site.body("/p1", hydra(site, 1, 2), **TURTLE)
    site.body("/p2", hydra(site, 2, 2), **TURTLE)
    take = engine.take

    def taken(pace, page):
        take(pace, page)
        HarvestRun.objects.update(holder=uuid4())

    monkeypatch.setattr(engine, "take", taken)
    with pytest.raises(CommandError, match="pris la suite"):
        run(f"{site.root}/p1")
    assert HarvestItem.objects.count() == 1
    assert HarvestRun.objects.get().state == State.RUNNING  # it is the other one's


def test_a_refused_item_has_not_vanished(source):
    harvest(source, portal("arbres", "bus"))
    report = harvest(source, portal("arbres", "bus").replace('dct:title "Jeu bus"@fr ;', ""))
    assert counts(report) == [0, 0, 1, 0]
    assert [one["item"] for one in report["refused"]] == ["bus"]


def test_a_run_keeps_its_report(source):
    harvest(source, portal("arbres", "bus").replace('dct:title "Jeu bus"@fr ;', ""))
    kept = HarvestRun.objects.get()
    assert (kept.state, kept.created) == (State.DONE, 1)
    assert kept.ended >= kept.started
    assert kept.refused[0][0] == "bus"


def test_a_refusal_is_one_sentence_in_python_too():
    with pytest.raises(Refused, match="disparu"):
        engine.check_loss(8, 12)
    assert engine.check_loss(6, 12) is None
    assert engine.check_loss(9, 9) is None
    assert not HistoryEntry.objects.exists()


def test_unchanged_items_ask_a_constant_number_of_questions(source):
    def questions(count):
        harvest(source, portal(*(f"jeu{n}" for n in range(count))))
        with CaptureQueriesContext(connection) as seen:
            harvest(source)
        return len(seen)

    few = questions(5)
    assert questions(50) == few


def untitled(page):
    return page.replace(b'dct:title "Jeu jeu1"@fr ;', b"")


def test_what_was_told_before_a_stop_stays_told(site):
    site.body("/p1", untitled(hydra(site, 1, 2)), **TURTLE)
    site.body("/p2", b"", status=404, **TURTLE)
    with pytest.raises(CommandError, match="404"):
        run(f"{site.root}/p1")
    site.body("/p2", hydra(site, 2, 2), **TURTLE)
    report = run(f"{site.root}/p1")
    assert counts(report) == [1, 0, 0, 0]
    assert [one["item"] for one in report["refused"]] == ["jeu1"]


def test_a_fault_of_ours_stops_the_run_and_says_so(site, monkeypatch):
    site.body("/p1", hydra(site, 1, 1), **TURTLE)

    def broken(*_arguments):
        raise RuntimeError("a fault")

    monkeypatch.setattr(engine, "write", broken)
    with pytest.raises(RuntimeError):
        run(f"{site.root}/p1")
    stopped = HarvestRun.objects.get()
    assert stopped.state == State.STOPPED
    assert "journal" in stopped.error
