"""The database of a made-up application, scanned for real: one table kept, one discarded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from parvis.catalogue.models import Application, Dataset
from parvis.catalogue.scanned.models import Decision, ScannedSource, ScanRun
from parvis.catalogue.scanned.run import scan

APPLICATION = "tableau-de-bord-petite-enfance"
DATASET = "frequentation-creches-cantines"
KEPT, DISCARDED = "frequentation", "journal_connexions"
DAYS = 60
TABLES = """
CREATE TABLE etablissement (etab_code text PRIMARY KEY, libelle text, places integer);
CREATE TABLE frequentation (
    etab_code text REFERENCES etablissement, jour date, nb_presents integer, nb_annules integer,
    regime text, tranche_qf integer, PRIMARY KEY (etab_code, jour, regime, tranche_qf)
);
CREATE TABLE journal_connexions (id integer PRIMARY KEY, login text, le timestamp);
"""


def load() -> int:
    """Build the database, scan it and decide, unless it was done before; how many databases."""
    application = Application.objects.select_related("organisation").get(slug=APPLICATION)
    if application.scanned_sources.exists():
        return 0
    source = ScannedSource.objects.create(
        application=application,
        organisation=application.organisation,
        address=f"sqlite://{build(settings.PARVIS_DEMONSTRATION)}?application=petite-enfance",
    )
    run = scan(source)
    if run is None or run.state != ScanRun.State.DONE:
        raise RuntimeError(f"the demonstration's own database cannot be scanned: {run}")
    record = Dataset.objects.get(slug=DATASET)
    decision = {"decided_on": timezone.now()}
    tables = source.tables
    tables.filter(name=KEPT).update(decision=Decision.KEPT, dataset=record, **decision)
    tables.filter(name=DISCARDED).update(decision=Decision.DISCARDED, **decision)
    return 1


def build(folder: Path) -> Path:
    """The file, written aside and renamed: whoever scans meanwhile reads a whole one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "petite-enfance.sqlite"
    aside = path.with_suffix(".aside")
    aside.unlink(missing_ok=True)
    with closing(sqlite3.connect(aside)) as base, base:
        base.executescript(TABLES)
        base.executemany("INSERT INTO etablissement VALUES (?, ?, ?)", places())
        base.executemany("INSERT INTO frequentation VALUES (?, ?, ?, ?, ?, ?)", attendance())
        base.execute(
            "INSERT INTO journal_connexions (login, le) VALUES ('essai', '2026-01-05 08:00')"
        )
    return aside.replace(path)


def places() -> Iterator[tuple[str, str, int]]:
    for number, name in enumerate(("Les Lilas", "La Marelle", "Le Petit Pont", "Les Hirondelles")):
        yield f"C{number:02}", f"Crèche {name}", 30 + 5 * number


def attendance() -> Iterator[tuple[str, str, int, int, str, int]]:
    """Made-up numbers that repeat: no child is counted here."""
    for number, (code, _name, size) in enumerate(places()):
        for day in range(DAYS):
            jour = f"2026-{3 + day // 28:02}-{1 + day % 28:02}"
            for group, regime in enumerate(("courant", "sans porc", "végétarien")):
                present = (size - 7 * group + day + number) % 17
                yield code, jour, present, (day + group) % 3, regime, 1 + (day + number) % 5
