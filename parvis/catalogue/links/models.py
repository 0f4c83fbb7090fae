"""What is kept of addresses: the last answer of each and its changes, hosts that are left alone."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.catalogue.links.outcome import verdict

HISTORY = 30  # changes of state kept of an address


def key_of(address: str) -> str:
    """The key of an address: its SHA-256, in hexadecimal: 2,000 characters make no index."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


class LinkCheck(models.Model):
    """One address of the catalogue, asked for all the data sets that give it.

    `since` is when `outcome` last changed, `changed` when anything did (size, type, mark): the
    pace goes by it. `failures` in a row; `history` the last changes, oldest first:
    `[{"at": "2026-01-09T08:00:00+00:00", "outcome": "gone", "status": 404}]`.
    """

    key = models.CharField(max_length=64, primary_key=True)
    address = models.CharField(_("adresse"), max_length=2000)
    host = models.CharField(_("site"), max_length=260, db_index=True)
    listed = models.DateTimeField(_("dans le catalogue le"), default=timezone.now)
    due = models.DateTimeField(_("à demander le"), default=timezone.now, db_index=True)
    asked = models.DateTimeField(_("demandée le"), null=True)
    outcome = models.CharField(_("réponse"), max_length=20, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(_("depuis"), null=True, db_index=True)
    changed = models.DateTimeField(null=True)
    media_type = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(null=True)
    mark = models.CharField(max_length=200, blank=True)
    history = models.JSONField(default=list)

    class Meta:
        verbose_name = _("adresse vérifiée")
        verbose_name_plural = _("adresses vérifiées")

    def __str__(self) -> str:
        return self.address

    @property
    def answers(self) -> bool | None:
        return verdict(self.outcome)


class LinkHost(models.Model):
    """A site that asked for rest or stays silent: left alone until `until`."""

    host = models.CharField(max_length=260, primary_key=True)
    strikes = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("site laissé en paix")
        verbose_name_plural = _("sites laissés en paix")

    def __str__(self) -> str:
        return self.host
