"""Files that belong to a record, in a private store, served through permission."""

from __future__ import annotations

import uuid as uuids

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.records.kinds import Circle


def private_storage() -> Storage:
    return storages["private"]


def private_path(attachment: Attachment, filename: str) -> str:
    return f"attachments/{attachment.uuid.hex[:2]}/{attachment.uuid}/{filename}"


class Attachment(models.Model):
    """A file of a record (by its uuid, draft or published). Its circle may be narrower."""

    uuid = models.UUIDField(default=uuids.uuid4, unique=True, editable=False)
    record = models.UUIDField(_("fiche"), db_index=True)
    title = models.CharField(_("titre"), max_length=300)
    file = models.FileField(_("fichier"), storage=private_storage, upload_to=private_path)
    media_type = models.CharField(_("type de fichier"), max_length=120)
    size = models.PositiveBigIntegerField(_("taille en octets"), default=0)
    sha256 = models.CharField(max_length=64)
    circle = models.PositiveSmallIntegerField(_("cercle"), default=Circle.PUBLIC)
    created = models.DateTimeField(default=timezone.now, editable=False)
    changed = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ["created"]
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")

    def __str__(self) -> str:
        return self.title
