"""How many people gave each answer, by device and month. No row is a person’s."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.TextChoices):
    CLEAR = "clear", _("Cette page est-elle claire ?")
    ACCEPTABLE = "acceptable", _("Cet équipement vous paraît-il acceptable ici ?")


class Choice(models.TextChoices):
    YES = "yes", _("Oui")
    PARTLY = "partly", _("En partie")
    NO = "no", _("Non")


class Tally(models.Model):
    """`count` answers `choice` to `question` about a device, in the month that `month` begins.

    A month, not a day: in a street where one person passes, a date would be a trace.
    """

    device = models.UUIDField()
    question = models.CharField(max_length=10, choices=Question)
    choice = models.CharField(max_length=6, choices=Choice)
    month = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "question", "choice", "month"], name="tally_once"
            )
        ]
        verbose_name = _("avis compté")
        verbose_name_plural = _("avis comptés")

    def __str__(self) -> str:
        return f"{self.question} {self.choice} {self.count}"
