"""What is private about what people bring, and who was warned of a change. None is a record."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.catalogue.citizens.records import DataRequest as DataRequest
from parvis.catalogue.citizens.records import Reuse as Reuse
from parvis.records.sealed import SealedTextField, address_mark

NO_ADDRESS = {"email": "", "mark": ""}  # what forgetting an address sets


class Submission(models.Model):
    """What a form brought, until someone checked it, then who to write to about it.

    `content` (JSON, sealed) is emptied once it is published or refused; `email` (sealed), with the
    `mark` it is known again by, and `reason` are forgotten as `jobs.forget_people` says. `record`
    is the record made of it.
    """

    class Kind(models.TextChoices):
        REUSE = "reuse", _("réutilisation déclarée")
        REQUEST = "request", _("demande de données")

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente de relecture")
        PUBLISHED = "published", _("publiée")
        REFUSED = "refused", _("non publiée")

    kind = models.CharField(max_length=10, choices=Kind)
    receipt = models.UUIDField(unique=True)  # the address where its author comes back
    token = models.CharField(max_length=64, unique=True)  # digest: the same form twice is one
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+",
        verbose_name=_("organisation qui décide"),
    )  # fmt: skip
    content = SealedTextField(blank=True, default="")
    email = SealedTextField(blank=True, default="")
    mark = models.CharField(max_length=64, blank=True, default="")  # `address_mark` of the e-mail
    language = models.CharField(max_length=5, default="fr")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("pourquoi"), blank=True)
    reason_corrected = models.DateTimeField(null=True)
    received = models.DateTimeField(_("reçue le"), default=timezone.now)
    decided = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    record = models.UUIDField(null=True, unique=True)

    class Meta:
        ordering = ["received"]
        indexes = [
            models.Index(fields=["kind", "state", "received"], name="submission_waiting"),
            models.Index(fields=["received"], name="submission_received"),
            models.Index(fields=["mark"], name="submission_mark"),
        ]
        verbose_name = _("envoi du public")
        verbose_name_plural = _("envois du public")

    def __str__(self) -> str:
        return f"{self.kind} {self.receipt}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.mark = address_mark(self.email)
        super().save(*args, **kwargs)

    @property
    def said(self) -> dict[str, Any]:
        """What the form said, by the names of `forms`; {} once it is decided."""
        found: dict[str, Any] = json.loads(self.content) if self.content else {}
        return found


class Passage(models.Model):
    """That someone passed on what people brought, before it was decided (`submission`) or once it
    was public (`record`), from one organisation to another. `why` is forgotten in time."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, null=True, related_name="passages"
    )  # fmt: skip
    record = models.UUIDField(null=True)
    before = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    after = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("transmission")
        verbose_name_plural = _("transmissions")

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class ChangeNotice(models.Model):
    """A change of a data set that its re-users are told: by someone, or seen in history."""

    class Cause(models.TextChoices):
        ANNOUNCED = "announced", _("annoncé")
        ARCHIVED = "archived", _("archivé")
        CHANGED = "changed", _("modifié")

    dataset = models.UUIDField()
    cause = models.CharField(max_length=10, choices=Cause, default=Cause.ANNOUNCED)
    text = models.TextField(_("ce qui va changer"))
    on = models.DateField(_("date du changement"), null=True)
    sequence = models.BigIntegerField(null=True, unique=True)  # the entry of history it was seen in
    made = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    told = models.DateTimeField(null=True)  # when the last letter left

    class Meta:
        ordering = ["-made"]
        indexes = [models.Index(fields=["dataset", "-made"], name="notice_of_dataset")]
        verbose_name = _("annonce de changement")
        verbose_name_plural = _("annonces de changement")

    def __str__(self) -> str:
        return f"{self.cause} {self.dataset}"


class Warned(models.Model):
    """One address (`mark`) was told of one change: once, whatever runs twice.

    Kept only until everyone was told.
    """

    notice = models.ForeignKey(ChangeNotice, models.CASCADE, related_name="warned")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "mark"], name="warned_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.mark[:8]}"


class Watch(models.Model):
    """How far history was read by a job."""

    name = models.CharField(max_length=40, primary_key=True)
    sequence = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.sequence}"
