"""`parvis harvest --kind`: every kind of source ends as records through one engine."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from parvis.catalogue import dcat, rdf
from parvis.catalogue.harvest.read import connectors
from parvis.catalogue.models import Dataset, HarvestItem
from parvis.records import hooks
from tests.catalogue.portals.portal import Raw, speaking
from tests.catalogue.test_harvest import counts, portal, run, source  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def ckan(settings):
    """What a CKAN portal announces and gives: (count, names), changed by the tests."""
    told = [2, ["arbres", "bus"]]

    def answer(path, asked):
        if not path.endswith("/api/3/action/package_search"):
            return Raw(status=404)
        found = [package(name) for name in told[1]] if asked.get("start", "0") == "0" else []
        return {"success": True, "result": {"count": told[0], "results": found}}

    with speaking(answer) as site:
        settings.PARVIS_ALLOW_PRIVATE = [site.root.removeprefix("http://")]
        yield site.root, told


def harvest(address, kind):
    out = StringIO()
    call_command("harvest", address, kind=kind, json=True, stdout=out)
    return json.loads(out.getvalue())


def package(name):
    return {
        "id": f"id-{name}", "name": name, "title": f"Jeu {name}", "state": "active",
        "resources": [{"id": f"r-{name}", "url": f"https://a.example/{name}.csv", "format": "CSV"}],
    }  # fmt: skip


def test_every_kind_has_a_name_of_its_own():
    declared = [connector.kind for connector in hooks.gather("connectors")]
    assert len(declared) == len(set(declared)) == len(connectors())
    assert {"dcat", "ckan", "opendatasoft", "rudi", "csw"} <= set(declared)


def test_a_ckan_portal_comes_in_and_comes_again_unchanged(ckan):
    address, _told = ckan
    assert counts(harvest(address, "ckan")) == [2, 0, 0, 0]
    assert counts(harvest(address, "ckan")) == [0, 0, 2, 0]
    assert Dataset.objects.get(slug="arbres").distributions.get().access_url.endswith("arbres.csv")


def test_what_a_portal_announces_and_does_not_give_is_not_archived(ckan):
    address, told = ckan
    harvest(address, "ckan")
    told[1].remove("bus")
    report = harvest(address, "ckan")
    assert counts(report) == [0, 0, 1, 0]
    assert report["remarks"]
    assert not HarvestItem.objects.filter(gone__isnull=False).exists()
    told[0] = 1
    assert counts(harvest(address, "ckan")) == [0, 0, 1, 1]


def test_two_portals_with_sets_of_one_name_both_come_in(source, tmp_path):  # noqa: F811
    run(source, portal("arbres"))
    other = portal("arbres").replace("portail.example", "autre.example")
    assert counts(run(tmp_path / "autre.ttl", other)) == [1, 0, 0, 0]
    assert sorted(Dataset.objects.values_list("slug", flat=True)) == ["arbres", "jeu-arbres"]


def test_our_own_records_that_come_back_are_left_as_they_are(source, tmp_path):  # noqa: F811
    run(source, portal("arbres", "bus"))
    ours = dcat.serialise(rdf.whole(), "ttl").decode()
    report = run(tmp_path / "retour.ttl", ours)
    assert counts(report) == [0, 0, 0, 0]
    assert [len(refused["errors"]) for refused in report["refused"]] == [1, 1]
    assert Dataset.objects.count() == 2


def test_an_unknown_kind_is_wrong_use(source):  # noqa: F811
    with pytest.raises(CommandError, match="kind"):
        call_command("harvest", str(source), "--kind", "inconnue")
