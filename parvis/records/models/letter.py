"""E-mail on its way: kept until it is sent, then only that it was."""

from __future__ import annotations

import uuid as uuids

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.records.sealed import SealedTextField


class Letter(models.Model):
    """One e-mail. `message` (JSON, addresses included) is sealed, and erased once it is sent.

    Written about one person's file it is sealed under that file's own key as well (base64): `room`
    holds the key, `file` names it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente d’envoi")
        SENT = "sent", _("envoyé")
        FAILED = "failed", _("abandonné après plusieurs essais")

    uuid = models.UUIDField(primary_key=True, default=uuids.uuid4, editable=False)
    message = SealedTextField(blank=True)
    room = models.CharField(_("qui en tient la clé"), max_length=30, blank=True)
    file = models.UUIDField(_("dossier dont il parle"), null=True)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    problem = models.CharField(_("dernier refus"), max_length=300, blank=True)
    created = models.DateTimeField(_("écrit le"), default=timezone.now)
    next_try = models.DateTimeField(_("prochain essai"), default=timezone.now)
    sent = models.DateTimeField(_("envoyé le"), null=True)

    class Meta:
        ordering = ["created"]
        indexes = [
            models.Index(fields=["state", "next_try"], name="letter_due"),
            models.Index(fields=["file"], name="letter_file"),
        ]
        verbose_name = _("courrier électronique")
        verbose_name_plural = _("courriers électroniques")

    def __str__(self) -> str:
        return f"{self.uuid} {self.state}"
