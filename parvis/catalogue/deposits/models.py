"""What is kept of a file that a producer brings. `catalogue/models.py` brings these models in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.lake.models import Version
from parvis.lake.reading.understand import Choices


class Deposit(models.Model):
    """A file brought for the rows of a data set. The file and what was read of it stand in `place`,
    out of the lake, until it is published or withdrawn. `row_key`: {"columns": titles, perhaps
    none, or None to guess} once its producer chose what publishing makes the data set's key."""

    class State(models.TextChoices):
        WAITING = "waiting", _("à lire")
        REFUSED = "refused", _("refusé")
        READ = "read", _("lu, pas encore publié")
        PUBLISHED = "published", _("publié")
        WITHDRAWN = "withdrawn", _("retiré")

    OPEN = (State.WAITING, State.REFUSED, State.READ)

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(
        "catalogue.Dataset", models.CASCADE, related_name="deposits",
        verbose_name=_("jeu de données"),
    )  # fmt: skip
    name = models.CharField(_("nom du fichier"), max_length=200)
    address = models.CharField(_("adresse"), max_length=2000, blank=True)
    size = models.PositiveBigIntegerField(_("octets"), null=True)
    sha256 = models.CharField(_("empreinte"), max_length=64, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.WAITING)
    asked = models.PositiveIntegerField(_("lectures demandées"), default=1)
    choices = models.JSONField(_("choix du producteur"), default=dict)
    row_key = models.JSONField(_("clé choisie"), default=dict)
    reading = models.CharField(_("lecture"), max_length=64, blank=True)
    problem = models.JSONField(_("refus"), null=True)
    waits = models.JSONField(_("colonnes à décider"), default=list)
    version = models.ForeignKey(
        Version, models.SET_NULL, null=True, related_name="+", verbose_name=_("version")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("déposé par"),
    )  # fmt: skip
    created = models.DateTimeField(_("déposé le"), default=timezone.now)
    ended = models.DateTimeField(_("publié ou retiré le"), null=True)

    class Meta:
        verbose_name = _("dépôt de données")
        verbose_name_plural = _("dépôts de données")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "created"], name="deposit_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def open(self) -> bool:
        return self.state in self.OPEN

    @property
    def chosen(self) -> Choices:
        """What the producer decided; what the officer decided is not in it."""
        given: dict[str, Any] = dict(self.choices)
        return Choices(**{**given, "dropped": tuple(given.get("dropped", ()))})


class PersonalDecision(models.Model):
    """What was decided of a column that tells something of people. The last one of a column counts,
    for this file and for those that come after; none is changed or forgotten."""

    class Measure(models.TextChoices):
        KEEP = "keep", _("la publier telle quelle")
        DROP = "drop", _("la retirer")
        BLUR = "blur", _("la rendre moins précise")
        COUNT = "count", _("la retirer et compter les lignes semblables")

    dataset = models.ForeignKey(
        "catalogue.Dataset", models.CASCADE, related_name="personal_decisions",
        verbose_name=_("jeu de données"),
    )  # fmt: skip
    column = models.CharField(_("colonne"), max_length=500)
    measure = models.CharField(_("mesure"), max_length=10, choices=Measure.choices)
    blur = models.CharField(_("précision gardée"), max_length=20, blank=True)
    least = models.PositiveSmallIntegerField(_("plus petit groupe"), default=0)
    reason = models.TextField(_("motif"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("décidé par"),
    )  # fmt: skip
    at = models.DateTimeField(_("décidé le"), default=timezone.now)

    class Meta:
        verbose_name = _("décision sur une colonne")
        verbose_name_plural = _("décisions sur des colonnes")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["dataset", "column"], name="personal_decision_column")]

    def __str__(self) -> str:
        return f"{self.column} : {self.get_measure_display()}"
