"""The data protection officer of each organisation: its own, else that of what it is part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from parvis.organisations.standing import read_tree
from parvis.records.desk import rights
from parvis.records.models import Published

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


def change(organisation: Any, by: Any, values: Mapping[str, str]) -> Officer:
    """Say how the officer of an organisation is reached; what is public of its processings, and of
    those that are part of it, follows in the background. Raises PermissionDenied."""
    mine = rights.organisations(by, "publish", "processing")
    if not mine.filter(pk=organisation.pk).exists():
        raise PermissionDenied(f"{by} may not name the officer of {organisation}")
    told = {name: values.get(name, "") for name in CONTACTS}
    row, _new = Officer.objects.update_or_create(organisation=organisation, defaults=told)
    return row


def outdated(organisation: int, processings: QuerySet[Any]) -> Iterator[Any]:
    """Public processings of an organisation and of what is part of it that name another officer."""
    branch = read_tree([organisation]).branch(organisation)
    rows = processings.filter(live=True, organisation__in=branch).select_related("organisation")
    shown = Published.objects.live().filter(type="processing")
    known = {row.uuid: row for row in shown.filter(pk__in=rows.values("uuid"))}
    for one in rows.order_by("pk"):
        said = known[one.uuid].content.get("officer") if one.uuid in known else None
        if said != contact(one.organisation):
            yield one
