"""A service, its data set of public works, and files that tell too much of people."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.catalogue.models import Dataset
from parvis.records import bulk
from tests.lake.makers import lake
from tests.records.desk.conftest import signed, town

__all__ = ["lake", "signed", "town"]

WORKS = "rue;début;montant\nRue des Lilas;03/02/2026;1 200,50\nRue Haute;17/02/2026;980\n"
FAMILIES = (
    "commune;naissance;e-mail;places\n"
    + "".join(f"35238;1{n}/04/2021;parent{n}@famille.example;{n}\n" for n in range(6))
    + "35047;30/01/2022;seule@famille.example;9\n"
)


@pytest.fixture
def works(town, lake):
    record = Dataset(title="Travaux sur les voies", slug="travaux", organisation=town.here)
    bulk.save_many([record])
    return Dataset.objects.get(slug="travaux")


@pytest.fixture
def brought():
    """A file as a browser sends it."""

    def make(text=WORKS, name="travaux.csv"):
        data = text if isinstance(text, bytes) else text.encode()
        return SimpleUploadedFile(name, data, content_type="text/csv")

    return make
