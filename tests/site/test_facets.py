"""The filters of the list of data sets, each by its own address."""

import pytest

from parvis.catalogue.models import Dataset
from parvis.records import bulk
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
