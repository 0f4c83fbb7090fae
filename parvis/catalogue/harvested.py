"""What is kept of each harvested source: where it is, how each run went, what it said last time."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TOLD = 1_000  # items of which a kept report says all there is to say


class HarvestSource(models.Model):
    """A portal that is harvested, known by the URI of its catalogue (or its address).

    One added at the desk has neither `key` nor `catalogue` before its first page. `failures` counts
    the runs that failed in a row; `next_at` is when the schedule reads it again.
    """

    class Every(models.TextChoices):
        NEVER = "never", _("seulement à la demande")
        HOURLY = "hourly", _("toutes les heures")
        DAILY = "daily", _("tous les jours")
        WEEKLY = "weekly", _("toutes les semaines")

    key = models.CharField(max_length=500, unique=True, null=True)
    address = models.CharField(_("adresse"), max_length=2000)
    kind = models.CharField(_("sorte de source"), max_length=20, default="dcat")
    catalogue = models.ForeignKey(
        "catalogue.Catalogue", models.PROTECT, related_name="sources", null=True
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+",
        verbose_name=_("organisation responsable par défaut"),
    )  # fmt: skip
    every = models.CharField(_("rythme"), max_length=10, choices=Every, default=Every.NEVER)
    paused = models.BooleanField(_("en pause"), default=False)
    next_at = models.DateTimeField(_("prochain moissonnage"), null=True, db_index=True)
    failures = models.PositiveIntegerField(_("échecs de suite"), default=0)
    created = models.DateTimeField(default=timezone.now, editable=False)
    trusted = models.BooleanField(
        _("peut publier au nom d’autres organisations"), default=False,
        help_text=_("Pour un portail commun à plusieurs : sinon, ce qu’il dit être à une autre "
                    "organisation est publié au nom de la sienne."),
    )  # fmt: skip
    replaced = models.BooleanField(
        _("ce portail la remplace"), default=False,
        help_text=_("Les adresses de l’ancien portail mènent alors aux fiches d’ici."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("source moissonnée")
        verbose_name_plural = _("sources moissonnées")
        ordering = ["key", "pk"]

    def __str__(self) -> str:
        return self.key or self.address


class HarvestRun(models.Model):
    """One harvest of a source: how far it came, and its report.

    `holder` is the process that carries it out: one that takes a run over writes its own name, and
    the other writes nothing more. `touched` is its last sign of life. `cursor` is where the page
    begins that is read next. A `rehearsal` says what a harvest would do and writes nothing else.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("demandé")
        RUNNING = "running", _("en cours")
        STOPPED = "stopped", _("interrompu")
        DONE = "done", _("terminé")

    source = models.ForeignKey(HarvestSource, models.CASCADE, related_name="runs")
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.RUNNING)
    holder = models.UUIDField(default=uuid4)
    rehearsal = models.BooleanField(_("essai sans rien écrire"), default=False)
    loss_allowed = models.BooleanField(default=False)
    started = models.DateTimeField(_("début"), default=timezone.now)
    touched = models.DateTimeField(_("dernier signe de vie"), default=timezone.now)
    ended = models.DateTimeField(_("fin"), null=True)
    cursor = models.TextField(blank=True)
    complete = models.BooleanField(default=True)
    created = models.PositiveIntegerField(_("créées"), default=0)
    updated = models.PositiveIntegerField(_("mises à jour"), default=0)
    unchanged = models.PositiveIntegerField(_("inchangées"), default=0)
    archived = models.PositiveIntegerField(_("archivées"), default=0)
    refused = models.JSONField(_("refusées"), default=list)
    remarks = models.JSONField(_("remarques"), default=list)
    error = models.TextField(_("ce qui l’a arrêté"), blank=True)

    class Meta:
        verbose_name = _("moissonnage")
        verbose_name_plural = _("moissonnages")
        ordering = ["-started"]
        indexes = [models.Index(fields=["source", "-started"], name="harvest_run_by_date")]

    def __str__(self) -> str:
        return f"{self.source} {self.started:%Y-%m-%d %H:%M}"


class HarvestItem(models.Model):
    """What a source said of one item last time: its digest tells what changed.

    `seen` is the last run that listed it; `uri` and `likeness` (a digest of its title and text)
    recognise it when its identifier changed.
    """

    source = models.ForeignKey(HarvestSource, models.CASCADE, related_name="items")
    identifier = models.CharField(max_length=500)
    record = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    uri = models.CharField(max_length=500, blank=True)
    likeness = models.CharField(max_length=64, blank=True)
    seen = models.PositiveBigIntegerField(default=0)
    gone = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "identifier"], name="harvest_item_once")
        ]
        indexes = [
            models.Index(fields=["source", "seen"], name="harvest_item_by_run"),
            models.Index(fields=["uri"], name="harvest_item_by_uri"),
            models.Index(fields=["source", "likeness"], name="harvest_item_by_likeness"),
        ]

    def __str__(self) -> str:
        return self.identifier
