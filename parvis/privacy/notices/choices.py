"""The closed lists of collection points, with the words people read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Where data are collected from people."""

    WEB = "web", _("formulaire en ligne")
    PAPER = "paper", _("formulaire papier")
    COUNTER = "counter", _("guichet")
    PHONE = "phone", _("téléphone")
    POSTER = "poster", _("affiche ou panneau")
    LETTER = "letter", _("courrier ou courriel")
    APPLICATION = "app", _("application mobile")
    OTHER = "other", _("autre point de collecte")


class Shows(models.TextChoices):
    """How people meet the notice there."""

    ADDRESS = "address", _("il mène à la notice du jour, par son adresse ou son code")
    COPY = "copy", _("il en porte une copie, imprimée ou recopiée")
    NOTHING = "nothing", _("il n’en montre pas encore")


class Form(models.TextChoices):
    """The forms of a notice (`forms.KINDS`)."""

    NOTICE = "notice", _("notice complète")
    EASY = "easy", _("notice facile à lire")
    CLAUSE = "clause", _("mention courte, sous un formulaire")
    SIGN = "sign", _("texte d’affiche ou de guichet")
    MENTION = "mention", _("mention d’un algorithme")


# what an address says → the form of a notice
FORMS = {
    "complete": "notice",
    "facile": "easy",
    "courte": "clause",
    "affiche": "sign",
    "mention": "mention",
}


def named(form: str) -> str:
    """What an address says for a form of a notice."""
    return next(said for said, one in FORMS.items() if one == form)
