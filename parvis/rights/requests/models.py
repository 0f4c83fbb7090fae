"""A request, what happened to it, its files, who read it. What says who asks, and what, is sealed.

In clear stand only what the clock, the public counters and the lists of the desk need: dates,
which right, about which record, closed lists. `sealed` is AES-GCM of JSON under the request's own
key (`parvis.records.keys`); `access.py` is the only road to its text, and writes who took it.
"""

from __future__ import annotations

import datetime as dt
import uuid as uuids
from typing import Any, Never

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.records.entitlements import Right
from parvis.records.models.attachment import private_storage
from parvis.rights.requests.choices import Channel, Identity, Kind, Stage, refusals


class Request(models.Model):
    """One request. Its key's file is named by `uuid`.

    `follow` is the digest of the private link's token, `once` that of the form it came by.
    `about` is the record it speaks of. Dates are days of the territory. `answered` is the first
    answer, by which delays are judged; a reopened request has a day of its own (`again_due`).
    """

    uuid = models.UUIDField(default=uuids.uuid4, unique=True, editable=False)
    follow = models.CharField(max_length=64, unique=True)
    once = models.CharField(max_length=64, unique=True, null=True)
    right = models.CharField(_("droit"), max_length=40, choices=[(r.value, r.value) for r in Right])
    about = models.UUIDField(_("à propos de"), null=True, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+",
        verbose_name=_("responsable du traitement"),
    )  # fmt: skip
    channel = models.CharField(
        _("arrivée par"), max_length=10, choices=Channel, default=Channel.WEB
    )
    language = models.CharField(max_length=5, default="fr")
    stage = models.CharField(_("état"), max_length=10, choices=Stage, default=Stage.RECEIVED)
    identity = models.CharField(
        _("identité"), max_length=10, choices=Identity, default=Identity.NONE
    )
    proved = models.DateField(_("identité établie le"), null=True)
    received = models.DateField(_("reçue le"))
    registered = models.DateTimeField(_("enregistrée le"), default=timezone.now)
    due = models.DateField(_("réponse due le"))  # of the clock, at the last change
    extended = models.DateField(_("prolongée le"), null=True)
    extension = models.CharField(_("raison du délai"), max_length=20, blank=True)
    answered = models.DateField(_("répondue le"), null=True)
    refusal = models.CharField(_("motif de refus"), max_length=20, choices=refusals, blank=True)
    forwarded = models.DateField(_("transmise le"), null=True)
    withdrawn = models.DateField(_("retirée le"), null=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="merged", verbose_name=_("réunie à")
    )
    reopened = models.DateField(_("rouverte le"), null=True)
    again_due = models.DateField(_("nouvelle réponse due le"), null=True)
    answered_again = models.DateField(_("nouvelle réponse le"), null=True)
    warned = models.DateField(null=True)  # its officers, that it is soon due
    changed = models.DateTimeField(auto_now=True)
    erased = models.DateTimeField(_("effacée le"), null=True)
    proof = models.CharField(_("preuve de l’effacement"), max_length=300, blank=True)
    sealed = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["received", "pk"]
        indexes = [
            models.Index(fields=["stage", "due"], name="request_due"),
            models.Index(fields=["organisation", "stage", "due"], name="request_of"),
            models.Index(fields=["received"], name="request_received"),
            models.Index(fields=["erased"], name="request_erased"),
            models.Index(fields=["about"], name="request_about"),
            # all that lists and reports count and sort by: what is sealed is never read for it
            models.Index(
                fields=[
                    "organisation",
                    "stage",
                    "right",
                    "due",
                    "reopened",
                    "again_due",
                    "received",
                    "answered",
                    "extended",
                    "refusal",
                ],
                name="request_listed",
            ),
        ]
        verbose_name = _("demande de droits")
        verbose_name_plural = _("demandes de droits")

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return number(self.pk, self.received)


