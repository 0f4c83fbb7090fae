"""The filters of the list of data sets, each by its own address."""

import pytest

from parvis.catalogue.models import Application, Dataset
from parvis.records import bulk
from parvis.records.kinds import Circle
from tests import makers

pytestmark = pytest.mark.django_db

RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"


def shown(client, query):
    page = client.get(f"/donnees/?{query}").content.decode()
    return {slug for slug in Dataset.objects.values_list("slug", flat=True)
            if f"/donnees/{slug}/" in page}  # fmt: skip


def bring_in(*records):
    organisation = makers.organisation()
    for record in records:
        record.organisation = organisation
    bulk.save_many(records)


def test_by_level_of_access_and_by_people(client, follow):
    bring_in(
        Dataset(title="Présences", slug="presences", access_level="personal", personal_data=True),
        Dataset(
            title="Arbres", slug="arbres", access_rights=RIGHTS + "PUBLIC", personal_data=False
        ),
        Dataset(title="Autre", slug="autre"),
    )
    follow()
    assert shown(client, "access=personal") == {"presences"}
    assert shown(client, "access=open") == {"arbres"}
    assert shown(client, "personal=yes") == {"presences"}
    assert shown(client, "personal=no") == {"arbres"}
    assert shown(client, "") == {"presences", "arbres", "autre"}


def test_by_what_sets_them_apart(client, follow):
    bring_in(
        Dataset(title="Adresses", slug="adresses", is_reference=True),
        Dataset(title="Air", slug="air", territorial_interest=True,
                hvd_categories=["http://data.europa.eu/bna/c_dd313021"]),
    )  # fmt: skip
    follow()
    assert shown(client, "mark=reference") == {"adresses"}
    assert shown(client, "mark=hvd") == {"air"}
    assert shown(client, "mark=territorial&mark=reference") == {"adresses", "air"}


def test_by_application_territory_and_year_of_the_data(client, follow):
    owner = makers.organisation()
    seen = Application(title="Arbora", slug="arbora", organisation=owner)
    kept = Application(title="Zibeline", slug="zibeline", organisation=owner, circle=Circle.AGENTS)
    bulk.save_many([seen, kept])
    bring_in(
        Dataset(title="Arbres", slug="arbres", application=seen, modified="2024-05-03",
                spatial=[{"name": {"fr": "Betton"}}]),
        Dataset(title="Bancs", slug="bancs", application=kept, modified="2019",
                spatial=[{"name": {"fr": "Rennes"}}, {"name": {"fr": "Betton"}}]),
        Dataset(title="Autre", slug="autre", modified="bientôt"),
    )  # fmt: skip
    follow()
    assert shown(client, f"application={seen.uuid}") == {"arbres"}
    assert shown(client, "territory=Rennes") == {"bancs"}
    assert shown(client, "territory=Betton") == {"arbres", "bancs"}
    assert shown(client, "year=2019") == {"bancs"}
    page = client.get("/donnees/?filters=all").content.decode()
    assert "Arbora" in page
    assert "Zibeline" not in page
    assert str(kept.uuid) not in page


def test_a_filter_that_every_record_passes_is_not_offered(client, follow):
    bring_in(
        Dataset(title="Un", slug="un", modified="2024", access_level="open"),
        Dataset(title="Deux", slug="deux", modified="2024", access_level="secret"),
    )
    follow()
    page = client.get("/donnees/").content.decode()
    assert "access=open" in page
    assert "year=2024" not in page
    assert "access=open" in client.get("/donnees/?access=open").content.decode()


def test_the_first_filters_at_once_and_the_others_on_demand(client, follow):
    bring_in(
        Dataset(title="Un", slug="un", modified="2024", personal_data=True),
        Dataset(title="Deux", slug="deux", modified="2023", personal_data=False),
    )
    follow()
    page = client.get("/donnees/").content.decode()
    assert "year=2024" in page
    assert "personal=yes" not in page
    assert 'href="?filters=all#filters"' in page
    assert "Plus de filtres" in page
    page = client.get("/donnees/?filters=all&sort=title").content.decode()
    assert "?personal=yes&amp;filters=all&amp;sort=title" in page
    assert 'href="?sort=title#filters"' in page
    assert "Moins de filtres" in page
    page = client.get("/donnees/?personal=yes").content.decode()
    assert "personal=no&amp;personal=yes" in page, "a filter in force is always offered"
    assert client.get("/donnees/?filters=some").status_code == 400
    assert "Plus de filtres" not in client.get("/organisations/").content.decode()


def test_by_a_box_of_the_map(client, follow):
    rennes = {"box": [-1.75, 48.07, -1.62, 48.15], "name": {"fr": "Rennes"}}
    lamp = {"centroid": [-1.70, 48.10]}
    paris = {"geometry": "POLYGON((2.2 48.8, 2.5 48.8, 2.5 48.9, 2.2 48.9, 2.2 48.8))"}
    bring_in(
        Dataset(title="Bancs", slug="bancs", spatial=[rennes]),
        Dataset(title="Lampes", slug="lampes", spatial=[lamp]),
        Dataset(title="Loin", slug="loin", spatial=[paris]),
        Dataset(title="Partout", slug="partout", spatial=[rennes, paris]),
        Dataset(title="Nulle part", slug="nulle-part"),
    )
    follow()
    assert shown(client, "box=-1.80,48.00,-1.65,48.12") == {"bancs", "lampes", "partout"}
    assert shown(client, "box=-1.80, 48.00, -1.72, 48.12") == {"bancs", "partout"}
    assert shown(client, "box=2.3,48.85,2.31,48.86&q=loin") == {"loin"}
    found = client.get("/api/records?type=dataset&box=2.3,48.85,2.31,48.86").json()
    assert {row["slug"] for row in found["records"]} == {"loin", "partout"}
    page = client.get("/donnees/?box=2.3,48.85,2.31,48.86&territory=Rennes").content.decode()
    assert "Zone : 2.3,48.85,2.31,48.86" in page
    assert '<input type="hidden" name="territory" value="Rennes">' in page


@pytest.mark.parametrize(
    "box", ["1,2,3", "a,b,c,d", "3,48,2,49", "1,95,2,96", "nan,48,2,49", "1,2,3,inf", "1;2;3;4"]
)  # fmt: skip
def test_a_box_that_is_none_is_refused_with_an_example(client, box):
    answer = client.get("/donnees/", {"box": box})
    assert answer.status_code == 400
    assert "-1.75,48.05,-1.60,48.15" in answer.content.decode()
