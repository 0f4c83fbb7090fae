"""Databases that are scanned, their tables and columns, each with the decision of a steward."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.catalogue.scan.address import Account, account, parse
from parvis.catalogue.scan.errors import ScanError
from parvis.records.sealed import SealedTextField

EXPORTS = "export:"  # what stands before the application's key where no database is reached


class ScannedSource(models.Model):
    """The database of a business application, or exports of it. Its address holds no secret.

    The account is `user` and `password` (sealed), or that of the server's environment
    (`PARVIS_SCAN_<NAME>`) when `user` is empty. `inventory` is the last schema read, in the plain
    form of `scan.model.Inventory`.
    """

    application = models.ForeignKey(
        "catalogue.Application", models.PROTECT, related_name="scanned_sources",
        verbose_name=_("application métier"),
    )  # fmt: skip
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+",
        verbose_name=_("organisation responsable"),
    )  # fmt: skip
    address = models.CharField(
        _("adresse de la base"), max_length=500, unique=True,
        help_text=_("Sans mot de passe : postgresql://serveur:5432/base."),
    )  # fmt: skip
    user = models.CharField(
        _("compte de lecture"), max_length=200, blank=True,
        help_text=_("Vide pour un fichier SQLite, ou si le serveur de Parvis connaît le compte."),
    )  # fmt: skip
    password = SealedTextField(_("mot de passe"), blank=True)
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("personne prévenue des changements"),
    )  # fmt: skip
    inventory = models.JSONField(default=dict, editable=False)
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("base de données parcourue")
        verbose_name_plural = _("bases de données parcourues")
        ordering = ["application__title", "pk"]

    def __str__(self) -> str:
        return self.address

    @property
    def by_sample(self) -> bool:
        """Described from files that people bring: nothing is to be reached."""
        return self.address.startswith(EXPORTS)

    @property
    def application_name(self) -> str:
        """How identifiers of its tables name the application."""
        return self.application.slug if self.by_sample else parse(self.address).application

    def clean(self) -> None:
        if self.by_sample and self.address == exports_of(self.application_id):
            return
        try:
            parse(self.address)
        except ScanError as error:
            raise ValidationError({"address": error.sentence(gettext)}) from None

    def account(self, environ: Any) -> Account | None:
        """Who reads; None for a file. ScanError when nobody gave an account."""
        target = parse(self.address)
        if target.system == "sqlite":
            return None
        if self.user:
            return Account(self.user, self.password)
        return account(target, environ)


def exports_of(application: int) -> str:
    """The address of an application known by its exports: one source an application."""
    return f"{EXPORTS}{application}"


class ScanRun(models.Model):
    """One scan of a database, or one export of it: its figures, or why it failed.

    `error` and each of `changes` are plain: a code and what fills its sentence.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("arrêté")

    source = models.ForeignKey(ScannedSource, models.CASCADE, related_name="runs")
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.RUNNING)
    started = models.DateTimeField(_("début"), default=timezone.now)
    ended = models.DateTimeField(_("fin"), null=True)
    tables = models.PositiveIntegerField(_("tables"), default=0)
    columns = models.PositiveIntegerField(_("colonnes"), default=0)
    suspected = models.PositiveIntegerField(_("colonnes qui semblent personnelles"), default=0)
    error = models.JSONField(default=dict)
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("parcours d’une base")
        verbose_name_plural = _("parcours de bases")
        ordering = ["-started", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(state="running"), name="scan_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started:%Y-%m-%d %H:%M}"


class Decision(models.TextChoices):
    UNDECIDED = "undecided", _("à décider")
    KEPT = "kept", _("gardée")
    DISCARDED = "discarded", _("écartée")


class Decided(models.Model):
    """What a table and a column share: a decision, by whom and when; when it was last missed."""

    decision = models.CharField(
        _("décision"), max_length=10, choices=Decision, default=Decision.UNDECIDED
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_on = models.DateTimeField(null=True)
    gone = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class ScannedTable(Decided):
    """A table of a database as a data set already described; `dataset` is the draft it made."""

    source = models.ForeignKey(ScannedSource, models.CASCADE, related_name="tables")
    schema = models.TextField(blank=True)
    name = models.TextField(_("nom"))
    kind = models.CharField(max_length=20, default="table")
    identifier = models.CharField(max_length=700)
    title = models.CharField(_("titre"), max_length=300)
    summary = models.TextField(blank=True)
    rows = models.PositiveBigIntegerField(_("lignes"), null=True)
    certainty = models.CharField(max_length=10, default="exact")
    access = models.CharField(max_length=20, default="restricted")
    why = models.JSONField(default=dict)
    discard = models.JSONField(default=dict)
    suspected = models.PositiveIntegerField(default=0)
    dataset = models.ForeignKey(
        "catalogue.Dataset", models.SET_NULL, null=True, related_name="scanned_tables"
    )

    class Meta:
        verbose_name = _("table parcourue")
        verbose_name_plural = _("tables parcourues")
        ordering = ["schema", "name"]
        constraints = [
            models.UniqueConstraint(fields=["source", "schema", "name"], name="scanned_table_once")
        ]

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


class ScannedColumn(Decided):
    """A column: what the database says, what it seems to mean, whether it seems personal.

    `personal` is the guess; `confirmed` is what the steward said of it, None as long as nobody did.
    `profile` is the plain form of `scan.model.Profile`, and holds no value; {} when nothing was
    read.
    """

    table = models.ForeignKey(ScannedTable, models.CASCADE, related_name="columns")
    position = models.PositiveIntegerField(default=0)
    name = models.TextField()
    title = models.CharField(max_length=300, blank=True)
    type = models.TextField(blank=True)
    kind = models.CharField(max_length=20, default="other")
    meaning = models.CharField(max_length=60, blank=True)
    personal = models.BooleanField(default=False)
    certainty = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list)
    profile = models.JSONField(default=dict)
    confirmed = models.BooleanField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    confirmed_on = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("colonne parcourue")
        verbose_name_plural = _("colonnes parcourues")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "name"], name="scanned_column_once")
        ]

    def __str__(self) -> str:
        return self.title or self.name
