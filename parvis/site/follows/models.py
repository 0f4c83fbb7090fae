"""What a person follows."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.records.sealed import SealedTextField


class Subscriber(models.Model):
    """An e-mail address that follows without an account: sealed, known again by its `mark`,
    erased with the last thing it follows."""

    uuid = models.UUIDField(default=uuids.uuid4, unique=True)
    email = SealedTextField()
    mark = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("adresse qui suit")
        verbose_name_plural = _("adresses qui suivent")

    def __str__(self) -> str:
        return str(self.uuid)


class Follow(models.Model):
    """A record (`record`), or what a list (`path`) or the whole search (`path` "") holds for
    `query`, the query string of its address; by someone with an account, or without.

    `seen` is how far history was told; `mailed` the last day on which it was. Nothing is told
    until it is `confirmed`: with an account at once, else from the mailbox.
    """

    uuid = models.UUIDField(default=uuids.uuid4, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="follows"
    )
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, null=True, related_name="follows")
    record = models.UUIDField(null=True)
    path = models.CharField(max_length=60, blank=True, default="")
    query = models.CharField(max_length=1_000, blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    seen = models.BigIntegerField()
    mailed = models.DateField(null=True)
    created = models.DateTimeField(default=timezone.now)
    confirmed = models.DateTimeField(null=True, default=timezone.now)

    class Meta:
        ordering = ["created"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subscriber", "record", "path", "query"],
                name="follow_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(subscriber=None), name="follow_by_one"
            ),
        ]
        indexes = [
            models.Index(fields=["mailed", "user"], name="follow_due"),
            models.Index(fields=["mailed", "subscriber"], name="follow_due_open"),
        ]
        verbose_name = _("suivi")
        verbose_name_plural = _("suivis")

    def __str__(self) -> str:
        return f"{self.holder.pk} {self.record or self.path + self.query}"

    @property
    def holder(self) -> Any:
        """Who follows: a person, or an address; both have `uuid` and `email`."""
        return self.user if self.user_id else self.subscriber
