"""Moving in: the addresses of the portal that was before lead to the records that came from it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from parvis.catalogue.models import Dataset, HarvestSource, OldAddress
from parvis.catalogue.moved import replace
from parvis.records import bulk
from parvis.records.kinds import Circle
from tests import makers
from tests.catalogue.test_harvest_kinds import ckan, harvest, package  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db


def moved_in(address):
    out = StringIO()
    call_command("harvest", address, kind="ckan", replace=True, json=True, stdout=out)
    return json.loads(out.getvalue())


def leads_to(client, path):
    answer = client.get(path)
    return answer.status_code, answer.get("Location", "")


def test_old_pages_and_files_lead_to_the_record(ckan, client):  # noqa: F811
    address, _told = ckan
    assert moved_in(address)["old_addresses"] == 8
    page = (308, "/donnees/arbres/")
    assert leads_to(client, "/dataset/id-arbres") == page
    assert leads_to(client, "/dataset/id-arbres/") == page
    assert leads_to(client, "/dataset/id-arbres/resource/r-arbres?view=1") == page
    assert leads_to(client, "/dataset/id-vent") == (404, "")
    assert moved_in(address)["old_addresses"] == 8


def test_what_comes_later_is_kept_too(ckan, client):  # noqa: F811
    address, told = ckan
    moved_in(address)
    told[:] = [3, ["arbres", "bus", "vent"]]
    harvest(address, "ckan")
    assert leads_to(client, "/dataset/id-vent") == (308, "/donnees/vent/")


def test_a_portal_that_is_only_read_keeps_its_addresses(ckan, client):  # noqa: F811
    harvest(ckan[0], "ckan")
    assert leads_to(client, "/dataset/id-arbres") == (404, "")


def test_who_may_not_see_the_record_learns_nothing(ckan, client):  # noqa: F811
    moved_in(ckan[0])
    record = Dataset.objects.get(slug="arbres")
    record.circle = Circle.AGENTS
    bulk.save_many([record])
    assert leads_to(client, "/dataset/id-arbres") == (404, "")


def test_a_path_that_another_source_has_stays_its_own(ckan):  # noqa: F811
    moved_in(ckan[0])
    source = HarvestSource.objects.get()
    other = HarvestSource.objects.create(
        key="https://autre.example", address="https://autre.example", kind="ckan",
        catalogue=source.catalogue, organisation=makers.organisation(),
    )  # fmt: skip
    source.items.update(source=other)
    assert replace(other) == 0
    assert set(OldAddress.objects.values_list("source", flat=True)) == {source.pk}


def test_old_addresses_are_told_in_words(ckan):  # noqa: F811
    out = StringIO()
    call_command("harvest", ckan[0], kind="ckan", replace=True, stdout=out)
    assert "8 adresses de l’ancien portail mènent à leurs fiches." in out.getvalue()


def test_a_long_way_in_costs_few_queries(ckan, django_assert_max_num_queries):  # noqa: F811
    address, told = ckan
    told[:] = [60, [f"jeu-{n}" for n in range(60)]]
    harvest(address, "ckan")
    with django_assert_max_num_queries(10):
        assert replace(HarvestSource.objects.get()) == 240


@pytest.mark.parametrize("path", ["/%00", "/dataset/%F0%28", "/dataset/" + "a" * 3000, "/%2e%2e/x"])
def test_a_hostile_path_is_not_found(client, path):
    assert client.get(path).status_code in (400, 404)


def test_a_path_that_no_database_holds_is_simply_not_found(client):
    assert leads_to(client, "/dataset/%00") == (404, "")
    assert leads_to(client, "/dataset/" + "a" * 3000) == (404, "")