def number(key: int, received: dt.date) -> str:
    """What one says on the telephone; it tells nothing."""
    return f"D{received.year}-{key:05d}"


class Pause(models.Model):
    """Identity was asked for a reasoned doubt; the reason is sealed in the event."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="pauses")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")

    def __str__(self) -> str:
        return f"{self.since} – {self.until or ''}"


class Hold(models.Model):
    """Images kept from being erased; which hours is sealed in the request.

    `device` may be unknown (None): the person said where in words. `gone` is the last day on which
    they would exist without a hold.
    """

    request = models.OneToOneField(Request, models.CASCADE, related_name="hold")
    device = models.UUIDField(null=True)
    filmed = models.DateField()
    gone = models.DateField()
    since = models.DateTimeField(default=timezone.now)
    done = models.DateTimeField(null=True)  # someone set the images aside
    released = models.DateTimeField(null=True)  # the event says, sealed, how one knows
    until = models.DateField(null=True)  # how long the officer holds them, if not until `gone`
    ground = models.CharField(max_length=300, blank=True)  # the text that allows more than a month
    warned = models.DateField(null=True)  # the officers, that images end

    class Meta:
        verbose_name = _("images mises de côté")
        verbose_name_plural = _("images mises de côté")

    def __str__(self) -> str:
        return f"{self.filmed} → {self.gone}"


class Event(models.Model):
    """Something that happened to a request; `by` is None when the person or a machine did it."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="events")
    uuid = models.UUIDField(default=uuids.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sealed = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("événement")
        verbose_name_plural = _("événements")

    def __str__(self) -> str:
        return self.kind


def piece_path(piece: Piece, _filename: str) -> str:
    """Copies of identity documents are in no backup (`operation.backup.EXCLUDED`)."""
    folder = "rights/identity" if piece.identity else "requests"
    return f"{folder}/{piece.uuid.hex[:2]}/{piece.uuid}"


class Piece(models.Model):
    """A file of a request, sealed like its text; its name and type are in `sealed`.

    A copy of an identity document (`identity`) is destroyed once it was looked at (`destroyed`).
    """

    request = models.ForeignKey(Request, models.CASCADE, related_name="pieces")
    event = models.ForeignKey(Event, models.CASCADE, related_name="pieces")
    uuid = models.UUIDField(default=uuids.uuid4, unique=True, editable=False)
    identity = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=0)
    destroyed = models.DateTimeField(null=True)
    sealed = models.BinaryField(default=bytes)
    file = models.FileField(storage=private_storage, upload_to=piece_path, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pièce d’une demande")
        verbose_name_plural = _("pièces des demandes")

    def __str__(self) -> str:
        return str(self.uuid)


class Code(models.Model):
    """The code sent to a mailbox: only its digest, a few tries, a few minutes."""

    request = models.OneToOneField(Request, models.CASCADE, related_name="code")
    digest = models.CharField(max_length=64)
    expires = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")

    def __str__(self) -> str:
        return str(self.request_id)


class AppendOnly(Exception):
    """Rows of the access log are written, never changed."""


class AccessRows(models.QuerySet["Access"]):
    def update(self, **kwargs: Any) -> Never:
        raise AppendOnly

    def delete(self) -> Never:
        raise AppendOnly


class Access(models.Model):
    """Someone read a request: who, when, what. `by` None: the person, through the private link."""

    class What(models.TextChoices):
        OPENED = "opened", _("a ouvert le dossier")
        PIECE = "piece", _("a ouvert une pièce")
        PART = "part", _("a ouvert la question posée à son service")
        EXPORTED = "exported", _("a exporté le dossier")
        LISTED = "listed", _("a vu le nom dans une liste")

    request = models.ForeignKey(Request, models.PROTECT, related_name="accesses")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    piece = models.UUIDField(null=True)

    objects = AccessRows.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("lecture d’une demande")
        verbose_name_plural = _("lectures des demandes")

    def __str__(self) -> str:
        return f"{self.request_id} {self.what} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly
