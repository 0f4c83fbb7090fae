"""A file at an address, and the pages of other portals that mean one."""

from __future__ import annotations

import json

import pytest

from parvis.catalogue.deposits import actions, addresses, place, reading
from parvis.catalogue.deposits.models import Deposit
from tests.catalogue.deposits.conftest import WORKS
from tests.records.test_fetch import site

__all__ = ["site"]
KEY = "0f1a2b3c-1111-4222-8333-444455556666"


@pytest.fixture
def reached(site, settings):
    settings.PARVIS_ALLOW_PRIVATE = [f"127.0.0.1:{site.port}"]
    return site


def fetched(town, works, address):
    deposit = actions.point_to(town.writer, works, address)
    reading.read(deposit.pk)
    return Deposit.objects.get(pk=deposit.pk)


def test_a_file_at_an_address_is_fetched_once_and_read(town, works, reached):
    reached.body("/d/travaux%20de%20voirie.csv", WORKS.encode())
    deposit = fetched(town, works, f"{reached.root}/d/travaux%20de%20voirie.csv")
    assert (deposit.state, deposit.name) == ("read", "travaux de voirie.csv")
    assert deposit.size == len(WORKS.encode())
    assert place.reading(deposit.key, deposit.reading)["rows"] == 2
    actions.choose(town.writer, deposit, deposit.chosen)
    reading.read(deposit.pk)
    assert len(reached.asked) == 1
    assert actions.publish(town.steward, Deposit.objects.get()).source == deposit.address


@pytest.mark.parametrize(
    "page",
    ["/explore/dataset/travaux/", "/explore/dataset/travaux/table/",
     "/explore/dataset/travaux/information/?sort=rue", "/api/explore/v2.1/catalog/datasets/travaux",
     "/api/explore/v2.1/catalog/datasets/travaux/records?limit=20"],
)  # fmt: skip
def test_a_page_of_opendatasoft_means_all_its_rows(reached, page):
    found = addresses.target(reached.client(), reached.root + page)
    path = "/api/explore/v2.1/catalog/datasets/travaux/exports/parquet"
    assert (found.url, found.name) == (reached.root + path, "travaux.parquet")
    assert reached.asked == []


def test_a_resource_of_ckan_means_its_file(town, works, reached):
    said = {"success": True, "result": {"url": f"{reached.root}/files/travaux.csv"}}
    reached.body(f"/data/api/3/action/resource_show?id={KEY}", json.dumps(said).encode())
    reached.body("/files/travaux.csv", WORKS.encode())
    deposit = fetched(town, works, f"{reached.root}/data/dataset/voirie/resource/{KEY}")
    assert (deposit.state, deposit.name) == ("read", "travaux.csv")


@pytest.mark.parametrize("said", [b"<html>", b"[]", b'{"result": {"url": 4}}', b'{"result": []}'])
def test_what_only_looks_like_ckan_is_read_as_it_is(reached, said):
    reached.body(f"/api/3/action/resource_show?id={KEY}", said)
    address = f"{reached.root}/dataset/voirie/resource/{KEY}"
    assert addresses.target(reached.client(), address).url == address


def test_an_address_that_does_not_answer_says_so_and_is_asked_again_on_demand(town, works, reached):
    reached.body("/absent.csv", b"", status=404)
    deposit = fetched(town, works, f"{reached.root}/absent.csv")
    assert deposit.state == "refused"
    assert "404" in reading.problem_of(deposit).sentence()
    reached.body("/absent.csv", WORKS.encode())
    actions.choose(town.writer, deposit, deposit.chosen)
    reading.read(deposit.pk)
    assert Deposit.objects.get().state == "read"


def test_a_page_instead_of_a_file_is_no_rows(town, works, reached):
    reached.body("/page.csv", b"<!doctype html><html><body>Bonjour</body></html>")
    deposit = fetched(town, works, f"{reached.root}/page.csv")
    assert deposit.state == "refused"
    assert reading.problem_of(deposit).sentence()


def test_a_file_beyond_the_bound_is_refused(town, works, reached, settings):
    settings.PARVIS_DEPOSIT_GB = 20 / 2**30
    reached.body("/large.csv", WORKS.encode())
    deposit = fetched(town, works, f"{reached.root}/large.csv")
    assert deposit.state == "refused"
    assert "20" in reading.problem_of(deposit).sentence()
    assert place.given(deposit.key) is None
