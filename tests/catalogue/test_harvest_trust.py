"""In whose name a harvest publishes: an administrator trusts a portal of several, nobody else."""

import pytest

from parvis.catalogue.harvest import actions
from parvis.catalogue.jobs import harvest_sources
from parvis.catalogue.models import Dataset, DatasetSeries, HarvestSource
from parvis.organisations.models import Organisation
from parvis.records import bulk
from tests.catalogue.test_harvest_address import TURTLE, site
from tests.records.desk.conftest import signed, town

pytestmark = pytest.mark.django_db
__all__ = ["signed", "site", "town"]

HOME = "/espace-agents/sources/"
TOLD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://p.example/> a dcat:Catalog ; dct:title "Portail d’essai"@fr ;
  dcat:dataset <https://p.example/a> .
<https://p.example/a> a dcat:Dataset ; dct:title "Arbres"@fr ; dct:identifier "a" ;
  dcat:inSeries <https://ailleurs.example/serie> ;
  dct:publisher <https://p.example/qui> .
<https://p.example/qui> a foaf:Agent ; foaf:name "%s"@fr .
"""


def published(site, by, organisation, name, **values):
    """What a harvest of someone's source publishes: the organisation, and what it tells."""
    site.body("/c", (TOLD % name).encode(), **TURTLE)
    row = HarvestSource(
        address=f"{site.root}/c", every="hourly", organisation=organisation, **values
    )
    source = actions.save(by, row)
    harvest_sources.call()
    return Dataset.objects.get(slug="arbres").organisation, str(source.runs.get().remarks)


def test_a_steward_s_source_publishes_in_no_other_name(site, town):
    known = set(Organisation.objects.values_list("pk", flat=True))
    name = town.above.title
    owner, remarks = published(site, town.steward, town.here, name, trusted=True)
    assert owner == town.here
    assert "est publiée au nom de la source" in remarks
    assert set(Organisation.objects.values_list("pk", flat=True)) == known


def test_a_new_name_makes_no_organisation(site, town):
    owner, _remarks = published(site, town.steward, town.here, "Inconnue au bataillon")
    assert owner == town.here
    assert not Organisation.objects.filter(title__startswith="Inconnue").exists()


def test_what_is_part_of_the_organisation_keeps_its_name(site, town):
    owner, remarks = published(site, town.chief, town.above, town.here.title)
    assert (owner, remarks) == (town.here, "[]")


def test_an_administrator_trusts_a_portal_of_several(site, town):
    owner, remarks = published(
        site, town.administrator, town.here, town.elsewhere.title, trusted=True
    )
    assert (owner, remarks) == (town.elsewhere, "[]")


def test_no_portal_joins_the_series_of_another(site, town):
    series = DatasetSeries(
        title="Série", slug="serie", organisation=town.elsewhere,
        uri="https://ailleurs.example/serie",
    )  # fmt: skip
    bulk.save_many([series])
    published(site, town.administrator, town.here, town.here.title, trusted=True)
    assert Dataset.objects.get(slug="arbres").series is None


def test_trust_is_an_administrator_s_and_ends_with_the_address(site, town, signed):
    published(site, town.administrator, town.here, town.here.title, trusted=True)
    row = HarvestSource.objects.get()
    form = {"address": row.address, "kind": "dcat", "organisation": town.here.pk,
            "every": "daily", "trusted": "on"}  # fmt: skip
    edit = f"{HOME}{row.pk}/modifier/"
    page = signed(town.steward).get(edit).content.decode()
    assert 'name="trusted"' not in page
    assert 'name="trusted"' in signed(town.administrator).get(edit).content.decode()
    signed(town.steward).post(edit, form)
    row.refresh_from_db()
    assert (row.every, row.trusted) == ("daily", True)
    signed(town.steward).post(edit, form | {"address": f"{site.root}/autre"})
    row.refresh_from_db()
    assert (row.address, row.trusted) == (f"{site.root}/autre", False)
