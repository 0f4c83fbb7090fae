"""A town whose childcare software is hosted by its supplier, and a steward with an export of it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.catalogue.models import Application
from parvis.records import bulk

CSV = "Nom enfant;Né le;Courriel du parent;Présences\nCanari;05/01/2022;canari@ville.example;12\n"
AGAIN = CSV.replace("Présences", "Repas").replace("12\n", "12,5\n")


@pytest.fixture
def application(town):
    application = Application(title="Crèches en ligne", slug="creches", organisation=town.here)
    bulk.save_many([application])
    return application


@pytest.fixture
def export():
    """A file as a browser sends it."""

    def make(text=CSV, name="familles_2026-01-05.csv", encoding="cp1252"):
        data = text if isinstance(text, bytes) else text.encode(encoding)
        return SimpleUploadedFile(name, data, content_type="text/csv")

    return make
