"""A small application of the town, scanned for real."""

from __future__ import annotations

import sqlite3

import pytest

from parvis.catalogue.models import Application, ScannedSource
from parvis.records import bulk

TABLES = (
    "CREATE TABLE presence "
    "(id integer PRIMARY KEY, jour date, nb_presents integer, nom_enfant text)",
    "CREATE TABLE etablissement (id integer PRIMARY KEY, libelle text)",
    "CREATE TABLE django_migrations (id integer PRIMARY KEY, app text)",
    "INSERT INTO presence (jour, nb_presents, nom_enfant) VALUES ('2026-01-05', 12, 'Canari')",
    "INSERT INTO etablissement (libelle) VALUES ('Crèche des Lilas')",
)


@pytest.fixture
def write(tmp_path):
    """Run statements in the application's database."""

    def run(*statements):
        with sqlite3.connect(tmp_path / "creches.sqlite") as base:
            for statement in statements:
                base.execute(statement)
        base.close()

    return run


@pytest.fixture
def source(town, write, settings, tmp_path):
    settings.PARVIS_ALLOW_PRIVATE = [str(tmp_path)]
    write(*TABLES)
    application = Application(title="Crèches", slug="creches", organisation=town.here)
    bulk.save_many([application])
    return ScannedSource.objects.create(
        application=application, organisation=town.here, steward=town.steward,
        address=f"sqlite://{tmp_path}/creches.sqlite",
    )  # fmt: skip
