"""Documents joined to a record at the desk: by whom, which files, what becomes public."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parvis.catalogue.models import Dataset
from parvis.records import attachments, bulk
from parvis.records.models import Attachment

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture
def record(town):
    made = Dataset(title="Arbres de la ville", slug="arbres", organisation=town.here)
    bulk.save_many([made])
    return made


@pytest.fixture
def draft(town):
    made = Dataset(title="Bancs", slug="bancs", organisation=town.here, live=False)
    made.save()
    return made


def address(record):
    return reverse("parvis_dataset:documents", args=[record.pk])


def upload(name="plan.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_a_steward_joins_a_document_and_the_public_reads_it(town, record, signed, client):
    sent = {"file": upload(), "title": "Plan des plantations", "circle": "0"}
    assert signed(town.steward).post(address(record), sent).status_code == 302
    kept = Attachment.objects.get(record=record.uuid)
    assert (kept.title, kept.media_type, kept.size) == (
        "Plan des plantations",
        "application/pdf",
        len(PDF),
    )
    page = client.get("/donnees/arbres/").content.decode()
    assert "Plan des plantations" in page
    served = client.get(reverse("attachment", args=[kept.uuid, "plan.pdf"]))
    assert b"".join(served.streaming_content) == PDF


def test_a_contributor_writes_on_drafts_only(town, record, draft):
    with pytest.raises(PermissionDenied):
        attachments.join(record, town.writer, upload(), "", 0)
    attachments.join(draft, town.writer, upload(), "", 0)
    assert Attachment.objects.get().record == draft.uuid


def test_someone_elsewhere_neither_sees_nor_writes(town, draft, signed):
    browser = signed(town.stranger)
    assert browser.get(address(draft)).status_code == 404
    assert browser.post(address(draft), {"file": upload(), "circle": "0"}).status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("page.html", b"<script>", "sorte"),
        ("plan.pdf", b"<script>", "contenu"),
        ("vide.csv", b"", "vide"),
        ("image.svg", b"<svg/>", "sorte"),
        ("binaire.txt", b"a\0b", "contenu"),
        ("sans-fin", b"x", "sorte"),
    ],
)
def test_what_is_not_a_document_is_refused_in_one_sentence(town, draft, name, content, word):
    with pytest.raises(attachments.AttachmentProblem) as refused:
        attachments.join(draft, town.writer, upload(name, content), "", 0)
    assert word in refused.value.sentence()
    assert not Attachment.objects.exists()


def test_a_document_is_never_wider_than_its_record(town, record):
    record.circle = 2
    kept = attachments.join(record, town.steward, upload("../../etc/plan.pdf"), "", 0)
    assert kept.circle == 2
    assert kept.file.name.endswith("/plan.pdf")
    assert ".." not in kept.file.name


def test_a_removed_document_leaves_the_store(
    town, record, signed, django_capture_on_commit_callbacks
):
    kept = attachments.join(record, town.steward, upload(), "", 0)
    store, name = kept.file.storage, kept.file.name
    with django_capture_on_commit_callbacks(execute=True):
        signed(town.steward).post(address(record), {"remove": kept.pk})
    assert not Attachment.objects.exists()
    assert not store.exists(name)
