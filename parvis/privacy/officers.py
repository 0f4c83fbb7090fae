"""The data protection officer of each organisation: its own, else that of what it is part of."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

CONTACTS = ("name", "email", "phone", "address")


class Officer(models.Model):
    """How to reach the officer: a function, never the name of a person."""

    organisation = models.OneToOneField(
        "organisations.Organisation", models.CASCADE, related_name="officer",
        verbose_name=_("organisation"),
    )  # fmt: skip
    name = models.CharField(
        _("fonction"), max_length=200,
        help_text=_("« Délégué à la protection des données », jamais le nom d’une personne."),
    )  # fmt: skip
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    address = models.CharField(_("adresse postale"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("délégué à la protection des données")
        verbose_name_plural = _("délégués à la protection des données")

    def __str__(self) -> str:
        return self.name


def contact(organisation: Any) -> dict[str, str]:
    """The officer of an organisation or of the nearest it is part of; {} where none is known."""
    line, step = [], organisation
    while step is not None and step.pk not in line:
        line.append(step.pk)
        step = step.parent
    rows = {row.organisation_id: row for row in Officer.objects.filter(organisation__in=line)}
    found = next((rows[key] for key in line if key in rows), None)
    return {name: getattr(found, name) for name in CONTACTS} if found else {}
