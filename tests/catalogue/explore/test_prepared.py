"""Nobody waits for the whole catalogue: the worker reads it, the last table answers meanwhile."""

from uuid import uuid4

import pytest

from parvis.catalogue.explore import prepared, table, table_kept
from parvis.catalogue.explore.table import tables
from parvis.catalogue.explore.table_rows import SHAPE
from parvis.catalogue.models import Dataset
from parvis.records import bulk, publishing
from parvis.records.audience import Audience
from parvis.records.kinds import Circle
from parvis.records.models import Published
from tests import makers
from tests.catalogue.explore.makers import ROOT, ask, dataset, read
from tests.lake.makers import lake

__all__ = ["lake", "read"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(lake, monkeypatch):
    """A process that reads two data sets at most while somebody waits."""
    monkeypatch.setattr(table, "MOST", 2)
    tables.kept.clear()
    town = makers.organisation(title="Ville")
    return [dataset(one.title(), slug=one, organisation=town) for one in ("arbres", "bancs", "bus")]


def prepare():
    prepared.Preparer(lambda: False).run_once()


def harvest(town, *titles):
    """As a machine brings them: nobody signs."""
    for title in titles:
        dataset(title, slug=title.lower(), organisation=town)


def titles(client):
    found = ask(client, "datasets", select="title", limit=50)
    return {one["title"] for one in found["results"]}


def test_who_comes_first_is_told_when_to_come_back(client, city, read):
    answers = [
        client.get(f"{ROOT}{path}")
        for path in ("datasets", "facets", "exports/csv", "datasets/bus", "exports/rdf")
    ]
    answers += [client.get(f"/api/datasets/1.0/{path}") for path in ("search/", "bus/")]
    for answer in answers:
        assert answer.status_code == 503
        assert answer["Retry-After"] == "10"
        assert answer["Cache-Control"] == "no-store"
        assert answer.json()["error_code"] == "ServiceUnavailableError"
        assert "recommencez" in answer.json()["message"]
    english = client.get(f"{ROOT}datasets?lang=en").json()["message"]
    assert "ten seconds" in english
    prepare()
    assert sorted(read) == ["arbres", "bancs", "bus"]
    read.clear()
    assert ask(client, "facets", facet="title")["facets"]
    assert read == []


def test_the_last_table_answers_while_a_harvest_is_read(client, city, read):
    prepare()
    assert titles(client) == {"Arbres", "Bancs", "Bus"}
    harvest(city[0].organisation, "Parcs", "Ponts", "Ports")
    before = client.get(f"{ROOT}datasets")
    assert before.json()["total_count"] == 3
    assert "ETag" not in before  # it is not what the state of now gives
    assert titles(client) == {"Arbres", "Bancs", "Bus"}
    read.clear()
    prepare()
    assert sorted(read) == ["parcs", "ponts", "ports"]  # no more
    after = client.get(f"{ROOT}datasets")
    assert after.json()["total_count"] == 6
    assert "ETag" in after


def test_what_is_withdrawn_is_gone_at_once(client, city):
    prepare()
    titles(client)
    harvest(city[0].organisation, "Parcs", "Ponts", "Ports")
    assert titles(client) == {"Arbres", "Bancs", "Bus"}
    publishing.withdraw_many([city[1]])
    assert titles(client) == {"Arbres", "Bus"}
    publishing.withdraw_many([city[2]], state=Published.State.ARCHIVED)
    assert titles(client) == {"Arbres"}
    arbres = Dataset.objects.get(slug="arbres")
    arbres.circle = Circle.AGENTS
    bulk.save_many([arbres])
    assert titles(client) == set()
    assert ask(client, "facets", facet="title")["facets"] == []


def test_an_older_file_brings_nothing_back(client, city):
    """The worker kept a state in which what was withdrawn since was there."""
    prepare()
    titles(client)
    harvest(city[0].organisation, "Parcs", "Ponts", "Ports")
    assert titles(client) == {"Arbres", "Bancs", "Bus"}
    prepare()
    publishing.withdraw_many([city[1]])
    harvest(city[0].organisation, "Quais", "Quartiers", "Rues")
    assert titles(client) == {"Arbres", "Bus", "Parcs", "Ponts", "Ports"}


def test_what_a_person_changed_does_not_wait(client, city):
    prepare()
    titles(client)
    harvest(city[0].organisation, "Parcs", "Ponts", "Ports")
    editor = makers.member(city[0].organisation, "administrator")
    bancs = Dataset.objects.get(slug="bancs")
    bancs.title = "Bancs publics"
    bulk.save_many([bancs], by=editor)
    assert titles(client) == {"Arbres", "Bancs publics", "Bus"}
    many = list(Dataset.objects.filter(slug__in=["arbres", "bus", "parcs"]))
    for one in many:
        one.title += " de la ville"
    bulk.save_many(many, by=editor)
    refused = client.get(f"{ROOT}datasets")  # more than somebody may wait for
    assert refused.status_code == 503
    prepare()
    assert "Arbres de la ville" in titles(client)


def test_an_organisation_that_left_is_named_no_more(client, city):
    other = makers.organisation(title="Port autonome")
    dataset("Quais", slug="quais", organisation=other)
    prepare()
    names = ask(client, "facets", facet="publisher")
    assert "Port autonome" in str(names)
    harvest(city[0].organisation, "Parcs", "Ponts", "Ports")
    publishing.withdraw_many([other])
    assert "Port autonome" not in str(ask(client, "facets", facet="publisher"))
    assert ask(client, "datasets", where='"autonome"')["total_count"] == 0


def test_agents_read_what_is_theirs_alone(city, read):
    hidden = makers.organisation(title="Cabinet", circle=Circle.AGENTS)
    dataset("Notes", slug="notes", organisation=hidden)
    dataset("Budget", slug="budget", organisation=city[0].organisation, circle=Circle.AGENTS)
    prepare()
    read.clear()
    agents = tables.of(Audience(Circle.AGENTS, frozenset({uuid4()})))
    assert sorted(read) == ["budget", "notes"]
    rows = agents.reader.cursor().execute(f"SELECT slug, publisher FROM {agents.rows}").fetchall()
    assert dict(rows) == {
        "arbres": "Ville", "bancs": "Ville", "bus": "Ville", "budget": "Ville", "notes": "Cabinet"
    }  # fmt: skip
    visitors = tables.of(Audience())
    rows = visitors.reader.cursor().execute(f"SELECT slug, publisher FROM {visitors.rows}")
    assert dict(rows.fetchall()) == {
        "arbres": "Ville", "bancs": "Ville", "bus": "Ville", "notes": None
    }  # fmt: skip


def test_a_worker_that_ends_keeps_nothing_and_one_that_lost_the_file_makes_it_again(city):
    path = table_kept.file(SHAPE)
    prepared.Preparer(lambda: True).run_once()
    assert not path.exists()
    worker = prepared.Preparer(lambda: False)
    worker.run_once()
    path.unlink()
    worker.run_once()
    made = path.stat().st_mtime_ns
    worker.run_once()
    assert path.stat().st_mtime_ns == made
