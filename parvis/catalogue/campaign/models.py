"""What is kept of an inventory campaign. `catalogue/models.py` brings these models in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.organisations.models import Organisation


class Campaign(models.Model):
    """A time in which an organisation, and all that is part of it, looks at its list of data."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    title = models.CharField(_("nom de la campagne"), max_length=200)
    message = models.TextField(_("ce que vous demandez aux référents"), blank=True)
    opened_on = models.DateField(_("ouverte le"))
    closes_on = models.DateField(_("dernier jour"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("campagne d’inventaire")
        verbose_name_plural = _("campagnes d’inventaire")
        ordering = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class CampaignPart(models.Model):
    """The share of one organisation: its list is complete once somebody there said so."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    complete = models.DateTimeField(null=True)
    complete_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["organisation__title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organisation"], name="campaign_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} – {self.organisation}"


class CampaignAnswer(models.Model):
    """What a référent said of one data set of the list; the last word counts."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("exacte")
        WRONG = "wrong", _("à corriger")
        GONE = "gone", _("n’existe plus")

    part = models.ForeignKey(CampaignPart, models.CASCADE, related_name="answers")
    record = models.UUIDField()
    state = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "record"], name="campaign_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.state}"


class CampaignLetter(models.Model):
    """That a letter went to someone about a part: each kind of letter goes once."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("ouverture")
        WEEK = "week", _("une semaine avant la fin")
        DAY = "day", _("la veille")
        LATE = "late", _("en retard")

    part = models.ForeignKey(CampaignPart, models.CASCADE, related_name="letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "user", "kind"], name="campaign_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.kind}"
