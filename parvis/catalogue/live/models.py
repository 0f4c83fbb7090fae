"""What is kept of live data. `catalogue/models.py` brings these models in."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Feed(models.Model):
    """How the rows of a data set come by themselves: read again at an address, or pushed here.

    What tells its rows apart is the key of the data set (`rows/keys.py`). `choices`: what a
    producer decided of the file (`Deposit.choices`). `received` counts the pushes
    that were acknowledged, `shown` those that readers get. `passing`: [version, moment] of rows
    that readers got and that no edition keeps.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", _("relues à une adresse")
        PUSH = "push", _("poussées ici, ligne par ligne")

    RHYTHMS = (
        (1, _("chaque minute")), (5, _("toutes les cinq minutes")),
        (15, _("tous les quarts d’heure")), (60, _("chaque heure")), (1_440, _("chaque jour")),
        (10_080, _("chaque semaine")),
    )  # fmt: skip

    dataset = models.OneToOneField(
        "catalogue.Dataset", models.CASCADE, related_name="feed", verbose_name=_("jeu de données")
    )
    kind = models.CharField(_("comment elles arrivent"), max_length=10, choices=Kind)
    address = models.CharField(_("adresse"), max_length=2000, blank=True)
    every = models.PositiveIntegerField(_("à quel rythme"), choices=RHYTHMS, default=60)
    days = models.PositiveIntegerField(
        _("jours gardés"), default=30, validators=[MaxValueValidator(3_650)],
        help_text=_(
            "Sans colonnes qui désignent une ligne, chaque envoi ajoute des lignes : celles plus "
            "anciennes s’en vont."
        ),
    )  # fmt: skip
    silent_after = models.PositiveIntegerField(
        _("prévenir après ce silence, en minutes"),
        default=180,
        validators=[MaxValueValidator(525_600)],
        help_text=_("Sans aucune ligne nouvelle pendant ce temps, une lettre part. 0 : jamais."),
    )
    paused = models.BooleanField(_("en pause"), default=False)
    choices = models.JSONField(default=dict, blank=True)
    secret = models.CharField(max_length=64, blank=True)  # SHA-256 of the key of those who push
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    failures = models.PositiveIntegerField(default=0)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    received = models.PositiveBigIntegerField(default=0)
    shown = models.PositiveBigIntegerField(default=0)
    answered = models.DateTimeField(_("dernière réponse"), null=True, blank=True)
    changed = models.DateTimeField(_("dernières lignes nouvelles"), null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)
    told = models.DateTimeField(null=True, blank=True)  # that it is silent
    passing = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("flux de données")
        verbose_name_plural = _("flux de données")

    def __str__(self) -> str:
        return f"{self.dataset} ({self.get_kind_display()})"


class PushedRow(models.Model):
    """A row that was pushed and acknowledged: the last one of its key, or one more."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="rows")
    key = models.CharField(max_length=300, null=True)
    row = models.TextField()  # JSON, its fields in the order of who pushed
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="pushed_row_once")]
        indexes = [models.Index(fields=["feed", "at"], name="pushed_row_age")]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.key or self.pk}"
