"""The append-only chain of published changes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.records import canonical


class HistoryEntry(models.Model):
    """One published change of one record.

    `digest` = SHA-256 of the entry's own facts, the digest of its content and the digest of the
    entry before, so that nothing can be changed, removed or put in between unseen. The content
    digest is salted by `nonce`: a lawful erasure blanks `projection`, `why` and `nonce`, the chain
    still verifies and the erased text can no longer be guessed. Hidden fields are only digested,
    under a salt of their own.
    """

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("publication")
        WITHDRAW = "withdraw", _("retrait")
        ARCHIVE = "archive", _("archivage")
        ERASE = "erase", _("effacement")
        FORMAT = "format", _("changement de format")

    sequence = models.BigIntegerField(primary_key=True)
    previous = models.BinaryField(max_length=32, unique=True)
    digest = models.BinaryField(max_length=32, unique=True)
    record = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    why = models.TextField(blank=True)
    format = models.PositiveSmallIntegerField(default=canonical.FORMAT)
    nonce = models.BinaryField(max_length=16, null=True)
    projection = models.BinaryField(null=True)
    content_digest = models.BinaryField(max_length=32)
    hidden_salt = models.BinaryField(max_length=16, null=True)
    hidden_digest = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["record", "-sequence"], name="history_of_record")]
        verbose_name = _("modification publiée")
        verbose_name_plural = _("historique publié")

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.record}"

    @property
    def erased(self) -> bool:
        return self.nonce is None
