"""A database is scanned, decided of, and scanned again: nothing decided is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from parvis.catalogue.models import Dataset, ScannedSource
from parvis.catalogue.scan.difference import Change
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scanned import actions, jobs
from parvis.catalogue.scanned.models import Decision, ScannedColumn, ScanRun
from parvis.catalogue.scanned.run import scan
from tests.records.desk.conftest import town  # noqa: F401

pytestmark = pytest.mark.django_db


def said(run):
    return [Change(**change).sentence() for change in run.changes]


def test_a_scan_keeps_tables_columns_and_guesses_but_no_value(source):
    run = scan(source)
    assert (run.state, run.tables, run.columns, run.changes) == ("done", 3, 8, [])
    presence = source.tables.get(name="presence")
    assert (presence.rows, presence.decision) == (1, Decision.UNDECIDED)
    assert presence.columns.get(name="nom_enfant").personal
    assert source.tables.get(name="django_migrations").discard["code"] == "migrations"
    source.refresh_from_db()
    everything = [source.inventory, *source.tables.values(), *ScannedColumn.objects.values()]
    assert "Canari" not in str(everything)


def test_a_table_kept_becomes_a_draft_that_is_not_open(town, source):  # noqa: F811
    scan(source)
    presence = source.tables.get(name="presence")
    names = presence.columns.filter(name__in=["nom_enfant"]).values_list("pk", flat=True)
    actions.judge(town.steward, presence, list(names), "personal")
    hidden = presence.columns.filter(name="id").values_list("pk", flat=True)
    actions.judge(town.steward, presence, list(hidden), "discarded")
    assert actions.decide(town.steward, source, [presence.pk], Decision.KEPT) == 1
    record = Dataset.objects.get()
    assert not record.live
    assert record.latest_revision_id
    assert record.access_level not in {"", "open"}
    assert (record.application, record.organisation) == (source.application, town.here)
    assert record.personal_data is True
    columns = {column.name: column.personal_data for column in record.dictionary.all()}
    assert columns == {"jour": None, "nb_presents": None, "nom_enfant": True}
    assert actions.decide(town.steward, source, [presence.pk], Decision.KEPT) == 0
    assert Dataset.objects.count() == 1


def test_what_nobody_examined_is_not_open(town, source):  # noqa: F811
    scan(source)
    table = source.tables.get(name="etablissement")
    assert table.access == "open"
    actions.decide(town.steward, source, [table.pk], Decision.KEPT)
    assert Dataset.objects.get().access_level == "restricted"


def test_decisions_outlive_a_second_scan_that_tells_the_changes(town, source, write, mailoutbox):  # noqa: F811
    scan(source)
    tables = {table.name: table for table in source.tables.all()}
    actions.decide(town.steward, source, [tables["presence"].pk], Decision.KEPT)
    actions.decide(town.steward, source, [tables["etablissement"].pk], Decision.DISCARDED)
    write("ALTER TABLE presence ADD COLUMN regime text", "DROP TABLE etablissement")
    run = scan(source)
    assert said(run) == [
        "La table « etablissement » n’existe plus.",
        "La colonne « regime » (TEXT) a été ajoutée à « presence ».",
    ]
    kept = source.tables.get(name="presence")
    assert (kept.decision, kept.decided_by) == (Decision.KEPT, town.steward)
    assert kept.dataset == Dataset.objects.get()
    gone = source.tables.get(name="etablissement")
    assert (gone.decision, gone.gone is None) == (Decision.DISCARDED, False)
    (letter,) = mailoutbox
    assert letter.to == [town.steward.email]
    assert "La table « etablissement » n’existe plus." in letter.body
    assert scan(source).changes == []
    assert len(mailoutbox) == 1
    write("CREATE TABLE etablissement (id integer PRIMARY KEY, libelle text)")
    scan(source)
    back = source.tables.get(name="etablissement")
    assert (back.pk, back.decision, back.gone) == (gone.pk, Decision.DISCARDED, None)


def test_a_renamed_table_and_column_keep_their_decisions(town, source, write):  # noqa: F811
    scan(source)
    table = source.tables.get(name="presence")
    name = table.columns.get(name="nom_enfant")
    actions.judge(town.steward, table, [name.pk], "personal")
    actions.decide(town.steward, source, [table.pk], Decision.DISCARDED)
    write("ALTER TABLE presence RENAME TO presences")
    scan(source)
    write("ALTER TABLE presences RENAME COLUMN nom_enfant TO nom_enfants")
    scan(source)
    again = source.tables.get(name="presences")
    assert (again.pk, again.decision) == (table.pk, Decision.DISCARDED)
    assert again.columns.get(name="nom_enfants").confirmed is True
    assert source.tables.count() == 3


def test_a_guess_that_changed_is_told(source):
    scan(source)
    ScannedColumn.objects.filter(name="nom_enfant").update(personal=False)
    assert [c["code"] for c in scan(source).changes] == ["guess_personal"]


def test_a_failed_scan_says_why_and_loses_nothing(source, settings):
    scan(source)
    settings.PARVIS_ALLOW_PRIVATE = []
    run = scan(source)
    assert run.state == "failed"
    sentence = ScanError(run.error["code"], **run.error["params"]).sentence()
    assert "PARVIS_ALLOW_PRIVATE" in sentence
    assert source.tables.filter(gone=None).count() == 3


def test_one_scan_of_a_database_goes_at_a_time(source):
    running = ScanRun.objects.create(source=source)
    assert scan(source) is None
    ScanRun.objects.filter(pk=running.pk).update(started="2026-01-01T00:00Z")
    assert scan(source).state == "done"  # the other died with its process
    running.refresh_from_db()
    assert running.state == "failed"


def test_the_job_of_a_database_that_is_gone_does_nothing(source):
    jobs.scan_source.func(source.pk + 1)
    assert not ScanRun.objects.exists()


def test_the_password_is_sealed_and_the_address_holds_none(town, source):  # noqa: F811
    source.user, source.password = "lecture", "Secret d’essai"
    source.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM catalogue_scannedsource")
        assert "Secret" not in cursor.fetchone()[0]
    assert ScannedSource.objects.get().password == "Secret d’essai"


@pytest.mark.parametrize("who", ["writer", "privacy", "stranger", "nobody"])
def test_only_stewards_of_the_organisation_decide(town, source, who):  # noqa: F811
    scan(source)
    user, table = getattr(town, who), source.tables.get(name="presence")
    keys = list(table.columns.values_list("pk", flat=True))
    for attempt in (
        lambda: actions.decide(user, source, [table.pk], Decision.KEPT),
        lambda: actions.judge(user, table, keys, "personal"),
        lambda: actions.start(user, source),
        lambda: actions.save(user, source),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Dataset.objects.exists()
    assert not ScannedColumn.objects.exclude(confirmed=None).exists()
