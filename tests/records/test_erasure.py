"""Lawful erasure: nothing of the text stays, the chain holds, the address says so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from parvis.catalogue.models import Dataset
from parvis.records import attachments, bulk, chain, erasure, publishing
from parvis.records.audience import VISITOR
from parvis.records.models import Feedback, HistoryEntry, Published
from parvis.records.projection import public_view
from tests import makers

pytestmark = pytest.mark.django_db
WORDS = ("Dupontel", "dupontel")


@pytest.fixture
def record(django_capture_on_commit_callbacks):
    made = Dataset(
        title="Logement de M. Dupontel",
        slug="logement-dupontel",
        organisation=makers.organisation(),
    )
    bulk.save_many([made], why="Demandé par M. Dupontel")
    made.title = "Appartement de M. Dupontel"
    bulk.save_many([made])
    attachments.join(made, None, SimpleUploadedFile("dupontel.txt", b"Dupontel"), "", 0)
    Feedback.objects.create(record=Published.objects.get(pk=made.uuid), text="Dupontel a déménagé")
    return made


def rows_with_the_name():
    """Every table and column that still holds one of the words."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")
            for row in cursor.fetchall():
                text = " ".join(
                    bytes(v).decode("utf-8", "replace")
                    if isinstance(v, bytes | memoryview)
                    else str(v)
                    for v in row
                )
                if any(word in text for word in WORDS):
                    found.append((table, text[:200]))
    return found


def test_nothing_of_the_text_stays_in_the_database(record):
    assert rows_with_the_name()
    erasure.erase(record, by=None)
    assert rows_with_the_name() == []


def test_the_chain_holds_and_says_that_something_was_erased(record):
    uuid = record.uuid
    erasure.erase(record, by=None)
    assert list(chain.verify(HistoryEntry.objects.iterator())) == []
    kept = HistoryEntry.objects.filter(record=uuid)
    assert [entry.kind for entry in kept] == ["publish", "publish", "erase"]
    assert all(entry.projection is None and entry.why == "" for entry in kept)


def test_its_address_answers_410_without_a_word_of_it(record, client):
    erasure.erase(record, by=None)
    assert public_view("dataset/logement-dupontel", VISITOR) is None
    response = client.get("/donnees/logement-dupontel/")
    assert response.status_code == 410
    assert "Dupontel" not in response.content.decode()
    assert client.get("/donnees/autre-chose/").status_code == 404


def test_its_file_leaves_the_store(record, django_capture_on_commit_callbacks):
    from parvis.records.models import Attachment

    kept = Attachment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(record, by=None)
    assert not kept.file.storage.exists(kept.file.name)


def test_an_erased_record_and_what_it_was_tied_to_verify(record):
    other = makers.organisation()
    other.ties = [("tie", {"predicate": "see_also", "object": "dataset/logement-dupontel"})]
    other.save()
    publishing.publish_many([other])
    erasure.erase(record, by=None)
    view = public_view(other.key, VISITOR)
    assert view.neighbours == []


def test_the_command_asks_before(record, capsys):
    call_command("erase", "dataset/logement-dupontel")
    assert Dataset.objects.filter(slug="logement-dupontel").exists()
    call_command("erase", "dataset/logement-dupontel", yes=True)
    assert not Dataset.objects.filter(slug="logement-dupontel").exists()
    with pytest.raises(CommandError, match="Aucune fiche"):
        call_command("erase", "dataset/inconnu", yes=True)
