"""Rules as they were published, decisions whose letters bear a reference, and their cases.

`parvis/algorithms/models.py` brings these models in. A case is no record: it has no page of its
own, no history, no search. What it says is sealed.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.algorithms.explained import reference
from parvis.algorithms.ruleset import reading
from parvis.algorithms.ruleset.model import Rules


class RuleVersion(models.Model):
    """Rules that an algorithm follows from a day on, as they were published: never changed."""

    algorithm = models.ForeignKey(
        "algorithms.Algorithm", models.PROTECT, related_name="rule_versions",
        verbose_name=_("algorithme"),
    )  # fmt: skip
    version = models.CharField(_("version"), max_length=16)
    document = models.TextField()
    since = models.DateField(_("appliquées à partir du"))
    published = models.DateTimeField(_("publiées le"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField(_("pourquoi"), max_length=300, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("règles publiées")
        verbose_name_plural = _("règles publiées")
        constraints = [
            models.UniqueConstraint(fields=["algorithm", "version"], name="one_row_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.version}"

    @property
    def rules(self) -> Rules:
        return rules_of(self.document)


@lru_cache(maxsize=50)
def rules_of(document: str) -> Rules:
    return reading.from_bytes(document.encode())


class ExplainedDecision(models.Model):
    """A type of decision whose letters bear a reference: with which rules, kept how long."""

    decision = models.OneToOneField(
        "algorithms.DecisionType", models.PROTECT, related_name="explained",
        verbose_name=_("type de décision"),
    )  # fmt: skip
    algorithm = models.ForeignKey(
        "algorithms.Algorithm", models.PROTECT, related_name="+", verbose_name=_("algorithme")
    )
    prefix = models.CharField(
        _("début des références"), max_length=12, unique=True,
        validators=[RegexValidator(reference.PREFIX)],
        help_text=_("De 2 à 12 lettres capitales sans accent. Exemple : « CANTINE »."),
    )  # fmt: skip
    kept_days = models.PositiveIntegerField(
        _("jours de conservation"), default=730, validators=[MinValueValidator(1)],
        help_text=_("À compter de la décision. Le dossier est ensuite détruit."),
    )  # fmt: skip
    # SHA-256 of the key with which the application that decides sends cases; "": none does
    secret = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["prefix"]
        verbose_name = _("décision expliquée")
        verbose_name_plural = _("décisions expliquées")

    def __str__(self) -> str:
        return self.prefix

    def kept_until(self, decided: dt.date) -> dt.date:
        return decided + dt.timedelta(days=self.kept_days)


class Case(models.Model):
    """One decision about one person. `sealed` (JSON, under a key of its own: `vault`):

    {"reference", "inputs": {name: value}, "sources": {name: text}, "dates": {name: day},
    "outcome", "role", "override"}: figures with where and when each was read, the outcome as it was
    notified, who decided (a role, never a name), why a person set the algorithm's result aside.
    """

    class Replay(models.TextChoices):
        SAME = "same", _("le calcul redonne le résultat notifié")
        DIFFERENT = "different", _("le calcul ne redonne pas le résultat notifié")
        SET_ASIDE = "set_aside", _("une personne a décidé autrement que le calcul")

    explained = models.ForeignKey(ExplainedDecision, models.PROTECT, related_name="cases")
    rules = models.ForeignKey(RuleVersion, models.PROTECT, related_name="cases")
    mark = models.CharField(max_length=64, unique=True)  # keyed hash of the reference
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)  # the name of its key
    sealed = models.BinaryField()
    decided = models.DateField(_("décidé le"))
    kept_until = models.DateField(_("gardé jusqu’au"), db_index=True)
    received = models.DateTimeField(_("reçu le"), default=timezone.now)
    replay = models.CharField(max_length=10, choices=Replay, default=Replay.SAME)

    class Meta:
        verbose_name = _("dossier de décision")
        verbose_name_plural = _("dossiers de décision")
        indexes = [models.Index(fields=["explained", "replay"], name="case_replay")]

    def __str__(self) -> str:
        return f"{self.explained_id}/{self.pk}"


class CaseReading(models.Model):
    """An agent read one case: who, when. It goes with the case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("lecture d’un dossier")
        verbose_name_plural = _("lectures de dossiers")

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d %H:%M}"
