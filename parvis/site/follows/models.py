"""What a person follows."""

from __future__ import annotations

import uuid as uuids

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """A record (`record`), or what a list (`path`) or the whole search (`path` "") holds for
    `query`, the query string of its address.

    `seen` is how far history was told; `mailed` the last day on which it was.
    """

    uuid = models.UUIDField(default=uuids.uuid4, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    record = models.UUIDField(null=True)
    path = models.CharField(max_length=60, blank=True, default="")
    query = models.CharField(max_length=1_000, blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    seen = models.BigIntegerField()
    mailed = models.DateField(null=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "record", "path", "query"],
                name="follow_once",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["mailed", "user"], name="follow_due")]
        verbose_name = _("suivi")
        verbose_name_plural = _("suivis")

    def __str__(self) -> str:
        return f"{self.user_id} {self.record or self.path + self.query}"
