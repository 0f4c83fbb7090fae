"""Who may read which rows of a data set that is not open to all. `catalogue/models.py` brings these
models in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.records.sealed import SealedTextField


class Grant(models.Model):
    """One access, decided once. Another is given to change it: what was decided stays readable.

    Without `columns`, all of them; without `condition` (ODSQL, as in `where`), every row. From two
    rows a group on (`least`), rows are only told in groups made by `dimensions`. `people`: it was
    decided knowing that the data are about people.
    """

    dataset = models.ForeignKey(
        "catalogue.Dataset", models.CASCADE, related_name="grants", verbose_name=_("jeu de données")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("à qui"), help_text=_("Vide : à tout le monde."),
    )  # fmt: skip
    columns = models.JSONField(_("colonnes données"), default=list, blank=True)
    condition = models.CharField(
        _("lignes données"), max_length=2000, blank=True,
        help_text=_("Une condition ODSQL, comme commune = '35238'. Vide : toutes les lignes."),
    )  # fmt: skip
    least = models.PositiveSmallIntegerField(
        _("plus petit groupe"), default=0,
        help_text=_(
            "Avec un nombre, aucune ligne n’est donnée : seulement des comptes, des sommes et des "
            "moyennes de groupes d’au moins autant de lignes. 0 : les lignes elles-mêmes."
        ),
    )  # fmt: skip
    dimensions = models.JSONField(_("colonnes qui font les groupes"), default=list, blank=True)
    purpose = models.CharField(
        _("pour quoi faire"), max_length=300,
        help_text=_("Une phrase, montrée à tous sur la fiche du jeu de données."),
    )  # fmt: skip
    until = models.DateField(_("jusqu’au"), null=True, blank=True)
    people = models.BooleanField(default=False)
    secret = models.CharField(max_length=64, blank=True, db_index=True)  # SHA-256 of the key
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("décidé par"),
    )  # fmt: skip
    at = models.DateTimeField(_("décidé le"), default=timezone.now)
    ended = models.DateTimeField(_("retiré le"), null=True, blank=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("accès accordé")
        verbose_name_plural = _("accès accordés")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.dataset} → {self.organisation or '*'}"


class GrantUse(models.Model):
    """One answer that was given under an access to one organisation: when, at which address, what
    was asked. The question may hold values of people: it is sealed."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="uses")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    path = models.CharField(max_length=300)
    question = SealedTextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("lecture sous un accès")
        verbose_name_plural = _("lectures sous un accès")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.path}"


def in_force(dataset: Any) -> QuerySet[Grant]:
    """Those of a data set (its UUID) that may be used today, the last decided first."""
    running = models.Q(until=None) | models.Q(until__gte=timezone.localdate())
    rows = Grant.objects.filter(running, dataset__uuid=dataset, ended=None)
    return rows.select_related("organisation")
