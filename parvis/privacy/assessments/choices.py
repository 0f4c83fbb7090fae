"""The closed lists of impact assessments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """What people could suffer from: the three feared events."""

    ACCESS = "access", _("quelqu’un voit les données sans en avoir le droit")
    CHANGE = "change", _("les données sont changées sans raison")
    LOSS = "loss", _("les données disparaissent")


class Gauge(models.IntegerChoices):
    """Severity and likelihood, on four steps."""

    NEGLIGIBLE = 1, _("négligeable")
    LIMITED = 2, _("limitée")
    IMPORTANT = 3, _("importante")
    MAXIMAL = 4, _("maximale")


class Opinion(models.TextChoices):
    FAVOURABLE = "favourable", _("favorable")
    RESERVED = "reserved", _("favorable, avec des réserves")
    UNFAVOURABLE = "unfavourable", _("défavorable")


class State(models.TextChoices):
    """What people read of an assessment. `REOPENED`: the processing has changed since."""

    DRAFT = "draft", _("en cours")
    VALIDATED = "validated", _("validée")
    REOPENED = "reopened", _("à revoir : le traitement a changé depuis")
