"""A steward brings an export: it is described, decided of, brought again, and never kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from parvis.catalogue.models import Dataset, ScannedSource
from parvis.catalogue.sampled.actions import source_of, take
from parvis.catalogue.scan.difference import Change
from parvis.catalogue.scan.sample.errors import SampleError
from parvis.catalogue.scanned import actions, jobs
from parvis.catalogue.scanned.models import Decision, ScannedColumn, ScannedTable, ScanRun
from tests.catalogue.sampled.conftest import AGAIN, CSV
from tests.records.desk.conftest import signed, town  # noqa: F401

pytestmark = pytest.mark.django_db
EXPORT = "/espace-agents/bases/export/"


def send(browser, path, file, **values):
    return browser.post(path, {"file": file, **values})


@pytest.fixture
def first(town, signed, application, export):  # noqa: F811
    """The source that a first export made."""
    values = {"application": application.pk, "organisation": town.here.pk}
    answer = send(signed(town.steward), EXPORT, export(), **values)
    source = ScannedSource.objects.get()
    assert answer["Location"] == f"/espace-agents/bases/{source.pk}/"
    return source


def test_an_export_is_described_as_a_scanned_table(town, signed, first):  # noqa: F811
    table = first.tables.get()
    assert (table.name, table.rows, table.certainty) == ("familles", 1, "at least")
    assert table.access == "personal"
    types = dict(table.columns.values_list("name", "type"))
    assert types == {
        "Nom enfant": "texte", "Né le": "date", "Courriel du parent": "texte",
        "Présences": "entier",
    }  # fmt: skip
    assert table.columns.get(name="Courriel du parent").personal
    steward = signed(town.steward)
    page = steward.get(f"/espace-agents/bases/{first.pk}/").content.decode()
    assert "Décrit par des exports." in page
    assert "Parcourir maintenant" not in page
    page = steward.get(f"/espace-agents/bases/{first.pk}/tables/{table.pk}/").content.decode()
    assert "Vide à 0 % sur 1 ligne lue. 1 valeur différente. De 2022 à 2022." in page


def test_no_value_and_no_file_is_kept(first, settings):
    kept = [
        *ScannedSource.objects.values(), *ScannedTable.objects.values(),
        *ScannedColumn.objects.values(), *ScanRun.objects.values(),
    ]  # fmt: skip
    assert "anari" not in str(kept)


def test_it_goes_through_the_same_decisions(town, first):  # noqa: F811
    table = first.tables.get()
    column = table.columns.get(name="Nom enfant")
    actions.judge(town.steward, table, [column.pk], "personal")
    assert actions.decide(town.steward, first, [table.pk], Decision.KEPT) == 1
    record = Dataset.objects.get()
    assert (record.live, record.personal_data, record.access_level) == (False, True, "personal")
    assert record.identifier == "scan:creches:.familles"


def test_a_second_export_says_what_changed_and_loses_no_decision(town, signed, first, export):  # noqa: F811
    steward, path = signed(town.steward), f"/espace-agents/bases/{first.pk}/export/"
    table = first.tables.get()
    column = table.columns.get(name="Nom enfant")
    actions.judge(town.steward, table, [column.pk], "personal")
    actions.decide(town.steward, first, [table.pk], Decision.KEPT)
    send(steward, path, export("Code;Libellé\nA;Lilas\n", name="lieux.csv"))
    send(steward, path, export(AGAIN, name="autre.csv"), table=" familles ")
    run = first.runs.first()
    assert [Change(**change).sentence() for change in run.changes] == [
        "La colonne « Présences » a été retirée de « familles ».",
        "La colonne « Repas » (décimal) a été ajoutée à « familles ».",
    ]
    assert run.state == "done"
    table.refresh_from_db()
    assert (table.decision, table.gone) == (Decision.KEPT, None)
    assert table.columns.get(name="Nom enfant").confirmed
    assert set(first.tables.values_list("name", "gone")) == {("familles", None), ("lieux", None)}
    assert "familles" in steward.get(path).content.decode()


def test_the_same_application_has_one_source(town, signed, application, first, export):  # noqa: F811
    values = {"application": application.pk, "organisation": town.here.pk}
    send(signed(town.steward), EXPORT, export(name="lieux.csv"), **values)
    assert ScannedSource.objects.get() == first
    assert first.tables.count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Le fichier soumis est vide"),
        (b"Nom;;Jour\nA;B;1\n", "Ligne 1, la colonne n° 2 n’a pas de nom"),
        (b"PK\x03\x04classeur", "est un classeur"),
        (b"Nom;Jour\nCanari\n", "« Canari »"),
        (b"Nom;Jour\n" + b"A;1\n" * 600_000, "Le fichier dépasse 2 Mo"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_nothing_is_kept(
    town, signed, application, export, data, said  # noqa: F811
):  # fmt: skip
    values = {"application": application.pk, "organisation": town.here.pk}
    answer = send(signed(town.steward), EXPORT, export(data), **values)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not ScannedSource.objects.exists()
    assert not ScanRun.objects.exists()


def test_a_refused_export_loses_nothing_of_the_one_before(town, first, export):  # noqa: F811
    before = list(ScannedColumn.objects.values())
    with pytest.raises(SampleError):
        take(town.steward, first, export(b"Nom;Nom\nA;B\n").file, "familles")
    assert list(ScannedColumn.objects.values()) == before
    assert first.runs.count() == 1


@pytest.mark.parametrize("who", ["writer", "privacy", "stranger", "nobody"])
def test_nobody_else_brings_one(town, signed, application, first, export, who):  # noqa: F811
    user, browser = getattr(town, who), signed(getattr(town, who))
    before = list(ScannedColumn.objects.values())
    values = {"application": application.pk, "organisation": town.here.pk}
    for path in (EXPORT, f"/espace-agents/bases/{first.pk}/export/"):
        answer = send(browser, path, export(AGAIN), table="familles", **values)
        # another's application is no choice of one's own form
        assert answer.status_code in ({200, 404} if who == "stranger" else {302, 403, 404})
    with pytest.raises(PermissionDenied):
        take(user, source_of(user, application, town.here), export(AGAIN).file, "familles")
    assert list(ScannedColumn.objects.values()) == before


def test_a_database_takes_no_export_and_exports_have_no_address_to_change(
    town, signed, application, first, export  # noqa: F811
):  # fmt: skip
    steward = signed(town.steward)
    assert steward.get(f"/espace-agents/bases/{first.pk}/modifier/").status_code == 404
    base = ScannedSource.objects.create(
        application=application, organisation=town.here, address="mysql://b.example/b"
    )
    path = f"/espace-agents/bases/{base.pk}/export/"
    assert send(steward, path, export(CSV)).status_code == 404
    assert not base.tables.exists()


def test_the_weekly_scan_leaves_exports_alone(town, signed, first):  # noqa: F811
    jobs.scan_all.func()
    signed(town.steward).post(f"/espace-agents/bases/{first.pk}/", {"action": "scan"})
    assert first.runs.count() == 1
    assert first.tables.get().gone is None


def test_an_export_s_address_is_of_its_own_application(town, application, signed):  # noqa: F811
    values = {
        "application": application.pk, "organisation": town.here.pk, "address": "export:999",
    }  # fmt: skip
    for given in (values, {**values, "application": ""}):
        answer = signed(town.steward).post("/espace-agents/bases/ajouter/", given)
        assert answer.status_code == 200
    assert not ScannedSource.objects.exists()
