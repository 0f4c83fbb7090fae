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
    page = client.get("/donnees/").content.decode()
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
