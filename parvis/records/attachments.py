"""Files joined to a record: checked, measured, kept in the private store.

A file of a published record is public at once (within its circle): joining or removing one then
asks for the right to publish, else for the right to change the draft.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any, ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.text import get_valid_filename

from parvis.records import journal, photo
from parvis.records.models import Attachment
from parvis.records.problems import Problem, gettext_noop
from parvis.records.publishing import check_may

LARGEST = 50_000_000  # octets
MOST = 30  # files of one record
PICTURES = ("image/jpeg", "image/png")
# what the first octets must be, by ending; None: any text without a NUL
KNOWN: dict[str, tuple[str, tuple[bytes, ...] | None]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".zip": ("application/zip", (b"PK\x03\x04",)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
    ".odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    ".xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (b"PK\x03\x04",),
    ),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (b"PK\x03\x04",),
    ),
    ".csv": ("text/csv", None),
    ".txt": ("text/plain", None),
    ".md": ("text/plain", None),
    ".json": ("application/json", None),
    ".geojson": ("application/geo+json", None),
}


class AttachmentProblem(Problem):
    sentences: ClassVar = {
        "kind": gettext_noop(
            "Le fichier « %(name)s » n’est pas d’une sorte acceptée. Sortes acceptées : %(kinds)s."
        ),
        "content": gettext_noop(
            "Le contenu de « %(name)s » n’est pas celui d’un fichier %(kind)s. Vérifiez qu’il "
            "s’ouvre, puis enregistrez-le de nouveau dans ce format."
        ),
        "empty": gettext_noop("Le fichier « %(name)s » est vide."),
        "large": gettext_noop("Le fichier « %(name)s » dépasse %(most)s Mo : réduisez-le."),
        "many": gettext_noop("Cette fiche a déjà %(most)s documents : retirez-en un d’abord."),
    }


def join(record: Any, by: Any, upload: UploadedFile, title: str, circle: int) -> Attachment:
    """Keep a file with a record; raise AttachmentProblem, PhotoProblem or
    PermissionDenied, nothing kept."""
    check_may(by, verb(record), [record])
    name = get_valid_filename(PurePath(upload.name or "document").name)[-120:]
    media_type = checked(upload, name)
    if record.bare_pictures and media_type in PICTURES:
        name, media_type = f"{PurePath(name).stem}.jpg", "image/jpeg"
        upload = SimpleUploadedFile(name, photo.cleaned(upload.read()), media_type)
    with transaction.atomic():
        if Attachment.objects.filter(record=record.uuid).count() >= MOST:
            raise AttachmentProblem("many", most=MOST)
        kept = Attachment(
            record=record.uuid,
            title=title or PurePath(name).stem,
            media_type=media_type,
            size=upload.size or 0,
            sha256=digest(upload),
            circle=max(circle, record.circle),
        )
        upload.seek(0)
        kept.file.save(name, upload, save=False)
        kept.save()
        noted(record, by, "parvis.join", kept)
    return kept


def remove(record: Any, by: Any, attachment: Attachment) -> None:
    """Take a file off a record; it leaves the store once that is certain."""
    check_may(by, verb(record), [record])
    with transaction.atomic():
        noted(record, by, "parvis.remove", attachment)
        stored, name = attachment.file.storage, attachment.file.name or ""
        attachment.delete()
        transaction.on_commit(lambda: stored.delete(name))


def verb(record: Any) -> str:
    return "publish" if record.live else "change"


def checked(upload: UploadedFile, name: str) -> str:
    """The media type of an accepted file."""
    ending = PurePath(name).suffix.lower()
    if ending not in KNOWN:
        kinds = ", ".join(sorted(kind.removeprefix(".") for kind in KNOWN))
        raise AttachmentProblem("kind", name=name, kinds=kinds)
    if not upload.size:
        raise AttachmentProblem("empty", name=name)
    if upload.size > LARGEST:
        raise AttachmentProblem("large", name=name, most=LARGEST // 1_000_000)
    media_type, starts = KNOWN[ending]
    head = upload.read(8192)
    upload.seek(0)
    good = head.startswith(starts) if starts else b"\0" not in head
    if not good:
        raise AttachmentProblem("content", name=name, kind=ending.removeprefix(".").upper())
    return media_type


def digest(upload: UploadedFile) -> str:
    hasher = hashlib.sha256()
    for chunk in upload.chunks():
        hasher.update(chunk)
    return hasher.hexdigest()


def noted(record: Any, by: Any, action: str, attachment: Attachment) -> None:
    """The record's own journal says who joined or removed what, and when."""
    facts = {"title": attachment.title, "sha256": attachment.sha256}
    journal.noted(record, by, action, facts)
