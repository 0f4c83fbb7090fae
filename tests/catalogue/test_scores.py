"""The page of a data set says how well it is described, and what to do next."""

import pytest

from parvis.catalogue.models import Dataset
from parvis.records import bulk
from tests import makers
from tests.catalogue.quality.samples import FULL

pytestmark = pytest.mark.django_db


def page(client, **values):
    bulk.save_many([Dataset(slug="arbres", organisation=makers.organisation(), **values)])
    return client.get("/donnees/arbres/").content.decode()


def test_a_bare_record_is_told_what_is_missing(client):
    text = page(client, title="Arbres")
    assert "data.gouv.fr : 0 critères sur 9" in text
    assert "20 points sur 325 mesurés" in text  # who publishes, and both dates of publication
    assert text.count("Dites quel territoire ces données couvrent.") == 1


def test_what_is_said_counts(client):
    names = ("title", "summary", "keywords", "themes", "licence", "frequency")
    text = page(client, **{name: FULL[name] for name in names})
    assert "data.gouv.fr : 3 critères sur 9" in text  # description, licence, frequency
    # keyword 30, theme 30, DCAT-AP 30, publisher 10, both dates 10
    assert "110 points sur 325 mesurés" in text
    assert "Ajoutez quelques mots-clés." not in text
