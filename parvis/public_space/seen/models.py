"""What people saw in the street and did not find here. Not a record: it ends with an answer."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.records.models.attachment import private_storage
from parvis.records.sealed import SealedTextField


def photo_path(sighting: Sighting, filename: str) -> str:
    return f"sightings/{sighting.receipt.hex[:2]}/{sighting.receipt}.jpg"


class Sighting(models.Model):
    """A device that someone saw. Nothing here says who.

    `content` (JSON, sealed: {"place", "text"}) is what was written, until someone answers: then
    `place` and `text` are what is published, `photo` stays only if it is published.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente de relecture")
        ANSWERED = "answered", _("répondu en public")
        REFUSED = "refused", _("non publié")

    receipt = models.UUIDField(unique=True)  # the address where its author comes back
    token = models.CharField(max_length=64, unique=True)  # digest: the same form twice is one
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+",
        verbose_name=_("organisation qui répond"),
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    content = SealedTextField(blank=True, default="")
    photo = models.FileField(storage=private_storage, upload_to=photo_path, blank=True)
    place = models.CharField(_("où"), max_length=300, blank=True)
    text = models.TextField(_("ce qui a été vu"), blank=True)
    answer = models.TextField(_("réponse"), blank=True)
    device = models.ForeignKey(
        "public_space.Device", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("c’est cet équipement"),
    )  # fmt: skip
    received = models.DateTimeField(_("reçu le"), default=timezone.now)
    answered = models.DateTimeField(_("répondu le"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["received"]
        indexes = [
            models.Index(fields=["state", "-answered"], name="sighting_answered"),
            models.Index(fields=["state", "received"], name="sighting_waiting"),
        ]
        verbose_name = _("équipement signalé")
        verbose_name_plural = _("équipements signalés")

    def __str__(self) -> str:
        return str(self.receipt)

    @property
    def said(self) -> dict[str, Any]:
        """What was written, as it was; {} once it is answered."""
        found: dict[str, Any] = json.loads(self.content) if self.content else {}
        return found
