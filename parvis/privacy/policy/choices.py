"""The closed lists of the protection policy, with the words people read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TECHNICAL = "technical", _("technique")
    ORGANISATIONAL = "organised", _("d’organisation")
    LEGAL = "legal", _("juridique")
    TRAINING = "training", _("formation des agents")


class State(models.TextChoices):
    PLANNED = "planned", _("prévue")
    PARTIAL = "partial", _("en place en partie")
    APPLIED = "applied", _("en place")
    STOPPED = "stopped", _("abandonnée")


class Priority(models.IntegerChoices):
    HIGH = 1, _("haute")
    NORMAL = 2, _("ordinaire")
    LOW = 3, _("basse")
